using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.Offers;

/// <summary>Held and confirmed of one contribution.</summary>
internal readonly record struct Count(long Held, long Confirmed)
{
    public long Taken => Held + Confirmed;
}

/// <summary>What a use case decided: the offer as it will be, how its quantities moved, and what the world hears of it.</summary>
/// <param name="Change">What the owner did, for the history; null: somebody drew on the offer.</param>
/// <param name="Event">Null: nothing changes.</param>
/// <param name="ChangedBy">The credential of the owner's change; null: the hub itself.</param>
internal sealed record OfferChange(
    Offer Offer, string? Change, Guid? ChangedBy, object? Event, IReadOnlyList<Movement> Movements, IReadOnlyList<Reservation> Reservations)
{
    public static OfferChange None(Offer offer) => new(offer, null, null, null, [], []);
}

/// <summary>Writes the movements of one change and keeps the sums with them; nothing else counts.</summary>
internal sealed class Ledger(Offer offer, DateTimeOffset now)
{
    private readonly DateTimeOffset _at = OfferRules.Moment(now);
    private readonly Dictionary<string, Count> _counts = new(offer.Counts, StringComparer.Ordinal);
    private readonly Dictionary<Guid, Reservation> _reservations = [];
    private readonly List<Movement> _movements = [];

    /// <summary>A key without a count is one that nobody holds anything of.</summary>
    public Count this[string key] => _counts.GetValueOrDefault(key);

    public void Offer(string key, long quantity) => Write(MovementKind.Offered, key, quantity, null);

    public void Change(string key, long by) => Write(MovementKind.Changed, key, by, null);

    public Reservation Hold(Reservation reservation)
    {
        var count = this[reservation.Key];
        return Move(MovementKind.Held, reservation with { State = ReservationState.Held }, count with { Held = count.Held + reservation.Quantity });
    }

    public Reservation Confirm(Reservation held)
    {
        var count = this[held.Key];
        return Move(MovementKind.Confirmed, held with { State = ReservationState.Confirmed },
            new Count(count.Held - held.Quantity, count.Confirmed + held.Quantity));
    }

    public Reservation Return(Reservation live) =>
        Move(MovementKind.Returned, live with { State = ReservationState.Returned }, Less(live));

    public void Expire(IEnumerable<Reservation> held)
    {
        foreach (var reservation in held)
        {
            Move(MovementKind.Expired, reservation with { State = ReservationState.Expired }, Less(reservation));
        }
    }

    public Reservation HandOver(Reservation lent) => Move(MovementKind.HandedOver, lent with { HandedOverAt = _at }, this[lent.Key]);

    /// <summary>The next version of the offer, whose status follows from what is left, and the event that tells of it.</summary>
    /// <param name="revise">What else changes, given the offer with its new sums.</param>
    public OfferChange Close(string? change = null, Guid? changedBy = null, Func<Offer, Offer>? revise = null)
    {
        var counted = offer with { Counts = _counts, Movements = offer.Movements + _movements.Count, Version = offer.Version + 1, ChangedAt = _at };
        var next = (revise?.Invoke(counted) ?? counted).Settled();
        var isPublished = offer.Version == 0 || (offer.Status is OfferStatus.Withdrawn && next.Status is not OfferStatus.Withdrawn);
        object told = (offer.Status, next.Status) switch
        {
            _ when isPublished => new OfferPublished(next.Id, next.Version, next.ToPublic(), _at),
            (not OfferStatus.Withdrawn, OfferStatus.Withdrawn) => new OfferWithdrawn(next.Id, next.Version, next.Reason ?? "", _at),
            (not OfferStatus.Exhausted, OfferStatus.Exhausted) => new OfferExhausted(next.Id, next.Version, _at),
            _ => new OfferUpdated(next.Id, next.Version, next.ToPublic(), _at),
        };
        return new OfferChange(next, change, changedBy, told, _movements, [.. _reservations.Values]);
    }

    private Count Less(Reservation live)
    {
        var count = this[live.Key];
        // What is in its state still is what it was counted as.
        return live.State is ReservationState.Held ? count with { Held = count.Held - live.Quantity } : count with { Confirmed = count.Confirmed - live.Quantity };
    }

    private Reservation Move(MovementKind what, Reservation reservation, Count count)
    {
        Write(what, reservation.Key, reservation.Quantity, reservation);
        _counts[reservation.Key] = count;
        return _reservations[reservation.Id] = reservation;
    }

    private void Write(MovementKind what, string key, long quantity, Reservation? reservation) => _movements.Add(new Movement(
        offer.Movements + _movements.Count + 1, what, key, quantity, reservation?.Id, reservation?.ParticipantId,
        reservation?.Slot is { } slot ? new Slot(slot.From, slot.Until) : null, _at));
}
