using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Offers;

/// <summary>What an offer may say. Every wrong field is told, not only the first.</summary>
internal sealed class OfferRules(OfferContent? before) : FieldRules
{
    public const int MaxTitle = 200;
    public const int MaxDescription = 10_000;
    public const int MaxReference = 200;
    public const int MaxCategories = 10;
    public const int MaxCategory = 100;
    public const int MaxSkills = 20;
    public const int MaxSkill = 100;
    public const int MaxReason = 500;
    public const int MaxYears = 5;
    public const int MaxBlackoutDates = 366;
    public const int MaxParticipants = 200;
    public const double MaxRadiusKm = 1_000;

    private bool _isMunicipalityUnknown;

    /// <summary>The content in its one spelling, as everybody who is shown it may know it, or everything that is wrong with it.</summary>
    /// <param name="before">What the offer says now: a time that passed since may stand where it stood.</param>
    public static Outcome<OfferContent> Check(OfferContent content, DateTimeOffset now, OfferContent? before = null)
    {
        var rules = new OfferRules(before);
        var clean = rules.Read(content, now);
        return rules.Errors switch
        {
            [] => clean,
            [var only] when rules._isMunicipalityUnknown => new Rejection(ProblemCode.UnknownMunicipality, only.Detail) { Errors = [only] },
            _ => Rejections.Invalid(rules.Errors),
        };
    }

    /// <summary>The reason for a withdrawal, trimmed.</summary>
    public static Outcome<string> CheckReason(string? reason)
    {
        var rules = new OfferRules(before: null);
        var text = rules.Required("#/reason", reason, MaxReason, isMultiline: true);
        return rules.Errors.Count == 0 ? text : Rejections.Invalid(rules.Errors);
    }

    private OfferContent Read(OfferContent content, DateTimeOffset now) => new()
    {
        Reference = Optional("#/reference", content.Reference, MaxReference),
        Title = Required("#/title", content.Title, MaxTitle),
        Description = Required("#/description", content.Description, MaxDescription, isMultiline: true),
        Categories = Texts("#/categories", content.Categories, MaxCategories, MaxCategory),
        Skills = Texts("#/skills", content.Skills, MaxSkills, MaxSkill),
        Area = Area(content.Area),
        Window = Window(content.Window, now),
        BlackoutDates = BlackoutDates(content.BlackoutDates),
        Visibility = Visibility(content.Visibility),
        Standing = content.Standing is true ? true : null,
        OpenToDrawing = content.OpenToDrawing is true ? true : null,
        Contributions = new ContributionRules(this, before?.Contributions ?? []).Read(content.Contributions, now),
        ExpiresAt = ExpiresAt(content.ExpiresAt, now),
    };

    private OfferArea Area(OfferArea? area)
    {
        var municipalities = Codes("#/area/municipalities", area?.Municipalities);
        var hasCircle = area?.Center is not null || area?.RadiusKm is not null;
        var ways = (hasCircle ? 1 : 0) + (area?.Municipalities is { Count: > 0 } ? 1 : 0) + (area?.Country is true ? 1 : 0);
        if (ways != 1)
        {
            Wrong("#/area", "Skriv ét af: center med radiusKm, municipalities, eller country: true.",
                "Write one of: center with radiusKm, municipalities, or country: true.");
        }
        return new OfferArea
        {
            Center = hasCircle ? Center(area!.Center) : null,
            RadiusKm = hasCircle ? Radius(area!.RadiusKm) : null,
            Municipalities = municipalities,
            Country = area?.Country is true ? true : null,
        };
    }

    private OfferPlace? Center(OfferPlace? place)
    {
        if (place is not { Latitude: { } latitude, Longitude: { } longitude } || !GeoPoint.TryCreate(latitude, longitude, out var point))
        {
            Wrong("#/area/center", "Skriv breddegrad fra -90 til 90 og længdegrad fra -180 til 180 (WGS84).",
                "Write a latitude from -90 to 90 and a longitude from -180 to 180 (WGS84).");
            return null;
        }
        if (!Municipalities.All.Any(municipality => municipality.Bounds.Contains(point)))
        {
            Wrong("#/area/center", "Stedet ligger ikke i Danmark; er bredde og længde byttet om?",
                "The place is not in Denmark; are latitude and longitude swapped?");
        }
        return new OfferPlace(point.ToPublic().Latitude, point.ToPublic().Longitude);
    }

