using System.Runtime.CompilerServices;
using Npgsql;
using SocialEnzyme.Hub.Opportunities.Channels;
using SocialEnzyme.Hub.Opportunities.Log;

namespace SocialEnzyme.Hub.Opportunities.Reconciliation;

/// <summary>Judges by the filters of its time who should have got each event of the log, and delivers what is missing.</summary>
internal sealed class MissingDeliveries(NpgsqlDataSource db, Wakeups wakeups)
{
    /// <summary>A page of the log.</summary>
    /// <param name="LoggedAt">With <paramref name="EventId"/>: the last event of the page.</param>
    public sealed record Page(DateTimeOffset LoggedAt, Guid EventId, int Events, int Missing, int Surplus, int Repaired);

    /// <summary>Goes through what was logged until a time, a page at a time.</summary>
    public async IAsyncEnumerable<Page> RunAsync(
        ReconciliationPosition position, DateTimeOffset until, [EnumeratorCancellation] CancellationToken ct)
    {
        while (await JudgementStore.EventsAsync(db, position, until, ct) is { Count: > 0 } events)
        {
            await foreach (var held in JudgementStore.FiltersAsync(db, events.Min(one => one.Revision), events.Max(one => one.Revision), ct))
            {
                foreach (var one in events)
                {
                    one.Judge(held.Subscription, held.Filter, held.From, held.Until);
                }
            }
            var (missing, repaired) = (0, 0);
            foreach (var one in events)
            {
                if (one.Holes.Count > 0 || one.Missing.Any())
                {
                    var (found, mended) = await RepairAsync(one, ct);
                    (missing, repaired) = (missing + found, repaired + mended);
                }
            }
            position = position with { LoggedAt = events[^1].LoggedAt, EventId = events[^1].Id };
            yield return new Page(position.LoggedAt, position.EventId, events.Count, missing, events.Sum(one => one.Surplus), repaired);
        }
    }

    /// <summary>The locks are those of the writer, in its order: the need, then the subscriptions by id.</summary>
    /// <returns>How many subscriptions that still exist lacked the event, and how many know by now what is newest.</returns>
    internal async Task<(int Found, int Repaired)> RepairAsync(LoggedEvent judged, CancellationToken ct)
    {
        var gaps = judged.Holes.Select(hole => new Gap(hole.Subscription, hole.Sequence, true))
            .Concat(judged.Missing.Select(missing => new Gap(missing.Subscription, 0, missing.HasHeard)))
            .OrderBy(gap => gap.Subscription).ToList();
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await RepairStore.LockAsync(transaction, judged.NeedId, ct) is not var (newest, kind))
        {
            return (0, 0);
        }
        Guid[] ids = [.. gaps.Select(gap => gap.Subscription).Distinct()];
        var last = (await LogStore.LockRecipientsAsync(transaction, ids, ct)).Last;
        // Who is gone misses nothing.
        gaps.RemoveAll(gap => !last.ContainsKey(gap.Subscription));
        var holes = gaps.Where(gap => gap.Sequence > 0).ToList();
        await RepairStore.FillAsync(
            transaction, judged.Id, [.. holes.Select(hole => hole.Subscription)], [.. holes.Select(hole => hole.Sequence)], ct);
        var held = await RepairStore.HeldAsync(transaction, newest, ids, ct);
        // An end is nothing to whoever never heard of the need.
        var mendable = gaps.Where(gap => gap.HasHeard || !kind.Ends).ToList();
        var appended = mendable.Where(gap => !Knows(gap, held, last[gap.Subscription])).Select(gap => gap.Subscription).Distinct().ToArray();
        if (appended.Length > 0)
        {
            await RepairStore.AppendAsync(transaction, newest, appended, [.. appended.Select(subscription => last[subscription] + 1)], ct);
        }
        await transaction.CommitAsync(ct);
        wakeups.Wake(ids);
        return (gaps.Count, mendable.Count);
    }

    // A reader that is past a filled gap will not come back to it, so it gets the newest once more; nobody is past the last sequence.
    private static bool Knows(Gap gap, Dictionary<Guid, long> held, long last) =>
        held.TryGetValue(gap.Subscription, out var sequence) && (sequence > gap.Sequence || sequence == last);

    /// <param name="Sequence">Where the delivery was; 0: it never was.</param>
    private readonly record struct Gap(Guid Subscription, long Sequence, bool HasHeard);
}
