using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Needs;

/// <summary>A page of a need's reservations; the cursor is absent on the last.</summary>
public sealed record ReservationList(IReadOnlyList<ReservationView> Items, string? Cursor = null);

/// <summary>The reservations of a need, for its publisher and for services of the hub.</summary>
internal sealed class ListReservationsHandler(NpgsqlDataSource db)
{
    public async Task<Outcome<ReservationList>> HandleAsync(Caller caller, Guid needId, Guid? after, int limit, CancellationToken ct)
    {
        var need = await NeedStore.FindAsync(db, needId, ct);
        if (need is null || !(caller.IsService || need.PublisherId == caller.ParticipantId))
        {
            return Need.Missing(needId);
        }
        var found = await ReservationStore.ListAsync(db, needId, after, limit + 1, ct);
        var (items, cursor) = Page.Of(found, limit, reservation => reservation.Id);
        return new ReservationList([.. items.Select(reservation => ReservationView.Of(reservation, need))], cursor);
    }
}
