using Npgsql;
using SocialEnzyme.Hub.Opportunities.Subscriptions;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>What a subscription's readers see, on every channel the same.</summary>
internal sealed class DeliveryReader(NpgsqlDataSource db, TimeProvider clock) : IDisposable
{
    // Readers queue here and not for the pool: matching always finds a connection.
    private readonly SemaphoreSlim _gate = new(6);

    /// <summary>What a stream may send next.</summary>
    /// <param name="Standing">How the subscription stood when the deliveries were read, or later; null: it is gone.</param>
    /// <param name="ReadAt">Not later than when they were read, by the process's own clock.</param>
    public sealed record Page(SubscriptionStore.Standing? Standing, IReadOnlyList<Delivery> Deliveries, long ReadAt);

    /// <summary>The next deliveries after a sequence, as they may be sent now.</summary>
    public async Task<IReadOnlyList<Delivery>> ReadAsync(Guid subscription, long after, int limit, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            return Deliveries(subscription, await LogStore.PageAsync(db, subscription, after, limit, ct));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>The same with how the subscription stands.</summary>
    public async Task<Page> ReadPageAsync(Guid subscription, long after, int limit, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            var readAt = clock.GetTimestamp();
            var (standing, rows) = await LogStore.StandingPageAsync(db, subscription, after, limit, ct);
            return new Page(standing, Deliveries(subscription, rows), readAt);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private List<Delivery> Deliveries(Guid subscription, List<LogStore.Row> rows)
    {
        var now = clock.GetUtcNow();
        return rows.ConvertAll(row => Delivery.At(now, subscription, row.Sequence, row.Event, row.SupersededBy));
    }
}
