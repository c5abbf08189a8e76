namespace SocialEnzyme.Hub.Contracts.Events.V1;

/// <summary>Hours that were reported, approved or corrected together: one row, or all rows of an import in one partnership.</summary>
/// <param name="Rows">How many rows.</param>
/// <param name="Minutes">By kind: frivillig, csr_loentid, faglig; never added together.</param>
/// <param name="HoursId">The row, when there is only one.</param>
/// <param name="Questioned">How many of them were perhaps reported by another system too.</param>
public sealed record PublicHours(
    Guid PartnershipId,
    string PartnershipTitle,
    Guid ReporterId,
    string ReporterName,
    int Rows,
    IReadOnlyDictionary<string, long> Minutes,
    DateOnly FirstDay,
    DateOnly LastDay,
    Guid? HoursId,
    int Questioned);

/// <summary>A figure of a result, as the parties see it.</summary>
/// <param name="Place">Where the figure is from: it says nothing of other places.</param>
public sealed record PublicResult(
    Guid PartnershipId,
    string MeasureKey,
    string What,
    string Unit,
    decimal Value,
    DateOnly Day,
    string Place,
    string Source,
    string Method);

/// <summary>Hours wait to be approved.</summary>
/// <param name="BatchId">What was reported together.</param>
/// <param name="Version">Rises with every event of the batch.</param>
/// <param name="Audience">The parties of the partnership.</param>
[DurableConsumers("opportunities")]
public sealed record HoursReported(Guid BatchId, long Version, PublicHours Hours, IReadOnlyList<Guid> Audience, DateTimeOffset At);

/// <summary>Hours count from now on.</summary>
/// <param name="IsFirst">The first that count in this partnership: somebody deserves thanks.</param>
[DurableConsumers("opportunities", "partnerships")]
public sealed record HoursApproved(Guid BatchId, long Version, PublicHours Hours, bool IsFirst, IReadOnlyList<Guid> Audience, DateTimeOffset At);

/// <summary>Hours are not counted, for the reason given.</summary>
[DurableConsumers("opportunities")]
public sealed record HoursRejected(Guid BatchId, long Version, PublicHours Hours, string Reason, IReadOnlyList<Guid> Audience, DateTimeOffset At);

/// <summary>Hours that counted were reversed, and others took their place; the minutes are those that count now.</summary>
[DurableConsumers("opportunities")]
public sealed record HoursCorrected(Guid BatchId, long Version, PublicHours Hours, string Reason, IReadOnlyList<Guid> Audience, DateTimeOffset At);

/// <summary>A result has a new figure.</summary>
[DurableConsumers("opportunities")]
public sealed record ResultRecorded(Guid ResultId, long Version, PublicResult Result, IReadOnlyList<Guid> Audience, DateTimeOffset At);
