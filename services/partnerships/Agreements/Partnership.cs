using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>How far a partnership has come.</summary>
public enum PartnershipState
{
    /// <summary>Nobody but the opener has answered.</summary>
    Proposed,

    /// <summary>The parties talk: not all have consented to the present text.</summary>
    Negotiating,

    /// <summary>All have consented; what they promised is being held.</summary>
    Agreed,

    /// <summary>Everything that was promised is held: the work goes on.</summary>
    Active,

    /// <summary>Everything that was agreed is done.</summary>
    Completed,

    /// <summary>Too few wanted it.</summary>
    Declined,

    /// <summary>The time to answer ran out.</summary>
    Expired,

    /// <summary>Active once, and stopped before it was complete.</summary>
    Ended,
}

/// <summary>How one party stands to the partnership.</summary>
public enum Standing
{
    /// <summary>Asked, and has not answered.</summary>
    Invited,

    /// <summary>At the table; its consent to the present text is missing.</summary>
    Joined,

    /// <summary>Said yes to the present text.</summary>
    Consented,

    /// <summary>Said no.</summary>
    Declined,

    /// <summary>Went, by its exit terms.</summary>
    Left,

    /// <summary>Another took its place.</summary>
    Replaced,
}

/// <summary>A yes to one text.</summary>
/// <param name="Hash">The text for which it counts.</param>
/// <param name="SaidTo">
/// What the party itself said yes to: the same, or an earlier text of the same framework that was since changed in what does not bind this party.
/// </param>
internal sealed record Consent(string Hash, string SaidTo, DateTimeOffset At);

/// <summary>One party's place at the table, from its invitation until it goes; the history of who was there is in the seats.</summary>
/// <param name="Since">When it came to the table.</param>
/// <param name="LeftAt">The partnership's version at which it went: up to there it may look.</param>
internal sealed record Seat(
    Guid ParticipantId, string Name, string Sector, Standing Standing, DateTimeOffset Since, DateTimeOffset? Until = null, long? LeftAt = null,
    Consent? Consent = null, string? Reason = null, Guid? ReplacedBy = null)
{
    [JsonIgnore]
    public bool IsTaken => Standing is Standing.Invited or Standing.Joined or Standing.Consented;
}

/// <summary>Somebody who is known by participants.</summary>
internal sealed record KnownParticipant(Guid Id, string Name, string Sector);

/// <summary>A milestone that was reached.</summary>
internal sealed record ReachedMilestone(string Task, string Milestone, Guid By, DateTimeOffset At);

/// <summary>A partnership as it is now. It is changed by <see cref="PartnershipStep"/> alone.</summary>
/// <param name="Version">Rises by one with every change, whatever it is; the number of the last audit entry.</param>
/// <param name="Hash">Names the present text: SHA-256 of its canonical JSON.</param>
/// <param name="LeadId">Who leads it: the opener, until it hands the lead over.</param>
/// <param name="Problem">Why the last activation was taken back.</param>
/// <param name="Reason">Why it ended.</param>
internal sealed record Partnership(
    Guid Id, PartnershipState State, long Version, Agreement Agreement, string Hash, Guid OpenedBy, Guid LeadId, IReadOnlyList<Seat> Seats,
    DateTimeOffset ProposedAt, DateTimeOffset ChangedAt, DateTimeOffset? RespondBy = null, IReadOnlyList<Amendment>? Amendments = null,
    IReadOnlyList<ReachedMilestone>? Reached = null, DateTimeOffset? AgreedAt = null, DateTimeOffset? ActivatedAt = null, string? Problem = null,
    string? Reason = null, string? Summary = null)
{
    // What is stored was strict when it came in; a later release may have written more than this one knows.
    internal static readonly JsonSerializerOptions Stored = new(HubJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>The hash of its last audit entry; null before the first.</summary>
    [JsonIgnore]
    public string? ChainHead { get; init; }

    [JsonIgnore]
    public bool IsOver => State is PartnershipState.Completed or PartnershipState.Declined or PartnershipState.Expired or PartnershipState.Ended;

    /// <summary>Those at the table now, also those who are only asked to join a running agreement.</summary>
    [JsonIgnore]
    public IEnumerable<Seat> AtTable => Seats.Where(seat => seat.IsTaken);

    /// <summary>Those at the table whom the present text binds.</summary>
    [JsonIgnore]
    public IEnumerable<Seat> Bound => AtTable.Where(seat => Agreement.Parties!.Any(party => party.ParticipantId == seat.ParticipantId));

    [JsonIgnore]
    public IReadOnlyList<Amendment> Pending => Amendments ?? [];

    /// <summary>The participant's present seat, or the last it had; null: it never had one.</summary>
    public Seat? SeatOf(Guid participant) => AtTable.FirstOrDefault(seat => seat.ParticipantId == participant)
        ?? Seats.LastOrDefault(seat => seat.ParticipantId == participant);

    public bool Binds(Guid participant) => Bound.Any(seat => seat.ParticipantId == participant);

    /// <summary>Those whose yes to the present text is missing.</summary>
    public IEnumerable<Guid> WaitingFor() => Bound.Where(seat => seat.Consent?.Hash != Hash).Select(seat => seat.ParticipantId);

    /// <summary>Sectors that nobody at the table is of.</summary>
    public IReadOnlyList<string> MissingSectors() => [.. Sectors.Except(AtTable.Select(seat => seat.Sector))];

    /// <summary>Milestones of the present text that are not reached, the earliest first.</summary>
    public IEnumerable<(AgreementTask Task, Milestone Milestone)> OpenMilestones() =>
        from task in Agreement.Tasks ?? []
        from milestone in task.Milestones ?? []
        where Reached?.Any(reached => reached.Task == task.Key && reached.Milestone == milestone.Key) != true
        orderby milestone.Due
        select (task, milestone);

    /// <summary>There is none, or none that the caller may see.</summary>
    public static Rejection Missing(Guid id) => Rejections.NotFound("partnership", id);

    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, HubJson.Options)!.AsObject();

    /// <summary>The state as it was written.</summary>
    /// <param name="chainHead">The hash of its last audit entry.</param>
    public static Partnership Read(string json, string? chainHead) => JsonSerializer.Deserialize<Partnership>(json, Stored)! with { ChainHead = chainHead };

    /// <summary>The same of a state that was put together from audit entries.</summary>
    public static Partnership Read(JsonObject json, string? chainHead) => json.Deserialize<Partnership>(Stored)! with { ChainHead = chainHead };

    /// <summary>What names a text: its number is part of it, so that a text that comes back is another one.</summary>
    public static string HashOf(Agreement agreement) => CanonicalJson.Hash(JsonSerializer.SerializeToNode(agreement, HubJson.Options));

    public static readonly IReadOnlyList<string> Sectors = ["public", "market", "civil"];
}
