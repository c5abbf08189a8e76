namespace SocialEnzyme.Hub.Contracts.Events.V1;

/// <summary>What those who are shown an offer may know of it.</summary>
/// <param name="OwnerSector">public, market or civil.</param>
/// <param name="Categories">None: help with anything.</param>
/// <param name="From">When it can be given from, inclusive.</param>
/// <param name="Until">When it can be given until, exclusive.</param>
/// <param name="BlackoutDates">Days in Danish time on which it cannot be given.</param>
/// <param name="IsStanding">Suggested again and again; otherwise it ends with its first agreed match.</param>
/// <param name="Status">open, paused, exhausted or withdrawn.</param>
public sealed record PublicOffer(
    Guid OwnerId,
    string OwnerName,
    string OwnerSector,
    string? Reference,
    string Title,
    string Description,
    IReadOnlyList<string> Categories,
    IReadOnlyList<string> Skills,
    PublicArea Area,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    IReadOnlyList<DateOnly> BlackoutDates,
    PublicVisibility Visibility,
    bool IsStanding,
    IReadOnlyList<PublicContribution> Contributions,
    string Status,
    DateTimeOffset ExpiresAt);

/// <summary>Where an offer can be given: around a point, in some municipalities, or in the whole country.</summary>
public sealed record PublicArea(PublicPlace? Center, double? RadiusKm, IReadOnlyList<string> Municipalities, bool IsCountry);

/// <summary>Who is shown an offer; both lists empty: everyone.</summary>
public sealed record PublicVisibility(IReadOnlyList<string> Municipalities, IReadOnlyList<Guid> Participants);

/// <summary>One thing that an offer holds.</summary>
/// <param name="Key">Its name within the offer.</param>
/// <param name="Kind">hours, peopleDays, skills, money, space, equipment, jobs, care or goods.</param>
/// <param name="Quantity">In the unit of the kind: hours, days of one person, occasions, øre, rooms, pieces, positions.</param>
/// <param name="Left">What nobody holds yet. Space and equipment are booked by the hour: what they lend comes back.</param>
/// <param name="Deadline">After this nobody can apply.</param>
/// <param name="EligibleSectors">Who may apply; none: everyone.</param>
/// <param name="EligibleKinds">Who may apply; none: everyone.</param>
public sealed record PublicContribution(
    string Key,
    string Kind,
    long Quantity,
    long Left,
    string? LegalBasis,
    DateTimeOffset? Deadline,
    IReadOnlyList<string> EligibleSectors,
    IReadOnlyList<string> EligibleKinds);

/// <summary>Somebody can give something.</summary>
/// <param name="Version">Rises by one with every change of the offer, whatever the event; consumers order by it.</param>
[DurableConsumers("opportunities")]
public sealed record OfferPublished(Guid OfferId, long Version, PublicOffer Offer, DateTimeOffset At);

/// <summary>An offer says something else than before, was paused or resumed, or has another quantity left.</summary>
[DurableConsumers("opportunities")]
public sealed record OfferUpdated(Guid OfferId, long Version, PublicOffer Offer, DateTimeOffset At);

/// <summary>Nothing is left of an offer.</summary>
[DurableConsumers("opportunities")]
public sealed record OfferExhausted(Guid OfferId, long Version, DateTimeOffset At);

/// <summary>The owner took the offer back, or its time ran out.</summary>
[DurableConsumers("opportunities")]
public sealed record OfferWithdrawn(Guid OfferId, long Version, string Reason, DateTimeOffset At);
