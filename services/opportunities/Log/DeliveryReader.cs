using Npgsql;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>What a subscription's readers see, on every channel the same.</summary>
internal sealed class DeliveryReader(NpgsqlDataSource db, EventCache cache, TimeProvider clock) : IDisposable
{
    // Readers queue here and not for the pool: matching always finds a connection.
    private readonly SemaphoreSlim _gate = new(6);

    /// <summary>The next deliveries after a sequence, as they may be sent now.</summary>
    public async Task<IReadOnlyList<Delivery>> ReadAsync(Guid subscription, long after, int limit, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            var rows = await LogStore.PageAsync(db, cache, subscription, after, limit, ct);
            var now = clock.GetUtcNow();
            return rows.ConvertAll(row => Delivery.At(now, subscription, row.Sequence, row.Event, row.SupersededBy));
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
