using System.Diagnostics;
using Npgsql;
using SocialEnzyme.Hub.Partnerships.Activation;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>Commits the change of one partnership that its transaction has locked: the row, the text when it is new, the audit entry, and the event.</summary>
internal static class PartnershipChanges
{
    /// <summary>Adds the change to a batch whose transaction does more; the caller commits, and wakes the outbox afterwards.</summary>
    public static void Add(NpgsqlBatch batch, Outbox outbox, PartnershipChange change)
    {
        Activity.Current?.SetTag("partnership.id", change.Partnership.Id);
        if (change.IsNone)
        {
            return;
        }
        var entry = AuditEntry.Of(change);
        PartnershipStore.Save(batch, change with { Partnership = change.Partnership with { ChainHead = entry.Hash } });
        AuditStore.Append(batch, change.Partnership.Id, entry);
        // What was promised is reserved, or comes back, as the new state wants it.
        ActivationStore.Touch(batch, change.Partnership.Id, change.Partnership.Version);
        if (change.Event is not null)
        {
            outbox.Add(batch, change.Event);
        }
    }

    /// <summary>Commits the change and nothing else.</summary>
    public static async Task CommitAsync(NpgsqlTransaction transaction, Outbox outbox, PartnershipChange change, CancellationToken ct)
    {
        if (!change.IsNone)
        {
            await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
            Add(batch, outbox, change);
            await batch.ExecuteNonQueryAsync(ct);
        }
        await transaction.CommitAsync(ct);
        outbox.Wake();
    }
}
