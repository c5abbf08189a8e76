using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Offers;

/// <summary>Pauses one's own offer, or lets it go on.</summary>
internal sealed class PauseOfferHandler(NpgsqlDataSource db, Outbox outbox)
{
    public async Task<Outcome<OfferView>> HandleAsync(Caller caller, Guid id, bool isPaused, VersionMatch version, CancellationToken ct)
    {
        if (Offer.UnlessMayPublish(caller) is { } forbidden)
        {
            return forbidden;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var locked = await OfferStore.LockAsync(transaction, id, ct);
        if ((Offer.UnlessOwn(locked?.Offer, id, caller) ?? version.UnlessMet(locked!.Offer.Version)) is { } refused)
        {
            return refused;
        }
        if (locked!.Offer.Pause(isPaused, caller, locked.Due, locked.Now).IsRejected(out var rejection, out var change))
        {
            return rejection;
        }
        await OfferChanges.CommitAsync(transaction, outbox, change, ct);
        return OfferView.Of(change.Offer, caller);
    }
}
