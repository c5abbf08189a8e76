using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Finds needs. Text as it stands in the address; a part that is absent does not narrow.</summary>
public sealed record ListNeeds
{
    /// <summary>latitude,longitude: nearest first.</summary>
    [FromQuery(Name = "near")]
    public string? Near { get; init; }

    /// <summary>With near: how far, at most 1000; 10 when it is left out.</summary>
    [FromQuery(Name = "radiusKm")]
    public string? RadiusKm { get; init; }

    /// <summary>500m: walking distance, instead of radiusKm.</summary>
    [FromQuery(Name = "within")]
    public string? Within { get; init; }

    [FromQuery(Name = "category")]
    public string? Category { get; init; }

    /// <summary>Several with commas: needs that ask for at least one of them.</summary>
    [FromQuery(Name = "skills")]
    public string? Skills { get; init; }

    /// <summary>distance (the default with near), or fit: how many of the skills it asks for, then how near it is.</summary>
    [FromQuery(Name = "sort")]
    public string? Sort { get; init; }

    /// <summary>Four digits; national needs meet every municipality.</summary>
    [FromQuery(Name = "municipality")]
    public string? Municipality { get; init; }

    /// <summary>Only needs whose window ends after this time.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>Only needs whose window begins before this time.</summary>
    [FromQuery(Name = "until")]
    public string? Until { get; init; }

    /// <summary>me: one's own, drafts and ended ones included.</summary>
    [FromQuery(Name = "publisher")]
    public string? Publisher { get; init; }

    /// <summary>true: the same as publisher=me.</summary>
    [FromQuery(Name = "mine")]
    public string? Mine { get; init; }

    /// <summary>published (the default for others' needs), filled, withdrawn, expired, draft (one's own); several with commas.</summary>
    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    /// <summary>At most 200; 50 when it is left out.</summary>
    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    /// <summary>From the answer before this one.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }
}

/// <summary>Reads the query, says everything that is wrong with it, and searches.</summary>
internal sealed class ListNeedsHandler(NpgsqlDataSource db, GeoIndex index)
{
    private const double DefaultRadiusKm = 10;
    private const double WalkingKm = 0.5;

    public async Task<Outcome<NeedPage>> HandleAsync(Caller caller, ListNeeds query, CancellationToken ct)
    {
        if (Read(query).IsRejected(out var rejection, out var search))
        {
            return rejection;
        }
        var candidates = search is { Near: { } near, IsForOpenOnes: true } ? await index.FindAsync(near, search.RadiusKm * 1_000) : null;
        return await NeedSearchStore.SearchAsync(db, search, candidates, caller.ParticipantId, ct);
    }

