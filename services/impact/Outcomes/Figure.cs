namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>What one party gave to a result: a share of it, or in words.</summary>
/// <param name="Share">In percent of the result; those of one figure come to 100 at most.</param>
public sealed record ResultContribution(Guid ParticipantId, decimal? Share = null, string? Text = null);

/// <summary>What a measure was found to be on a day, and where.</summary>
/// <param name="Place">Where it was found: it says nothing of other places.</param>
/// <param name="FollowUpMonths">12 or 36: the figure of a follow-up.</param>
/// <param name="SupersededBy">The figure for the same day that stands before this one; absent: this one counts.</param>
public sealed record Figure(
    Guid Id,
    string MeasureKey,
    Guid ParticipantId,
    decimal Value,
    DateOnly Day,
    string Place,
    string Source,
    string Method,
    int? FollowUpMonths,
    IReadOnlyList<ResultContribution> Contributions,
    Guid RecordedBy,
    DateTimeOffset RecordedAt,
    Guid? SupersededBy = null)
{
    // Its place among all figures; not for callers.
    internal long Number { get; init; }

    internal bool IsOf(AgreedMeasure measure) => MeasureKey == measure.Key && ParticipantId == measure.ParticipantId;
}
