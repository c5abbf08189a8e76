using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>What became of a reservation.</summary>
public enum ReservationState
{
    /// <summary>Counted as taken, until its time is up.</summary>
    Held,

    /// <summary>Counted as taken, for good.</summary>
    Confirmed,

    /// <summary>Given back.</summary>
    Returned,

    /// <summary>Its time was up; it counts no more.</summary>
    Expired,
}

/// <summary>Places of a need for somebody.</summary>
/// <param name="State">By the clock of the database: a hold whose time is up has expired, also when nobody wrote it down yet.</param>
/// <param name="HoldSeconds">Null: confirmed at once.</param>
/// <param name="IsCounted">Its places are among those that the need says are taken.</param>
internal sealed record Reservation(
    Guid Id, Guid NeedId, Guid ParticipantId, int Places, ReservationState State, DateTimeOffset? HeldUntil, int? HoldSeconds, bool IsCounted)
{
    /// <summary>Lasting from now on; what is confirmed already stays so.</summary>
    public Outcome<Reservation> Confirm() => State switch
    {
        ReservationState.Held => this with { State = ReservationState.Confirmed },
        ReservationState.Confirmed => this,
        ReservationState.Expired => new Rejection(ProblemCode.HoldExpired, new(
            "Reservationens tid er gået, og pladserne er givet fri; reservér igen.",
            "The reservation's time is up and its places are free; reserve again.")),
        _ => new Rejection(ProblemCode.Conflict, new(
            "Reservationen er givet tilbage; reservér igen.", "The reservation was returned; reserve again.")),
    };

    /// <summary>Given back; what counts no more stays as it is.</summary>
    public Reservation Return() => IsCounted ? this with { State = ReservationState.Returned, IsCounted = false } : this;

    /// <summary>True when both ask for the same.</summary>
    public bool IsSameAs(Reservation other) =>
        (NeedId, ParticipantId, Places, HoldSeconds) == (other.NeedId, other.ParticipantId, other.Places, other.HoldSeconds);

    /// <summary>Null when the caller may reserve for this need: a service of the hub, and the publisher; for others it is not there.</summary>
    public static Rejection? UnlessMayReserve(Need? need, Guid id, Caller caller) =>
        need is null || !(caller.IsService || need.PublisherId == caller.ParticipantId) ? Need.Missing(id)
        : caller.IsService ? null
        : Rejections.UnlessAllowed(caller, Scopes.NeedsWrite);

    /// <summary>There is none, or none that the caller may see.</summary>
    public static Rejection Missing(Guid id) => Rejections.NotFound("reservation", id);
}

/// <summary>A reservation as a door shows it, to a service of the hub or to the need's publisher.</summary>
/// <param name="ParticipantId">Whom it is for.</param>
/// <param name="HeldUntil">Of a hold.</param>
/// <param name="Place">The exact place with its address, once it is confirmed.</param>
public sealed record ReservationView(
    Guid Id, Guid NeedId, Guid ParticipantId, int Places, ReservationState State, DateTimeOffset? HeldUntil = null, NeedPlace? Place = null)
{
    internal static ReservationView Of(Reservation reservation, Need need) => new(
        reservation.Id, reservation.NeedId, reservation.ParticipantId, reservation.Places, reservation.State,
        reservation.State is ReservationState.Held or ReservationState.Expired ? reservation.HeldUntil : null,
        reservation.State is ReservationState.Confirmed ? need.Exact ?? need.Content.Place : null);
}
