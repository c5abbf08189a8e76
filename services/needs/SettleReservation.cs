using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Makes a hold lasting, or gives a reservation back; once is as good as twice.</summary>
internal sealed class SettleReservationHandler(NpgsqlDataSource db, Outbox outbox)
{
    /// <param name="needId">Null: whichever need it is of.</param>
    public Task<Outcome<ReservationView>> ConfirmAsync(Caller caller, Guid? needId, Guid id, CancellationToken ct) =>
        SettleAsync(caller, needId, id, Confirm, ct);

    /// <param name="needId">Null: whichever need it is of.</param>
    public Task<Outcome<ReservationView>> ReturnAsync(Caller caller, Guid? needId, Guid id, CancellationToken ct) =>
        SettleAsync(caller, needId, id, (_, reservation, _) => reservation.Return(), ct);

    private async Task<Outcome<ReservationView>> SettleAsync(
        Caller caller, Guid? needId, Guid id, Func<Need, Reservation, DateTimeOffset, Outcome<Reservation>> decide, CancellationToken ct)
    {
        if ((needId ?? await ReservationStore.FindNeedAsync(db, id, ct)) is not { } of)
        {
            return Reservation.Missing(id);
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var locked = await ReservationStore.LockAsync(transaction, of, id, ct);
        if (Reservation.UnlessMayReserve(locked.Need, of, caller) is { } refused)
        {
            return refused.Code == ProblemCode.NotFound ? Reservation.Missing(id) : refused;
        }
        if (locked.Reservation is not { } reservation || reservation.NeedId != of)
        {
            return Reservation.Missing(id);
        }
        var need = locked.Need!;
        if (decide(need, reservation, locked.Now).IsRejected(out var rejection, out var settled))
        {
            return rejection;
        }
        if (settled != reservation)
        {
            var by = caller.IsService ? (Guid?)null : caller.CredentialId;
            IReadOnlyList<NeedChange> changes = settled.IsCounted ? [] : [need.GiveBack(reservation.Places, by, locked.Now)];
            await NeedChanges.CommitAsync(
                transaction, outbox, changes, batch => ReservationStore.Change(batch, [settled], settled.State), ct);
        }
        return ReservationView.Of(settled, need);
    }

    // What was agreed on stays agreed on when the need ends; nothing new is.
    private static Outcome<Reservation> Confirm(Need need, Reservation reservation, DateTimeOffset now) =>
        reservation.State is ReservationState.Held && need.UnlessOpen(now) is { } closed ? closed : reservation.Confirm();
}
