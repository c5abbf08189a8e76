using System.Diagnostics;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Offers;

/// <summary>Commits the change of one offer that its transaction has locked: the offer, its movements, and the event.</summary>
internal static class OfferChanges
{
    public static async Task CommitAsync(NpgsqlTransaction transaction, Outbox outbox, OfferChange change, CancellationToken ct)
    {
        Activity.Current?.SetTag("offer.id", change.Offer.Id);
        if (change.Event is null)
        {
            return;
        }
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        OfferStore.Save(batch, change);
        outbox.Add(batch, change.Event);
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
    }
}
