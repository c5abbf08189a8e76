using System.ComponentModel.DataAnnotations;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Offers;

/// <summary>What became of a reservation.</summary>
public enum ReservationState
{
    /// <summary>Counted until its time is up.</summary>
    Held,

    /// <summary>Counted until it is returned.</summary>
    Confirmed,

    /// <summary>Given back.</summary>
    Returned,

    /// <summary>Its time was up; it counts no more.</summary>
    Expired,
}

/// <summary>A quantity of one contribution, for one participant.</summary>
/// <param name="HoldSeconds">As it was asked for.</param>
/// <param name="Confirm">As it was asked for: held and confirmed in one step.</param>
/// <param name="ByService">A service of the hub made it, as part of an agreement.</param>
internal sealed record Reservation(
    Guid Id, Guid OfferId, Guid ParticipantId, string Key, long Quantity, BookedSlot? Slot, ReservationState State, DateTimeOffset HeldUntil,
    int HoldSeconds, bool Confirm, bool ByService, DateTimeOffset? HandedOverAt, DateTimeOffset ReservedAt)
{
    /// <summary>True while it counts.</summary>
    public bool IsLive => State is ReservationState.Held or ReservationState.Confirmed;

    /// <summary>True when the other asks for the same thing: it is a repetition.</summary>
    public bool IsSameAs(Reservation other) =>
        (OfferId, ParticipantId, Key, Quantity, Slot, HoldSeconds, Confirm)
        == (other.OfferId, other.ParticipantId, other.Key, other.Quantity, other.Slot, other.HoldSeconds, other.Confirm);

    /// <summary>Services, the owner of the offer, and whom it is for.</summary>
    public bool IsSeenBy(Caller caller, Offer offer) =>
        caller.IsService || offer.OwnerId == caller.ParticipantId || ParticipantId == caller.ParticipantId;

    /// <summary>There is none, or none that the caller may see.</summary>
    public static Rejection Missing(Guid id) => Rejections.NotFound("reservation", id);
}

/// <summary>Draws on an offer.</summary>
public sealed record ReserveContribution
{
    /// <summary>A UUID made by the caller: the same again has no second effect. Absent: the hub makes one.</summary>
    public Guid? ReservationId { get; init; }

    [Required]
    public string? ContributionKey { get; init; }

    /// <summary>In the unit of the contribution's kind, more than 0.</summary>
    [Required]
    public long? Quantity { get; init; }

    /// <summary>For space and equipment: whole hours, at most 90 days.</summary>
    public Slot? Slot { get; init; }

    /// <summary>Whom it is for; absent: the caller. Only the owner and services of the hub may name another.</summary>
    public Guid? ParticipantId { get; init; }

    /// <summary>How long it is held: 10 seconds to 30 days; absent: 15 minutes.</summary>
    public int? HoldSeconds { get; init; }

    /// <summary>Holds and confirms in one step.</summary>
    public bool? Confirm { get; init; }

    /// <summary>Repeats a call that was refused with personal-data-possible.</summary>
    public bool? ConfirmNoPersonalData { get; init; }
}

/// <summary>A reservation as a door shows it.</summary>
/// <param name="ParticipantId">Whom it is for.</param>
/// <param name="Hours">How many hours pass in the slot.</param>
/// <param name="HeldUntil">A hold that is not confirmed by then comes back.</param>
/// <param name="HandedOverAt">When what is lent was handed over.</param>
public sealed record ReservationView(
    Guid Id, Guid OfferId, Guid ParticipantId, string ContributionKey, long Quantity, ReservationState State, DateTimeOffset ReservedAt,
    Slot? Slot = null, int? Hours = null, DateTimeOffset? HeldUntil = null, DateTimeOffset? HandedOverAt = null)
{
    internal static ReservationView Of(Reservation reservation) => new(
        reservation.Id, reservation.OfferId, reservation.ParticipantId, reservation.Key, reservation.Quantity, reservation.State, reservation.ReservedAt,
        reservation.Slot is { } slot ? new Slot(slot.From, slot.Until) : null, reservation.Slot?.Hours,
        reservation.State is ReservationState.Held ? reservation.HeldUntil : null, reservation.HandedOverAt);
}
