using System.Diagnostics;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Commits what became of one need that its transaction has locked: the new versions, the old one, and the events.</summary>
internal static class NeedChanges
{
    public static async Task CommitAsync(NpgsqlTransaction transaction, Outbox outbox, NeedChange change, CancellationToken ct)
    {
        Activity.Current?.SetTag("need.id", change.Need.Id);
        if (change.Outcome != "unchanged")
        {
            await CommitAsync(transaction, outbox, [change], _ => { }, ct);
        }
    }

    /// <param name="changes">One after the other, each a version.</param>
    /// <param name="also">Adds what is committed with them.</param>
    public static async Task CommitAsync(
        NpgsqlTransaction transaction, Outbox outbox, IReadOnlyList<NeedChange> changes, Action<NpgsqlBatch> also, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var change in changes)
        {
            NeedStore.Save(batch, [change.Need]);
            if (change.Event is not null)
            {
                outbox.Add(batch, change.Event);
            }
        }
        also(batch);
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
    }
}
