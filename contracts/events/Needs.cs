namespace SocialEnzyme.Hub.Contracts.Events.V1;

/// <summary>What the world may know of a need: no exact address, and a place rounded to 100 m.</summary>
/// <param name="Scope">local, national or unspecified.</param>
/// <param name="PlacesLeft">Null: no number was stated, so there is always room.</param>
/// <param name="From">When help is wanted from, inclusive.</param>
/// <param name="Until">When help is wanted until, exclusive.</param>
/// <param name="PublisherSector">public or civil; null in events of the first release.</param>
/// <param name="PublisherKind">municipality, association, …; null in events of the first release.</param>
/// <param name="Wants">Kinds of contribution that would help; null or none: any.</param>
/// <param name="Outcome">What is to come of it: needs with the same one near each other are told of each other.</param>
/// <param name="AdviceWithoutAuthority">True: whoever helps decides nothing, controls nothing and reports nothing to an authority.</param>
public sealed record PublicNeed(
    Guid PublisherId,
    string PublisherName,
    string? Reference,
    string Title,
    string Description,
    string Category,
    IReadOnlyList<string> Skills,
    string Scope,
    string? Municipality,
    PublicPlace? Place,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    int? PlacesWanted,
    int? PlacesLeft,
    string? ContactRole,
    IReadOnlyList<int> Goals,
    DateTimeOffset ExpiresAt,
    IReadOnlyDictionary<string, string> Extensions,
    string? PublisherSector = null,
    string? PublisherKind = null,
    IReadOnlyList<string>? Wants = null,
    string? Outcome = null,
    bool? AdviceWithoutAuthority = null);

/// <summary>WGS84 degrees, rounded to 100 m.</summary>
public sealed record PublicPlace(double Latitude, double Longitude);

/// <summary>A need is open to help.</summary>
/// <param name="Version">Rises by one with every change of the need, whatever the event; consumers order by it.</param>
[DurableConsumers("opportunities"), SentInBundles]
public sealed record NeedPublished(Guid NeedId, long Version, PublicNeed Need, DateTimeOffset At);

/// <summary>An open need says something else than before.</summary>
[DurableConsumers("opportunities")]
public sealed record NeedUpdated(Guid NeedId, long Version, PublicNeed Need, DateTimeOffset At);

/// <summary>Some places were taken, and some are left. Nobody outside is told: what they know of the need still holds.</summary>
[DurableConsumers("opportunities")]
public sealed record NeedPlacesTaken(Guid NeedId, long Version, int PlacesLeft, DateTimeOffset At);

/// <summary>All places are taken.</summary>
[DurableConsumers("opportunities")]
public sealed record NeedFilled(Guid NeedId, long Version, DateTimeOffset At);

/// <summary>A filled need has room again.</summary>
[DurableConsumers("opportunities")]
public sealed record NeedReopened(Guid NeedId, long Version, PublicNeed Need, DateTimeOffset At);

/// <summary>The publisher took the need back.</summary>
[DurableConsumers("opportunities")]
public sealed record NeedWithdrawn(Guid NeedId, long Version, string Reason, DateTimeOffset At);

/// <summary>The need's time ran out.</summary>
[DurableConsumers("opportunities")]
public sealed record NeedExpired(Guid NeedId, long Version, DateTimeOffset At);
