namespace SocialEnzyme.Hub.Contracts.Events.V1;

/// <summary>A partnership as its parties hear of it. It is told to the event's audience and to nobody else.</summary>
/// <param name="Kind">agreement, declaration or roundTable.</param>
/// <param name="State">proposed, negotiating, agreed, active, completed, declined, expired or ended.</param>
/// <param name="AgreementVersion">From 1; rises with every revision.</param>
/// <param name="Hash">SHA-256 of the agreement's canonical JSON (RFC 8785): what a consent names.</param>
/// <param name="ParentId">The umbrella under which it was made.</param>
/// <param name="ProgrammeId">The programme that it adopted.</param>
/// <param name="Kle">KLE numbers of the municipal tasks it serves, as 27, 27.35 or 27.35.04.</param>
/// <param name="Goals">Sustainable development goals, 1 to 17.</param>
/// <param name="MissingSectors">Sectors that nobody at the table is of.</param>
/// <param name="RespondBy">When the step that is waited for runs out.</param>
/// <param name="AutoApprovedMinutes">
/// A rule that all agreed on: a report of at most so many minutes counts without being approved by anybody. Null: every hour is approved.
/// </param>
/// <param name="IsPublic">The text says that everybody may read it and its results; counts when all have agreed on it.</param>
public sealed record PublicPartnership(
    string Title,
    string Purpose,
    string Kind,
    string State,
    int AgreementVersion,
    string Hash,
    Guid? ParentId,
    Guid? ProgrammeId,
    string? Municipality,
    IReadOnlyList<string> Kle,
    IReadOnlyList<int> Goals,
    DateOnly? From,
    DateOnly? Until,
    IReadOnlyList<PublicParty> Parties,
    IReadOnlyList<PublicCommitment> Commitments,
    IReadOnlyList<PublicMeasure> Measures,
    IReadOnlyList<string> MissingSectors,
    DateTimeOffset? RespondBy,
    int? AutoApprovedMinutes,
    bool IsPublic = false);

/// <summary>Somebody at the table, or who was.</summary>
/// <param name="Sector">public, market or civil.</param>
/// <param name="Role">For example vært, støtter, leverandør.</param>
/// <param name="Standing">invited, joined, consented, declined, left or replaced.</param>
/// <param name="Since">When it came to the table.</param>
/// <param name="Until">When it left; hours on days after that are not its own.</param>
public sealed record PublicParty(
    Guid ParticipantId, string Name, string Sector, string Role, string Standing, DateTimeOffset Since, DateTimeOffset? Until);

/// <summary>What one party will do: from one of its offers, for a need, or in words alone.</summary>
/// <param name="Key">Its name within the agreement.</param>
/// <param name="Quantity">In the unit, for example 100 hours.</param>
public sealed record PublicCommitment(
    string Key, Guid ParticipantId, string What, long? Quantity, string? Unit, Guid? OfferId, string? ContributionKey, Guid? NeedId, int? Places);

/// <summary>How one party will see that it worked; fixed when all have agreed.</summary>
/// <param name="Key">Its name within the agreement.</param>
/// <param name="Expected">What was expected of it at agreement.</param>
public sealed record PublicMeasure(
    string Key, Guid ParticipantId, string What, string Unit, decimal? Baseline, decimal? Target, decimal? Expected, string? Place);

/// <summary>Somebody opened a partnership and invited others.</summary>
/// <param name="Version">Rises by one with every change of the partnership, whatever the event; consumers order by it.</param>
/// <param name="Audience">The participants that are told.</param>
[DurableConsumers("opportunities")]
public sealed record PartnershipProposed(
    Guid PartnershipId, long Version, PublicPartnership Partnership, IReadOnlyList<Guid> Audience, DateTimeOffset At);

/// <summary>The agreement has a new version: everyone is asked again.</summary>
[DurableConsumers("opportunities", "impact")]
public sealed record PartnershipRevised(
    Guid PartnershipId, long Version, PublicPartnership Partnership, IReadOnlyList<Guid> Audience, DateTimeOffset At);

/// <summary>One party said yes to the agreement's present version.</summary>
[DurableConsumers("opportunities")]
public sealed record PartnershipConsented(
    Guid PartnershipId, long Version, PublicPartnership Partnership, IReadOnlyList<Guid> Audience, DateTimeOffset At);

/// <summary>All have consented; what they promised is being reserved.</summary>
[DurableConsumers("opportunities")]
public sealed record PartnershipAgreed(
    Guid PartnershipId, long Version, PublicPartnership Partnership, IReadOnlyList<Guid> Audience, DateTimeOffset At);

/// <summary>Everything that was promised is reserved: the work begins.</summary>
[DurableConsumers("opportunities", "impact")]
public sealed record PartnershipActivated(
    Guid PartnershipId, long Version, PublicPartnership Partnership, IReadOnlyList<Guid> Audience, DateTimeOffset At);

/// <summary>Something at the table changed.</summary>
/// <param name="Text">What is said with it, in Danish: of thanked, the thanks.</param>
/// <param name="Change">
/// activationReturned, partyInvited, partyJoined, partyDeclined, partyLeft, partyReplaced, contactChanged, taskMoved, transferred, incident, thanked, …
/// </param>
[DurableConsumers("opportunities", "impact")]
public sealed record PartnershipChanged(
    Guid PartnershipId, long Version, PublicPartnership Partnership, string Change, IReadOnlyList<Guid> Audience, DateTimeOffset At, string? Text = null);

/// <summary>A step will soon run out and these have not answered; or a milestone is near.</summary>
/// <param name="Audience">Those who are waited for.</param>
[DurableConsumers("opportunities")]
public sealed record PartnershipReminded(
    Guid PartnershipId, long Version, PublicPartnership Partnership, string Step, DateTimeOffset Due, IReadOnlyList<Guid> Audience, DateTimeOffset At);

/// <summary>Everything that was agreed is done.</summary>
[DurableConsumers("opportunities", "impact")]
public sealed record PartnershipCompleted(
    Guid PartnershipId, long Version, PublicPartnership Partnership, IReadOnlyList<Guid> Audience, DateTimeOffset At);

/// <summary>It came to nothing (declined, expired) or stopped on the way (ended): the state says which.</summary>
[DurableConsumers("opportunities", "impact")]
public sealed record PartnershipEnded(
    Guid PartnershipId, long Version, PublicPartnership Partnership, string Reason, IReadOnlyList<Guid> Audience, DateTimeOffset At);
