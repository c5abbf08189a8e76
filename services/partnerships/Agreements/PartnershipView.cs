namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>Somebody at the table, or who was.</summary>
/// <param name="Sector">public, market or civil.</param>
/// <param name="Since">When it came to the table.</param>
/// <param name="Until">When it went; what was done until then stays its own.</param>
/// <param name="ConsentedAt">When it said yes to what the present text binds it to.</param>
/// <param name="ConsentedTo">The text or the amendment that it itself said yes to.</param>
public sealed record PartyView(
    Guid ParticipantId, string Name, string Sector, string Role, Standing Standing, DateTimeOffset Since, DateTimeOffset? Until = null,
    DateTimeOffset? ConsentedAt = null, string? ConsentedTo = null, string? Reason = null, Guid? ReplacedBy = null);

/// <summary>A change under the running agreement that waits for those whom it binds.</summary>
/// <param name="Hash">What a consent to it names.</param>
/// <param name="Party">Who would come.</param>
/// <param name="ParticipantId">Who would go, get the task, or get the lead.</param>
public sealed record AmendmentView(
    AmendmentKind Kind, string Hash, Guid ProposedBy, DateTimeOffset At, IReadOnlyList<Guid> WaitingFor, AgreementParty? Party = null,
    IReadOnlyList<Commitment>? Commitments = null, Guid? ParticipantId = null, string? Task = null, string? Role = null, string? Reason = null);

/// <summary>Who does a task today, and who will.</summary>
/// <param name="Before">A sector; absent: nobody.</param>
/// <param name="After">A sector; absent: nobody yet.</param>
public sealed record DivisionView(string Task, string? Before, string? After, Guid? Owner);

/// <summary>How much of one unit is promised, also by those who are still asked, and how much of it by parties that consented.</summary>
public sealed record ProgressView(string Unit, long Promised, long Filled);

/// <summary>A milestone that was reached.</summary>
public sealed record ReachedView(string Task, string Milestone, Guid By, DateTimeOffset At);

/// <summary>A partnership as its parties see it.</summary>
public sealed record PartnershipView
{
    public required Guid Id { get; init; }

    public required PartnershipState State { get; init; }

    /// <summary>Rises by one with every change; send it back in If-Match.</summary>
    public required long Version { get; init; }

    /// <summary>What all read and sign.</summary>
    public required Agreement Agreement { get; init; }

    /// <summary>SHA-256 of the agreement's canonical JSON (RFC 8785): what a consent names.</summary>
    public required string Hash { get; init; }

    public required Guid OpenedBy { get; init; }

    /// <summary>Who leads it.</summary>
    public required Guid LeadId { get; init; }

    public required IReadOnlyList<PartyView> Parties { get; init; }

    /// <summary>Sectors that nobody at the table is of.</summary>
    public required IReadOnlyList<string> MissingSectors { get; init; }

    /// <summary>Whose yes to the present text is missing.</summary>
    public required IReadOnlyList<Guid> WaitingFor { get; init; }

    /// <summary>What the text must say before anybody can say yes to it: pointers into this document.</summary>
    public IReadOnlyList<string>? NotReady { get; init; }

    public IReadOnlyList<AmendmentView>? Amendments { get; init; }

    public IReadOnlyList<DivisionView>? Division { get; init; }

    public IReadOnlyList<ProgressView>? Progress { get; init; }

    public IReadOnlyList<ReachedView>? Reached { get; init; }

    /// <summary>When the step that is waited for runs out.</summary>
    public DateTimeOffset? RespondBy { get; init; }

    /// <summary>Why the last activation was taken back.</summary>
    public string? Problem { get; init; }

    /// <summary>Why it ended.</summary>
    public string? Reason { get; init; }

    /// <summary>What came of it.</summary>
    public string? Summary { get; init; }

    public required DateTimeOffset ProposedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    public DateTimeOffset? AgreedAt { get; init; }

    public DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>In answers to a new text: words that make clients of people, with others in their place. Nothing is refused for them.</summary>
    public IReadOnlyList<ServiceDefaults.Wording.TextWarning>? Warnings { get; init; }

    internal static PartnershipView Of(Partnership partnership)
    {
        var isOpen = partnership.State is PartnershipState.Proposed or PartnershipState.Negotiating;
        return new PartnershipView
        {
            Id = partnership.Id,
            State = partnership.State,
            Version = partnership.Version,
            Agreement = partnership.Agreement,
            Hash = partnership.Hash,
            OpenedBy = partnership.OpenedBy,
            LeadId = partnership.LeadId,
            Parties = [.. partnership.Seats.Select(seat => new PartyView(
                seat.ParticipantId, seat.Name, seat.Sector, Roles.Of(partnership, seat), seat.Standing, seat.Since, seat.Until,
                seat.Consent?.At, seat.Consent?.SaidTo, seat.Reason, seat.ReplacedBy))],
            MissingSectors = partnership.MissingSectors(),
            WaitingFor = isOpen ? [.. partnership.WaitingFor()] : [],
            NotReady = isOpen ? NullIfEmpty(Readiness.Missing(partnership.Agreement, partnership.Bound).Select(error => error.Pointer)) : null,
            Amendments = NullIfEmpty(partnership.Pending.Select(one => new AmendmentView(
                one.Kind, one.Hash, one.ProposedBy, one.At, [.. one.NeededFrom.Except(one.ConsentedBy)], one.Party, one.Commitments, one.Participant,
                one.Task, one.Role, one.Reason))),
            Division = NullIfEmpty((partnership.Agreement.Tasks ?? []).Select(task => new DivisionView(
                task.Key!, task.OwnerBefore, task.Owner is { } owner ? partnership.SeatOf(owner)?.Sector : null, task.Owner))),
            Progress = NullIfEmpty(ProgressOf(partnership)),
            Reached = NullIfEmpty((partnership.Reached ?? []).Select(one => new ReachedView(one.Task, one.Milestone, one.By, one.At))),
            RespondBy = partnership.RespondBy,
            Problem = partnership.Problem,
            Reason = partnership.Reason,
            Summary = partnership.Summary,
            ProposedAt = partnership.ProposedAt,
            ChangedAt = partnership.ChangedAt,
            AgreedAt = partnership.AgreedAt,
            ActivatedAt = partnership.ActivatedAt,
        };
    }

    private static IEnumerable<ProgressView> ProgressOf(Partnership partnership) =>
        from one in (partnership.Agreement.Commitments ?? []).Concat(partnership.Pending.SelectMany(amendment => amendment.Commitments ?? []))
        where one.Quantity is not null && one.Unit is not null
        let standing = partnership.SeatOf(one.ParticipantId!.Value)?.Standing
        where standing is Standing.Invited or Standing.Joined or Standing.Consented
        group (Quantity: one.Quantity!.Value, IsFilled: standing is Standing.Consented) by one.Unit into unit
        orderby unit.Key
        select new ProgressView(unit.Key, unit.Sum(one => one.Quantity), unit.Sum(one => one.IsFilled ? one.Quantity : 0));

    private static List<T>? NullIfEmpty<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;
}
