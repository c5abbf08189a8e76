using Npgsql;
using SocialEnzyme.Hub.Opportunities.Subscriptions;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>What a subscription's readers see, on every channel the same.</summary>
internal sealed class DeliveryReader(NpgsqlDataSource db, TimeProvider clock) : IDisposable
{
    // Readers queue here and not for the pool: matching always finds a connection.
    private readonly SemaphoreSlim _gate = new(6);

    /// <summary>What may be sent next.</summary>
    /// <param name="Standing">How the subscription stood when the deliveries were read, or later; null: it is gone.</param>
    /// <param name="ReadAt">Not later than when they were read, by the process's own clock.</param>
    public sealed record Page(SubscriptionStore.Standing? Standing, IReadOnlyList<Delivery> Deliveries, long ReadAt);

    /// <summary>The next deliveries after a sequence, as they may be sent now.</summary>
    public async Task<Page> ReadAsync(Guid subscription, long after, int limit, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            var readAt = clock.GetTimestamp();
            var (standing, rows) = await LogStore.PageAsync(db, subscription, after, limit, ct);
            var now = clock.GetUtcNow();
            return new Page(standing, rows.ConvertAll(row => Delivery.At(now, subscription, row.Sequence, row.Event, row.SupersededBy)), readAt);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
