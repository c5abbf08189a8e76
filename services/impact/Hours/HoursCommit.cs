using System.Diagnostics;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>Commits what was decided while the partnerships were locked: reports, entries, sums and events, all of it or nothing.</summary>
internal static class HoursCommit
{
    public static async Task WriteAsync(NpgsqlTransaction transaction, Outbox outbox, HoursChange change, DateTimeOffset now, CancellationToken ct)
    {
        if (change.IsEmpty)
        {
            await transaction.CommitAsync(ct);
            return;
        }
        var partnerships = change.Saved.Select(hours => hours.Content.PartnershipId).Distinct().ToArray();
        var (batches, counting) = await BatchStore.FindAsync(
            transaction, [.. change.Saved.Select(hours => hours.BatchId).Distinct()], partnerships, ct);
        var news = new HoursNews(change, batches, counting, now);
        var (trace, state) = (Activity.Current?.Id, Activity.Current?.TraceStateString);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        Outbox.AddMany(batch, [.. news.Write().Select(told => (told, trace, state))]);
        BatchStore.Save(batch, news.Batches);
        HoursStore.Save(batch, change.Saved);
        HoursStore.AddQuestions(batch, change.Touched);
        Ledger.LedgerStore.Write(batch, partnerships, change.Entered, change.TakenBack);
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
    }
}
