using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Offers;

/// <summary>A page of an offer's reservations; the cursor is absent on the last.</summary>
public sealed record ReservationList(IReadOnlyList<ReservationView> Items, string? Cursor = null);

/// <summary>The reservations of an offer: the owner and services see all, a taker its own.</summary>
internal sealed class ListReservationsHandler(NpgsqlDataSource db)
{
    public async Task<Outcome<ReservationList>> HandleAsync(Caller caller, Guid id, string? limit, string? cursor, CancellationToken ct)
    {
        var errors = new List<FieldError>();
        var (count, after) = Page.Read(limit, cursor, errors);
        if (errors.Count > 0)
        {
            return Rejections.Invalid(errors);
        }
        var offer = await OfferStore.FindAsync(db, id, ct);
        var seesAll = offer is not null && (caller.IsService || offer.OwnerId == caller.ParticipantId);
        if (offer is null || (!seesAll && !await ReservationStore.IsTakerAsync(db, id, caller.ParticipantId, ct)))
        {
            return Offer.Missing(id);
        }
        var found = await ReservationStore.ListAsync(db, id, seesAll ? null : caller.ParticipantId, after, count + 1, ct);
        var (items, next) = Page.Of(found, count, reservation => reservation.Id);
        return new ReservationList([.. items.Select(ReservationView.Of)], next);
    }
}
