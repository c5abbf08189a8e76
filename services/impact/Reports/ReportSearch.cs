using Microsoft.AspNetCore.Mvc;

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
