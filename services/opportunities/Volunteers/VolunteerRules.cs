using System.Globalization;
using System.Text.RegularExpressions;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Volunteers;

/// <summary>What may be said of a volunteer. Every wrong field is told, not only the first.</summary>
internal sealed partial class VolunteerRules
{
    public const int MaxPerHolder = 100_000;
    public const double MaxRadiusKm = 100;
    public const int MaxWords = 20;
    public const int MaxWord = 100;
    public const int MaxWeekly = 50;
    public const int UsualWeekly = 3;

    private readonly List<FieldError> _errors = [];

    /// <summary>The volunteer as it is stored, its place already rounded.</summary>
    public static Outcome<Volunteer> Check(SaveVolunteer said, Guid id, Guid holder, DateTimeOffset now)
    {
        var rules = new VolunteerRules();
        var volunteer = new Volunteer(
            id, holder, rules.Reference(said.Reference), rules.Place(said.Place), rules.Radius(said.RadiusKm),
            rules.Words(said.Categories, "categories"), rules.Words(said.Skills, "skills"), rules.Quiet(said.QuietHours),
            rules.Weekly(said.WeeklyLimit), now);
        return rules._errors.Count == 0 ? volunteer : Rejections.Invalid(rules._errors);
    }

    // No room for a name or an address: whoever it is, only the holder knows.
    private string Reference(string? reference)
    {
        if (reference is null || !Pseudonym().IsMatch(reference))
        {
            Wrong("#/reference", "Skriv et pseudonym på 1 til 64 tegn af a-z, A-Z, 0-9, punktum, kolon, streg og understreg; aldrig et navn eller en adresse.",
                "Write a pseudonym of 1 to 64 characters of a-z, A-Z, 0-9, dot, colon, dash and underscore; never a name or an address.");
        }
        return reference ?? "";
    }

    private VolunteerPlace Place(VolunteerPlace? place)
    {
        if (place is { Latitude: { } latitude, Longitude: { } longitude } && GeoPoint.TryCreate(latitude, longitude, out var point))
        {
            return VolunteerPlace.Of(point.ToPublic());
        }
        Wrong("#/place", "Skriv latitude fra -90 til 90 og longitude fra -180 til 180 (WGS84).", "Write latitude from -90 to 90 and longitude from -180 to 180 (WGS84).");
        return new(0, 0);
    }

    private double Radius(double? km)
    {
        if (!(km > 0 && km <= MaxRadiusKm))
        {
            Wrong("#/radiusKm", $"Skriv mere end 0 og højst {MaxRadiusKm} km.", $"Write more than 0 and at most {MaxRadiusKm} km.");
        }
        return km ?? 0;
    }

    private string[] Words(IReadOnlyList<string>? words, string name)
    {
        var spelled = (words ?? []).Select(word => Filters.Words.Normalise(word ?? "")).Distinct(Filters.Words.Comparer).ToArray();
        if (spelled.Length > MaxWords || spelled.Any(word => word.Length is 0 or > MaxWord || word.Any(char.IsControl)))
        {
            Wrong($"#/{name}", $"Skriv højst {MaxWords} ord på 1 til {MaxWord} tegn.", $"Write at most {MaxWords} words of 1 to {MaxWord} characters.");
        }
        return spelled;
    }

    private QuietHours? Quiet(QuietBody? quiet)
    {
        if (quiet is null)
        {
            return null;
        }
        if (TryRead(quiet.From, out var from) && TryRead(quiet.Until, out var until) && from != until)
        {
            return new QuietHours(from, until);
        }
        Wrong("#/quietHours", "Skriv from og until som 21:00 og 08:00, ikke det samme.", "Write from and until as 21:00 and 08:00, not the same.");
        return null;
    }

    private int Weekly(int? limit)
    {
        if (limit is < 1 or > MaxWeekly)
        {
            Wrong("#/weeklyLimit", $"Skriv 1 til {MaxWeekly}.", $"Write 1 to {MaxWeekly}.");
        }
        return limit ?? UsualWeekly;
    }

    private void Wrong(string pointer, string danish, string english) => _errors.Add(new(pointer, new(danish, english)));

    private static bool TryRead(string? text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    [GeneratedRegex(@"\A[a-zA-Z0-9._:-]{1,64}\z")]
    private static partial Regex Pseudonym();
}
