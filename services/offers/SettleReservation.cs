using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Offers;

/// <summary>Confirms, returns or hands over what is reserved; each of them once is as good as twice.</summary>
internal sealed class SettleReservationHandler(NpgsqlDataSource db, Outbox outbox)
{
    public Task<Outcome<ReservationView>> ConfirmAsync(Caller caller, Guid? offer, Guid id, CancellationToken ct) =>
        HandleAsync(caller, offer, id, (drawing, reservation) => drawing.Confirm(reservation, caller), ct);

    public Task<Outcome<ReservationView>> ReturnAsync(Caller caller, Guid? offer, Guid id, CancellationToken ct) =>
        HandleAsync(caller, offer, id, (drawing, reservation) => drawing.Return(reservation, caller), ct);

    public Task<Outcome<ReservationView>> HandOverAsync(Caller caller, Guid? offer, Guid id, CancellationToken ct) =>
        HandleAsync(caller, offer, id, (drawing, reservation) => drawing.HandOver(reservation), ct);

    /// <param name="offerId">The offer as the address names it; null: the reservation's own.</param>
    private async Task<Outcome<ReservationView>> HandleAsync(
        Caller caller, Guid? offerId, Guid id, Func<Drawing, Reservation, Outcome<Drawn>> decide, CancellationToken ct)
    {
        if (ReserveContributionHandler.UnlessMayDraw(caller) is { } forbidden)
        {
            return forbidden;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // A reservation never moves to another offer, so that it may be looked up before the offer is locked, and is read again after.
        if (await ReservationStore.FindAsync(connection, id, ct) is not { } found || (offerId is not null && found.OfferId != offerId)
            || await OfferStore.LockAsync(transaction, found.OfferId, ct) is not { } locked
            || await ReservationStore.FindAsync(connection, id, ct) is not { } reservation || !reservation.IsSeenBy(caller, locked.Offer))
        {
            return Reservation.Missing(id);
        }
        if (decide(locked.Drawing, reservation).IsRejected(out var rejection, out var drawn))
        {
            return rejection;
        }
        await OfferChanges.CommitAsync(transaction, outbox, drawn.Change, ct);
        return ReservationView.Of(drawn.Reservation);
    }
}
