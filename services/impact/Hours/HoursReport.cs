using SocialEnzyme.Hub.Impact.Partnerships;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>A row of hours as it stands now.</summary>
internal sealed record HoursReport
{
    public required Guid Id { get; init; }

    /// <summary>What it was reported together with.</summary>
    public required Guid BatchId { get; init; }

    public required Guid ReporterId { get; init; }

    public required string ReporterName { get; init; }

    /// <summary>The reporter's own key.</summary>
    public required string Reference { get; init; }

    public required HoursContent Content { get; init; }

    public required HoursState State { get; init; }

    public required long Version { get; init; }

    public required DateTimeOffset ReportedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>The party that decided; null for what the agreed rule approved.</summary>
    public Guid? DecidedBy { get; init; }

    /// <summary>Why it does not count, or was corrected.</summary>
    public string? Reason { get; init; }

    /// <summary>What waits to take its place.</summary>
    public Correction? Correction { get; init; }

    /// <summary>Somebody must decide something.</summary>
    public bool IsWaiting => State is HoursState.Reported or HoursState.Questioned || Correction is not null;

    /// <summary>Parties see all there was while they were at the table, and always what is their own.</summary>
    public bool IsShownTo(Guid participant, Partnership partnership) =>
        partnership.Find(participant) is { } party
        && (party.IsPresent || ReporterId == participant || Content.PartyId == participant
            || Content.Day <= DanishDay.Of(party.Until ?? party.Since));
}

/// <summary>What a reporter wants a report that counts to say instead.</summary>
/// <param name="Content">Null: nothing; it is taken back.</param>
internal sealed record Correction(HoursContent? Content, string Reason, DateTimeOffset AskedAt);
