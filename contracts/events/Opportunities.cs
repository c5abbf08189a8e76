namespace SocialEnzyme.Hub.Contracts.Events.V1;

/// <summary>A need and an offer that fit, as the two owners see it.</summary>
/// <param name="Score">0 to 1,000.</param>
/// <param name="Algorithm">The version of the rule that scored it.</param>
/// <param name="NeedAnswer">none, yes or no.</param>
/// <param name="OfferAnswer">none, yes or no.</param>
public sealed record PublicMatch(
    Guid NeedId,
    string NeedTitle,
    Guid NeedOwnerId,
    string NeedOwnerName,
    Guid OfferId,
    string OfferTitle,
    Guid OfferOwnerId,
    string OfferOwnerName,
    int Score,
    string Algorithm,
    IReadOnlyList<PublicReason> Reasons,
    string SummaryDa,
    string SummaryEn,
    string NeedAnswer,
    string OfferAnswer);

/// <summary>What one criterion said of a pair.</summary>
/// <param name="Criterion">category, skills, area, window, kind, quantity, visibility, eligibility, owner or status.</param>
/// <param name="Score">0 to 1,000, before its weight.</param>
public sealed record PublicReason(string Criterion, bool IsMet, int Score, string Da, string En);

/// <summary>A need and an offer fit; both owners are asked.</summary>
/// <param name="Version">Rises by one with every change of the match.</param>
[DurableConsumers("opportunities")]
public sealed record OpportunityMatched(Guid MatchId, long Version, PublicMatch Match, DateTimeOffset At);

/// <summary>One side said yes or no.</summary>
[DurableConsumers("opportunities")]
public sealed record OpportunityAnswered(Guid MatchId, long Version, PublicMatch Match, DateTimeOffset At);

/// <summary>Both sides said yes: a partnership can be drafted.</summary>
[DurableConsumers("opportunities", "partnerships")]
public sealed record OpportunityAgreed(Guid MatchId, long Version, PublicMatch Match, DateTimeOffset At);

/// <summary>They fit no more: the need or the offer changed or ended.</summary>
[DurableConsumers("opportunities")]
public sealed record OpportunityWithdrawn(Guid MatchId, long Version, PublicMatch Match, string Reason, DateTimeOffset At);

/// <summary>The owner of the offer said yes, and the owner of the need has not answered for two days: its host is told, once.</summary>
/// <param name="ContactRole">The role that the need names; a person is never named.</param>
/// <param name="Since">When the offer's owner said yes.</param>
[DurableConsumers("opportunities")]
public sealed record OpportunityUnanswered(Guid MatchId, long Version, PublicMatch Match, string? ContactRole, DateTimeOffset Since, DateTimeOffset At);

/// <summary>Several needs with the same outcome lie close to each other: their owners could ask together.</summary>
[DurableConsumers("opportunities")]
public sealed record SharedInterestFound(
    Guid InterestId, long Version, string Outcome, IReadOnlyList<PublicInterest> Needs, DateTimeOffset At);

/// <summary>One of the needs of a shared interest.</summary>
public sealed record PublicInterest(Guid NeedId, string Title, Guid OwnerId, string OwnerName);

/// <summary>What one holder of volunteers may know of a call-out: everyone of theirs who was asked, and where each stands.</summary>
/// <param name="Round">The circle that was asked last, from 1.</param>
/// <param name="IsTest">A test alarm: nobody is wanted.</param>
/// <param name="Volunteers">Always all of this holder's, so that the newest event says everything.</param>
public sealed record PublicCallOut(
    Guid CallOutId,
    Guid NeedId,
    string NeedTitle,
    string OwnerName,
    string? Municipality,
    PublicPlace Place,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    string? Message,
    int Round,
    bool IsTest,
    IReadOnlyList<PublicVolunteer> Volunteers);

/// <summary>A volunteer by the pseudonym that its holder gave it.</summary>
/// <param name="State">asked, accepted, waiting, declined, droppedOut or stoodDown.</param>
/// <param name="DistanceKm">From the saved place, rounded to 100 m.</param>
public sealed record PublicVolunteer(Guid VolunteerId, string Reference, string State, double DistanceKm);

/// <summary>A holder's volunteers are asked to help, or more of them are.</summary>
/// <param name="NoticeId">One per call-out and holder; its versions order what the holder hears.</param>
[DurableConsumers("opportunities")]
public sealed record CallOutStarted(Guid NoticeId, long Version, Guid HolderId, PublicCallOut CallOut, DateTimeOffset At);

/// <summary>Somebody dropped out and another of the waiting list was taken in.</summary>
[DurableConsumers("opportunities")]
public sealed record CallOutPromoted(Guid NoticeId, long Version, Guid HolderId, PublicCallOut CallOut, DateTimeOffset At);

/// <summary>All places are taken: whoever has no place stands down.</summary>
[DurableConsumers("opportunities")]
public sealed record CallOutFilled(Guid NoticeId, long Version, Guid HolderId, PublicCallOut CallOut, DateTimeOffset At);

/// <summary>The call-out ended without being filled: everyone who has no place stands down.</summary>
[DurableConsumers("opportunities")]
public sealed record CallOutStoodDown(Guid NoticeId, long Version, Guid HolderId, PublicCallOut CallOut, string Reason, DateTimeOffset At);