    internal static Outcome<NeedSearch> Read(ListNeeds query)
    {
        var errors = new List<FieldError>();
        var isMine = query.Mine is "true" || query.Publisher is "me";
        if (query.Mine is not (null or "" or "true" or "false"))
        {
            Wrong("mine", "Skriv true eller false.", "Write true or false.");
        }
        if (query.Publisher is not (null or "" or "me"))
        {
            Wrong("publisher", "Skriv me for jeres egne behov.", "Write me for your own needs.");
        }
        // From here on nobody knows more exactly where the caller stands.
        var near = Near(query.Near, Wrong)?.ToPublic();
        var radius = Number(query.RadiusKm, DefaultRadiusKm, 0.001, NeedSearch.MaxRadiusKm, "radiusKm", Wrong);
        if (!string.IsNullOrEmpty(query.Within))
        {
            radius = WalkingKm;
            if (query.Within is not "500m" || near is null || !string.IsNullOrEmpty(query.RadiusKm))
            {
                Wrong("within", "Skriv 500m sammen med near og uden radiusKm.", "Write 500m, with near and without radiusKm.");
            }
        }
        var municipality = string.IsNullOrEmpty(query.Municipality) ? null : Municipalities.TryGet(query.Municipality, out var known) ? known.Code : "";
        if (municipality is "")
        {
            Wrong("municipality", "Der er ingen kommune med den kode; skriv fire cifre.", "There is no municipality with this code; write four digits.");
        }
        var category = Blank(query.Category);
        if (category is not null && (category.Length > NeedRules.MaxCategory || category.Any(char.IsControl)))
        {
            Wrong("category", "Skriv højst 100 tegn uden styretegn.", "Write at most 100 characters, no control characters.");
        }
        var (from, until) = (Time(query.From, "from", Wrong), Time(query.Until, "until", Wrong));
        if (until <= from)
        {
            Wrong("until", "until skal være efter from.", "until must be after from.");
        }
        var statuses = Statuses(query.Status, isMine, Wrong);
        var skills = Skills(query.Skills, Wrong);
        var isByFit = query.Sort is "fit";
        if ((isByFit && skills.Length == 0) || (query.Sort is "distance" && near is null) || query.Sort is not (null or "" or "fit" or "distance"))
        {
            Wrong("sort", "Skriv distance (med near) eller fit (med skills).", "Write distance (with near) or fit (with skills).");
        }
        var limit = (int)Number(query.Limit, NeedSearch.DefaultLimit, 1, NeedSearch.MaxLimit, "limit", Wrong);
        var cursor = string.IsNullOrEmpty(query.Cursor) ? null : NeedCursor.Parse(query.Cursor);
        if (!string.IsNullOrEmpty(query.Cursor) && (cursor is null || (cursor.Distance.HasValue, cursor.Fit.HasValue) != (near.HasValue, isByFit)))
        {
            Wrong("cursor", "Brug cursor, som den stod i svaret før, med samme søgning.", "Use the cursor as it stood in the answer before, with the same search.");
        }
        return errors.Count > 0
            ? Rejections.Invalid(errors)
            : new NeedSearch(near, radius, category, municipality, from, until, isMine, statuses, limit, cursor, skills, isByFit);

        void Wrong(string name, string danish, string english) => errors.Add(new FieldError($"#/{name}", new(danish, english)));
    }

    private static GeoPoint? Near(string? text, Action<string, string, string> wrong)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        if (text.Split(',') is [var latitude, var longitude]
            && double.TryParse(latitude, NumberStyles.Float, CultureInfo.InvariantCulture, out var north)
            && double.TryParse(longitude, NumberStyles.Float, CultureInfo.InvariantCulture, out var east)
            && GeoPoint.TryCreate(north, east, out var point))
        {
            return point;
        }
        wrong("near", "Skriv bredde,længde, for eksempel 55.67,12.56.", "Write latitude,longitude, for example 55.67,12.56.");
        return null;
    }

    private static double Number(string? text, double absent, double min, double max, string name, Action<string, string, string> wrong)
    {
        if (string.IsNullOrEmpty(text))
        {
            return absent;
        }
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }
        wrong(name,
            string.Create(CultureInfo.InvariantCulture, $"Skriv et tal fra {min} til {max}."),
            string.Create(CultureInfo.InvariantCulture, $"Write a number from {min} to {max}."));
        return absent;
    }

    private static DateTimeOffset? Time(string? text, string name, Action<string, string, string> wrong)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            return time;
        }
        wrong(name, "Skriv et tidspunkt som 2026-12-01T09:00:00Z.", "Write a time such as 2026-12-01T09:00:00Z.");
        return null;
    }

    private static IReadOnlyList<NeedStatus> Statuses(string? text, bool isMine, Action<string, string, string> wrong)
    {
        if (string.IsNullOrEmpty(text))
        {
            return isMine ? Enum.GetValues<NeedStatus>() : [NeedStatus.Published];
        }
        var read = new List<NeedStatus>();
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Enum.GetValues<NeedStatus>().Cast<NeedStatus?>().FirstOrDefault(status => Need.Word(status!.Value) == word) is { } known)
            {
                read.Add(known);
                continue;
            }
            wrong("status", "Skriv published, filled, withdrawn, expired eller draft.", "Write published, filled, withdrawn, expired or draft.");
            break;
        }
        return read;
    }

    private static string[] Skills(string? text, Action<string, string, string> wrong)
    {
        var skills = (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (skills.Length > NeedRules.MaxSkills || skills.Any(skill => skill.Length > NeedRules.MaxSkill || skill.Any(char.IsControl)))
        {
            wrong("skills", "Skriv højst 20 kompetencer på højst 100 tegn.", "Write at most 20 skills of at most 100 characters.");
        }
        return skills;
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
