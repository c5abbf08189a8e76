using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Wording;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Content that keeps every rule: what others may see of it, and the exact place for its publisher.</summary>
internal sealed record CheckedContent(NeedContent Public, NeedPlace? Exact);

/// <summary>What a need may say. Every wrong field is told, not only the first.</summary>
internal sealed partial class NeedRules : FieldRules
{
    public const int MaxTitle = 200;
    public const int MaxDescription = 10_000;
    public const int MaxCategory = 100;
    public const int MaxReference = 200;
    public const int MaxContactRole = 200;
    public const int MaxAddress = 500;
    public const int MaxSkills = 20;
    public const int MaxSkill = 100;
    public const int MaxExtensions = 20;
    public const int MaxExtension = 1_000;
    public const int MaxPlaces = 10_000;
    public const int MaxReason = 500;
    public const int MaxYears = 5;
    public const int MaxOutcome = 100;

    private bool _isMunicipalityUnknown;

    /// <summary>The content in its one spelling, or everything that is wrong with it.</summary>
    public static Outcome<CheckedContent> Check(NeedContent content, DateTimeOffset now)
    {
        var rules = new NeedRules();
        var clean = rules.Read(content, now);
        return rules.Errors switch
        {
            [] => UnlessForPeople(clean.Public) is { } refused ? refused : clean,
            [var only] when rules._isMunicipalityUnknown => new Rejection(ProblemCode.UnknownMunicipality, only.Detail) { Errors = [only] },
            _ => Rejections.Invalid(rules.Errors),
        };
    }

    /// <summary>Words to think about, for the publisher; null when there are none.</summary>
    public static IReadOnlyList<TextWarning>? Warn(NeedContent content) => RespectfulWords.Check(
        ("#/title", content.Title), ("#/description", content.Description), ("#/outcome", content.Outcome)) is { Count: > 0 } warnings ? warnings : null;

    // A decision of an authority is nobody's to give away, and is no need.
    private static Rejection? UnlessForPeople(NeedContent content) => AuthorityTask.Refuse(
        [("#/title", content.Title), ("#/description", content.Description), ("#/outcome", content.Outcome), .. (content.Skills ?? []).Index().Select(skill => ($"#/skills/{skill.Index}", (string?)skill.Item))]);

    /// <summary>The reason for a withdrawal, trimmed.</summary>
    public static Outcome<string> CheckReason(string? reason)
    {
        var rules = new NeedRules();
        var text = rules.Required("#/reason", reason, MaxReason, isMultiline: true);
        return rules.Errors.Count == 0 ? text : Rejections.Invalid(rules.Errors);
    }

    private CheckedContent Read(NeedContent content, DateTimeOffset now)
    {
        var municipality = Municipality(content.Municipality);
        var scope = Scope(content, municipality);
        var place = Place(content.Place, municipality);
        var clean = new NeedContent
        {
            Reference = Optional("#/reference", content.Reference, MaxReference),
            Title = Required("#/title", content.Title, MaxTitle),
            Description = Required("#/description", content.Description, MaxDescription, isMultiline: true),
            Category = Required("#/category", content.Category, MaxCategory),
            Skills = Skills(content.Skills),
            Scope = scope,
            Municipality = municipality?.Code,
            Place = place is { Latitude: { } latitude, Longitude: { } longitude } && GeoPoint.TryCreate(latitude, longitude, out var point)
                ? new NeedPlace(point.ToPublic().Latitude, point.ToPublic().Longitude)
                : null,
            Window = Window(content.Window, now),
            PlacesWanted = PlacesWanted(content.PlacesWanted),
            ContactRole = Optional("#/contactRole", content.ContactRole, MaxContactRole),
            Goals = Goals(content.Goals),
            ExpiresAt = ExpiresAt(content.ExpiresAt, now),
            Extensions = Extensions(content.Extensions),
            Wants = Wants(content.Wants),
            Outcome = Optional("#/outcome", content.Outcome, MaxOutcome),
            AdviceWithoutAuthority = content.AdviceWithoutAuthority is true ? true : null,
        };
        return new CheckedContent(clean, place);
    }

