using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Offers;

/// <summary>One offer in any state: one's own, one that the caller is shown, and one that it drew on.</summary>
internal sealed class GetOfferHandler(NpgsqlDataSource db)
{
    public async Task<Outcome<OfferView>> HandleAsync(Caller caller, Guid id, CancellationToken ct)
    {
        var offer = await OfferStore.FindAsync(db, id, ct);
        return offer is not null && (offer.IsShownTo(caller) || await ReservationStore.IsTakerAsync(db, id, caller.ParticipantId, ct))
            ? OfferView.Of(offer, caller)
            : Offer.Missing(id);
    }
}
