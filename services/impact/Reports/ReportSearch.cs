using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using SocialEnzyme.Hub.Impact.Valuation;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Reports;

/// <summary>What is counted. Text as it stands in the address; a part that is absent does not narrow.</summary>
public record ReportFilter
{
    /// <summary>The first day, Danish time.</summary>
    [FromQuery(Name = "from")]
    public string? From { get; init; }

    /// <summary>The last day.</summary>
    [FromQuery(Name = "until")]
    public string? Until { get; init; }

    /// <summary>As it was known at a moment; absent: as it stands now.</summary>
    [FromQuery(Name = "asOf")]
    public string? AsOf { get; init; }

    /// <summary>Four digits; none: partnerships without one.</summary>
    [FromQuery(Name = "municipality")]
    public string? Municipality { get; init; }

    [FromQuery(Name = "partnership")]
    public string? Partnership { get; init; }

    /// <summary>A partnership and those made under it.</summary>
    [FromQuery(Name = "umbrella")]
    public string? Umbrella { get; init; }

    /// <summary>Whose people gave the hours.</summary>
    [FromQuery(Name = "party")]
    public string? Party { get; init; }

    /// <summary>public, market or civil: the sector of whose people gave the hours.</summary>
    [FromQuery(Name = "sector")]
    public string? Sector { get; init; }

    /// <summary>frivillig, csr_loentid or faglig.</summary>
    [FromQuery(Name = "kind")]
    public string? Kind { get; init; }

    /// <summary>1 to 17; none: partnerships without goals. Several: those that serve all of them.</summary>
    [FromQuery(Name = "goal")]
    public string[]? Goal { get; init; }

    /// <summary>A KLE number or the beginning of one, as 27 or 27.35; none: partnerships without one. Several: those that serve all of them.</summary>
    [FromQuery(Name = "kle")]
    public string[]? Kle { get; init; }

    /// <summary>At most 10,000; 1,000 when it is left out.</summary>
    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    /// <summary>From the answer before this one.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }
}

/// <summary>What is counted, and how it is grouped.</summary>
public sealed record ReportQuery : ReportFilter
{
    /// <summary>partnership, umbrella, municipality, company, ngo, party, sector, kind, goal, kle or month.</summary>
    [FromQuery(Name = "groupBy")]
    public string? GroupBy { get; init; }

    /// <summary>rates: hours are valued by the table of rates; absent or none: they are not.</summary>
    [FromQuery(Name = "value")]
    public string? Value { get; init; }
}

/// <summary>What is counted; a part that is null does not narrow, an empty one names what has none.</summary>
internal sealed record ReportSearch(
    DateOnly? From, DateOnly? Until, DateTimeOffset? AsOf, string? Municipality, Guid? Partnership, Guid? Umbrella, Guid? Party, string? Sector, string? Kind,
    IReadOnlyList<int> Goals, IReadOnlyList<string> Kle)
{
    /// <summary>True when the sums of months say it all.</summary>
    public bool IsOfWholeMonths => AsOf is null && (From is null || From.Value.Day == 1) && (Until is null || Until.Value.AddDays(1).Day == 1);
}

/// <summary>Reads filters as they stand in an address, and says everything that is wrong with them.</summary>
internal static partial class ReportFilters
{
    private const string None = "none";
    private const int MaxValues = 5;

    public static ReportSearch Read(ReportFilter said, DateTimeOffset now, List<FieldError> errors)
    {
        var (from, until) = (Day("from", said.From, errors), Day("until", said.Until, errors));
        if (from > until)
        {
            Wrong(errors, "until", "Den sidste dag er før den første.", "The last day is before the first.");
        }
        return new ReportSearch(
            from, until, PastMoment.Read(said.AsOf, now, errors), ReadMunicipality(said.Municipality, errors),
            Id("partnership", said.Partnership, errors), Id("umbrella", said.Umbrella, errors), Id("party", said.Party, errors),
            Word("sector", said.Sector, ["public", "market", "civil"], errors), Word("kind", said.Kind, RateRules.Kinds, errors),
            All<int>("goal", said.Goal, ReadGoal, errors), All<string>("kle", said.Kle, ReadKle, errors));
    }

    public static void Wrong(List<FieldError> errors, string name, string danish, string english) => errors.Add(new($"#/{name}", new(danish, english)));

    public static string? Word(string name, string? text, IReadOnlyList<string> words, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(text) || words.Contains(text))
        {
            return string.IsNullOrEmpty(text) ? null : text;
        }
        Wrong(errors, name, $"Skriv et af: {string.Join(", ", words)}.", $"Write one of: {string.Join(", ", words)}.");
        return null;
    }

    private static DateOnly? Day(string name, string? text, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        // No earlier and no later than what every part of the hub can count with.
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1900 and <= 2200)
        {
            return day;
        }
        Wrong(errors, name, "Skriv en dag som 2026-11-22.", "Write a day as 2026-11-22.");
        return null;
    }

    private static Guid? Id(string name, string? text, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        if (Guid.TryParse(text, out var id))
        {
            return id;
        }
        Wrong(errors, name, "Skriv et id (UUID).", "Write an id (UUID).");
        return null;
    }

    private static string? ReadMunicipality(string? text, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(text) || text == None)
        {
            return text == None ? "" : null;
        }
        if (Municipalities.TryGet(text, out var known))
        {
            return known.Code;
        }
        Wrong(errors, "municipality", "Der er ingen kommune med den kode; skriv fire cifre.", "There is no municipality with this code; write four digits.");
        return null;
    }

    private static List<T> All<T>(string name, string[]? texts, Func<string, List<FieldError>, object?> read, List<FieldError> errors)
    {
        var said = (texts ?? []).Where(text => !string.IsNullOrEmpty(text)).ToList();
        if (said.Count > MaxValues)
        {
            Wrong(errors, name, $"Skriv højst {MaxValues}.", $"Write at most {MaxValues}.");
            return [];
        }
        return [.. said.Select(text => read(text, errors)).OfType<T>()];
    }

    private static object? ReadGoal(string text, List<FieldError> errors)
    {
        if (text == None)
        {
            return 0;
        }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var goal) && goal is >= 1 and <= 17)
        {
            return goal;
        }
        Wrong(errors, "goal", "Skriv et verdensmål fra 1 til 17.", "Write a goal from 1 to 17.");
        return null;
    }

    private static string? ReadKle(string text, List<FieldError> errors)
    {
        if (text == None)
        {
            return "";
        }
        if (KleNumber().IsMatch(text))
        {
            return text;
        }
        Wrong(errors, "kle", "Skriv et KLE-nummer som 27, 27.35 eller 27.35.04.", "Write a KLE number as 27, 27.35 or 27.35.04.");
        return null;
    }

    [GeneratedRegex(@"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2})?)?\z")]
    private static partial Regex KleNumber();
}