    private Municipality? Municipality(string? code)
    {
        if (string.IsNullOrWhiteSpace(code) || Municipalities.TryGet(code.Trim(), out _))
        {
            return Municipalities.TryGet(code?.Trim(), out var municipality) ? municipality : null;
        }
        _isMunicipalityUnknown = true;
        Wrong("#/municipality", "Der er ingen kommune med den kode; skriv fire cifre, for eksempel 0101 for København.",
            "There is no municipality with this code; write four digits, for example 0101 for Copenhagen.");
        return null;
    }

    private NeedScope Scope(NeedContent content, Municipality? municipality)
    {
        var isStated = !string.IsNullOrWhiteSpace(content.Municipality);
        switch (content.Scope)
        {
            case null when isStated:
                return NeedScope.Local;
            case null:
                Wrong("#/municipality", "Angiv en kommune, eller skriv scope national eller unspecified.",
                    "State a municipality, or write scope national or unspecified.");
                return NeedScope.Unspecified;
            case NeedScope.Local when !isStated:
                Wrong("#/municipality", "Scope local kræver en kommune.", "Scope local needs a municipality.");
                break;
            case NeedScope.National or NeedScope.Unspecified when municipality is not null:
                Wrong("#/scope", "Et behov i én kommune har scope local; udelad kommunen ellers.",
                    "A need in one municipality has scope local; else leave the municipality out.");
                break;
        }
        return content.Scope.Value;
    }

    private NeedPlace? Place(NeedPlace? place, Municipality? municipality)
    {
        if (place is null)
        {
            return null;
        }
        var address = Optional("#/place/address", place.Address, MaxAddress);
        if (place.Latitude is not (>= -90 and <= 90))
        {
            Wrong("#/place/latitude", "Skriv en breddegrad fra -90 til 90 (WGS84).", "Write a latitude from -90 to 90 (WGS84).");
        }
        if (place.Longitude is not (>= -180 and <= 180))
        {
            Wrong("#/place/longitude", "Skriv en længdegrad fra -180 til 180 (WGS84).", "Write a longitude from -180 to 180 (WGS84).");
        }
        else if (municipality is not null && place.Latitude is >= -90 and <= 90
            && !municipality.Bounds.Contains(new GeoPoint(place.Latitude.Value, place.Longitude.Value)))
        {
            Wrong("#/place", $"Stedet ligger ikke i {municipality.Name}; ret stedet eller kommunen (er bredde og længde byttet om?).",
                $"The place is not in {municipality.Name}; correct the place or the municipality (are latitude and longitude swapped?).");
        }
        return new NeedPlace(place.Latitude, place.Longitude, address);
    }

    private NeedWindow? Window(NeedWindow? window, DateTimeOffset now)
    {
        if (window is null or { From: null, Until: null })
        {
            return null;
        }
        if (window.Until <= window.From)
        {
            Wrong("#/window/until", "Vinduet skal slutte, efter at det begynder.", "The window must end after it starts.");
        }
        else if (window.Until <= now)
        {
            Wrong("#/window/until", "Vinduet er forbi; skriv et tidspunkt i fremtiden.", "The window is over; write a time in the future.");
        }
        return new NeedWindow(Moment(window.From), Moment(window.Until));
    }

    private int? PlacesWanted(int? wanted)
    {
        if (wanted is < 1 or > MaxPlaces)
        {
            Wrong("#/placesWanted", "Skriv et antal fra 1 til 10.000, eller udelad feltet.", "Write a number from 1 to 10,000, or leave the field out.");
        }
        return wanted;
    }

    private DateTimeOffset? ExpiresAt(DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        if (expiresAt <= now || expiresAt > now.AddYears(MaxYears))
        {
            Wrong("#/expiresAt", "Skriv et tidspunkt i fremtiden, højst fem år frem.", "Write a time in the future, at most five years ahead.");
        }
        return Moment(expiresAt);
    }
}
