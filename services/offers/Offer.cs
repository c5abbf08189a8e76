using System.Text.Json;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Offers;

/// <summary>What somebody can give: its state and every rule of how its owner changes it. How others draw on it is in Drawing.</summary>
/// <param name="Content">As everybody who is shown it may know it; an exact place is not kept.</param>
/// <param name="Counts">By key; a key that is absent is not drawn on.</param>
/// <param name="Version">Rises by one with every change, a drawing too.</param>
/// <param name="Movements">The number of its last movement.</param>
internal sealed record Offer(
    Guid Id, Guid OwnerId, string OwnerName, string OwnerSector, OfferContent Content, IReadOnlyDictionary<string, Count> Counts, OfferStatus Status,
    long Version, long Movements, DateTimeOffset ExpiresAt, DateTimeOffset PublishedAt, DateTimeOffset ChangedAt, string? Reason)
{
    /// <summary>The reason of an offer whose time ran out.</summary>
    public const string TimeRanOut = "expired";

    public IReadOnlyList<Contribution> Contributions => Content.Contributions ?? [];

    public bool IsEnded => Status is OfferStatus.Withdrawn;

    /// <summary>What is lent comes back: such an offer is never used up.</summary>
    private bool IsUsedUp => Contributions.All(contribution => !contribution.IsLent && Left(contribution) == 0);

    /// <summary>What nobody holds yet; of space and equipment all, for they come back.</summary>
    public long Left(Contribution contribution) =>
        contribution.Quantity!.Value - (contribution.IsLent ? 0 : Counts.GetValueOrDefault(contribution.Key!).Taken);

    /// <summary>
    /// True when its visibility names the caller, or nobody. A token does not say to which municipality a participant belongs: what is for municipalities
    /// is matched with the needs there, and seen by the participants that it names.
    /// </summary>
    public bool IsShownTo(Caller caller) =>
        caller.IsService || OwnerId == caller.ParticipantId || Content.Visibility is null || Content.Visibility.Participants?.Contains(caller.ParticipantId) == true;

    /// <summary>Null when the caller may publish and change offers, which all three sectors may.</summary>
    public static Rejection? UnlessMayPublish(Caller caller) => Rejections.UnlessAllowed(caller, Scopes.OffersWrite);

    /// <summary>Null when the offer is there and the participant's own; another's is not there.</summary>
    public static Rejection? UnlessOwn(Offer? offer, Guid id, Caller caller) =>
        offer is not null && !caller.IsService && offer.OwnerId == caller.ParticipantId ? null : Missing(id);

    /// <summary>There is none, or none that the caller may see.</summary>
    public static Rejection Missing(Guid id) =>
        new(ProblemCode.NotFound, new($"Der er intet tilbud {id}, som du kan se.", $"There is no offer {id} that you can see."));

    /// <summary>An offer that was not there before.</summary>
    public static OfferChange Publish(OfferContent content, Caller caller, DateTimeOffset now)
    {
        var at = OfferRules.Moment(now);
        var offer = new Offer(
            Guid.CreateVersion7(), caller.ParticipantId, caller.Name, caller.Sector, content, new Dictionary<string, Count>(), OfferStatus.Open,
            0, 0, content.ExpiresAt ?? at.AddYears(1), at, at, null);
        var ledger = new Ledger(offer, at);
        foreach (var contribution in offer.Contributions)
        {
            ledger.Offer(contribution.Key!, contribution.Quantity!.Value);
        }
        return ledger.Close("published", caller.CredentialId);
    }

    /// <summary>The offer says something else, or nothing else, or is there anew.</summary>
    /// <param name="isAgain">The same reference was published again: that brings an ended offer back.</param>
    /// <param name="due">Holds whose time is up.</param>
    /// <param name="booked">What is booked from now on.</param>
    public Outcome<OfferChange> Say(
        OfferContent content, bool isAgain, Caller caller, IReadOnlyList<Reservation> due, IReadOnlyList<Reservation> booked, DateTimeOffset now)
    {
        if (IsEnded && !isAgain)
        {
            return new Rejection(ProblemCode.Conflict, new(
                "Tilbuddet er slut og kan ikke ændres; offentliggør det igen med samme reference.",
                "The offer has ended and cannot be changed; publish it again with the same reference."));
        }
        if (!IsEnded && Json(Content) == Json(content))
        {
            return OfferChange.None(this);
        }
        var ledger = new Ledger(this, now);
        ledger.Expire(due);
        if (Offerings.UnlessCovered(Contributions, content.Contributions!, ledger, booked) is { } uncovered)
        {
            return uncovered;
        }
        Offerings.Write(Contributions, content.Contributions!, ledger);
        return ledger.Close(IsEnded ? "published" : "updated", caller.CredentialId, next => next with
        {
            OwnerName = caller.Name,
            Content = content,
            Status = IsEnded ? OfferStatus.Open : Status,
            // A term that is not stated stays as it was, except for an offer that begins again.
            ExpiresAt = content.ExpiresAt ?? (IsEnded || ExpiresAt <= next.ChangedAt ? next.ChangedAt.AddYears(1) : ExpiresAt),
            PublishedAt = IsEnded ? next.ChangedAt : PublishedAt,
            Reason = null,
        });
    }

    /// <summary>Takes the offer back: what is held comes back at once, what was confirmed stays confirmed.</summary>
    /// <param name="by">The owner's credential; null: its time ran out.</param>
    /// <param name="held">All that is held.</param>
    public Outcome<OfferChange> End(string reason, Guid? by, IReadOnlyList<Reservation> held, DateTimeOffset now)
    {
        if (IsEnded)
        {
            // Said twice is said once.
            return Reason == reason ? OfferChange.None(this) : Ended;
        }
        var ledger = new Ledger(this, now);
        ledger.Expire(held);
        return ledger.Close(by is null ? "expired" : "withdrawn", by, next => next with { Status = OfferStatus.Withdrawn, Reason = reason });
    }

    /// <summary>Stops, or goes on; what is held or confirmed stays so.</summary>
    public Outcome<OfferChange> Pause(bool isPaused, Caller caller, IReadOnlyList<Reservation> due, DateTimeOffset now)
    {
        if (IsEnded)
        {
            return Ended;
        }
        if (isPaused == Status is OfferStatus.Paused)
        {
            return OfferChange.None(this);
        }
        var ledger = new Ledger(this, now);
        ledger.Expire(due);
        return ledger.Close(isPaused ? "paused" : "resumed", caller.CredentialId, next => next with { Status = isPaused ? OfferStatus.Paused : OfferStatus.Open });
    }

    /// <summary>The same with the status that follows from what is left.</summary>
    public Offer Settled() => Status is OfferStatus.Open or OfferStatus.Exhausted
        ? this with { Status = IsUsedUp ? OfferStatus.Exhausted : OfferStatus.Open }
        : this;

    /// <summary>What those who are shown it may know.</summary>
    public PublicOffer ToPublic() => new(
        OwnerId, OwnerName, OwnerSector, Content.Reference, Content.Title!, Content.Description!, Content.Categories ?? [], Content.Skills ?? [],
        new PublicArea(
            Content.Area!.Center is { Latitude: { } latitude, Longitude: { } longitude } ? new PublicPlace(latitude, longitude) : null,
            Content.Area.RadiusKm, Content.Area.Municipalities ?? [], Content.Area.Country is true),
        Content.Window?.From, Content.Window?.Until, Content.BlackoutDates ?? [],
        new PublicVisibility(Content.Visibility?.Municipalities ?? [], Content.Visibility?.Participants ?? []),
        Content.Standing is true,
        [.. Contributions.Select(contribution => new PublicContribution(
            contribution.Key!, Word(contribution.Kind!.Value), contribution.Quantity!.Value, Left(contribution), contribution.LegalBasis,
            contribution.Deadline, contribution.Eligibility?.Sectors ?? [], contribution.Eligibility?.Kinds ?? []))],
        Word(Status), ExpiresAt);

    /// <summary>The content in its one spelling, as it is stored and compared.</summary>
    public static string Json(OfferContent content) => JsonSerializer.Serialize(content, HubJson.Options);

    /// <summary>The word of the wire and of the database.</summary>
    public static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static readonly Rejection Ended = new(ProblemCode.Conflict, new("Tilbuddet er slut allerede.", "The offer has ended already."));
}
