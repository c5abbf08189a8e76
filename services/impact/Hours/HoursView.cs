using SocialEnzyme.Hub.Impact.Ledger;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>A report as a party of its partnership sees it.</summary>
public sealed record HoursView
{
    public required Guid Id { get; init; }

    /// <summary>What it was reported together with.</summary>
    public required Guid BatchId { get; init; }

    public required Guid PartnershipId { get; init; }

    public required Guid ReporterId { get; init; }

    public required string ReporterName { get; init; }

    /// <summary>The reporter's own key; told to the reporter only.</summary>
    public string? Reference { get; init; }

    /// <summary>Whose people gave the hours.</summary>
    public required Guid PartyId { get; init; }

    public required HoursKind Kind { get; init; }

    public required int Minutes { get; init; }

    public required DateOnly Day { get; init; }

    public required string Activity { get; init; }

    /// <summary>The reporter's pseudonym; told to the reporter only.</summary>
    public string? Volunteer { get; init; }

    public required HoursState State { get; init; }

    public required long Version { get; init; }

    public required DateTimeOffset ReportedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The party that decided; absent where the agreed rule did.</summary>
    public Guid? DecidedBy { get; init; }

    public string? Reason { get; init; }

    /// <summary>What waits to take its place.</summary>
    public CorrectionView? Correction { get; init; }

    /// <summary>Reports of others that are perhaps the same work; with a single report only.</summary>
    public IReadOnlyList<Guid>? PerhapsSameAs { get; init; }

    /// <summary>What the ledger says of it, oldest first; with a single report only.</summary>
    public IReadOnlyList<LedgerEntry>? Entries { get; init; }

    internal static HoursView Of(HoursReport hours, Guid viewer) => new()
    {
        Id = hours.Id,
        BatchId = hours.BatchId,
        PartnershipId = hours.Content.PartnershipId,
        ReporterId = hours.ReporterId,
        ReporterName = hours.ReporterName,
        Reference = viewer == hours.ReporterId ? hours.Reference : null,
        PartyId = hours.Content.PartyId,
        Kind = hours.Content.Kind,
        Minutes = hours.Content.Minutes,
        Day = hours.Content.Day,
        Activity = hours.Content.Activity,
        Volunteer = viewer == hours.ReporterId ? hours.Content.Volunteer : null,
        State = hours.State,
        Version = hours.Version,
        ReportedAt = hours.ReportedAt,
        DecidedAt = hours.DecidedAt,
        DecidedBy = hours.DecidedBy,
        Reason = hours.Reason,
        Correction = hours.Correction is { } correction ? new CorrectionView(
            correction.Content is null, correction.Reason, correction.AskedAt, correction.Content?.PartyId, correction.Content?.Kind,
            correction.Content?.Minutes, correction.Content?.Day, correction.Content?.Activity) : null,
    };
}

/// <summary>What a report that counts shall say instead, when another party has approved it.</summary>
/// <param name="Cancel">It shall not count at all.</param>
public sealed record CorrectionView(
    bool Cancel, string Reason, DateTimeOffset AskedAt, Guid? PartyId, HoursKind? Kind, int? Minutes, DateOnly? Day, string? Activity);