    private double? Radius(double? radius)
    {
        if (radius is not (> 0 and <= MaxRadiusKm))
        {
            Wrong("#/area/radiusKm", "Skriv mere end 0 og højst 1.000 km.", "Write more than 0 and at most 1,000 km.");
        }
        return radius;
    }

    private List<string>? Codes(string pointer, IReadOnlyList<string>? codes)
    {
        if (codes?.Count > Municipalities.All.Length)
        {
            Wrong(pointer, "Skriv højst 98 kommuner, eller hele landet.", "Write at most 98 municipalities, or the whole country.");
            return null;
        }
        var read = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < codes?.Count; i++)
        {
            if (Municipalities.TryGet(codes[i]?.Trim(), out var municipality))
            {
                read.Add(municipality.Code);
                continue;
            }
            _isMunicipalityUnknown = true;
            Wrong($"{pointer}/{i}", "Der er ingen kommune med den kode; skriv fire cifre, for eksempel 0101 for København.",
                "There is no municipality with this code; write four digits, for example 0101 for Copenhagen.");
        }
        return read.Count > 0 ? [.. read] : null;
    }

    private OfferWindow? Window(OfferWindow? window, DateTimeOffset now)
    {
        if (window is null or { From: null, Until: null })
        {
            return null;
        }
        if (window.Until <= window.From)
        {
            Wrong("#/window/until", "Vinduet skal slutte, efter at det begynder.", "The window must end after it starts.");
        }
        else if (window.Until <= now && window.Until != before?.Window?.Until)
        {
            Wrong("#/window/until", "Vinduet er forbi; skriv et tidspunkt i fremtiden.", "The window is over; write a time in the future.");
        }
        return new OfferWindow(Moment(window.From), Moment(window.Until));
    }

    private List<DateOnly>? BlackoutDates(IReadOnlyList<DateOnly>? dates)
    {
        if (dates?.Count > MaxBlackoutDates)
        {
            Wrong("#/blackoutDates", "Skriv højst 366 dage.", "Write at most 366 days.");
            return null;
        }
        return dates is { Count: > 0 } ? [.. dates.Distinct().Order()] : null;
    }

    private OfferVisibility? Visibility(OfferVisibility? visibility)
    {
        var municipalities = Codes("#/visibility/municipalities", visibility?.Municipalities);
        if (visibility?.Participants?.Count > MaxParticipants)
        {
            Wrong("#/visibility/participants", "Skriv højst 200 deltagere.", "Write at most 200 participants.");
        }
        List<Guid>? participants = visibility?.Participants is { Count: > 0 } stated ? [.. stated.Distinct().Order().Take(MaxParticipants)] : null;
        return municipalities is null && participants is null ? null : new OfferVisibility { Municipalities = municipalities, Participants = participants };
    }

    private DateTimeOffset? ExpiresAt(DateTimeOffset? expiresAt, DateTimeOffset now)
    {
        if ((expiresAt <= now && expiresAt != before?.ExpiresAt) || expiresAt > now.AddYears(MaxYears))
        {
            Wrong("#/expiresAt", "Skriv et tidspunkt i fremtiden, højst fem år frem.", "Write a time in the future, at most five years ahead.");
        }
        return Moment(expiresAt);
    }

    internal List<string>? Texts(string pointer, IReadOnlyList<string>? texts, int most, int max)
    {
        if (texts?.Count > most)
        {
            Wrong(pointer, $"Skriv højst {most}.", $"Write at most {most}.");
            return null;
        }
        var read = texts?.Select((text, i) => Required($"{pointer}/{i}", text, max)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return read is { Count: > 0 } ? read : null;
    }
}
