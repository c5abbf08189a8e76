using System.Diagnostics;
using Grpc.Core;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Telemetry;

namespace SocialEnzyme.Hub.Opportunities.Channels.Streams;

/// <summary>
/// One open stream. It holds a page of deliveries at most, and reads the next when this one is sent: a slow reader costs nobody anything.
/// </summary>
internal sealed class SubscriberStream(
    Guid id, long after, long credits, NpgsqlDataSource db, DeliveryReader reader, Wakeups wakeups, TimeProvider clock,
    IDeliveryWriter writer) : IAsyncDisposable
{
    private const int PageSize = 500;

    // Each flush is a packet here, one at the gateway and one at the reader; catching up would be little else.
    private const int FlushEvery = 50;

    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    // The net under the wake-ups, and how soon a change of the subscription is seen without one.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    // What was read longer ago may have been overtaken since: it is read again before it is sent.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(1);

    private readonly string _span = $"deliver {writer.Channel}";
    private readonly Signal _signal = wakeups.Listen(id);
    private readonly PageAhead _pages = new(id, reader, clock, Fresh);
    private readonly StreamFlow _flow = new(id, after, credits);
    private (long Acknowledged, long Attempted) _saved;
    private DateTimeOffset _savedAt;
    private long _firstAttempts;

    /// <summary>Runs until the reader leaves or the subscription is gone.</summary>
    /// <param name="requests">Null: this reader cannot speak.</param>
    /// <returns>Why the hub ended it; null when the reader did.</returns>
    public async Task<Rejection?> RunAsync(IAsyncStreamReader<SubscribeRequest>? requests, CancellationToken ct)
    {
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var listener = requests is null ? Task.CompletedTask : _flow.ListenAsync(requests, _signal.Set, listening.Token);
        try
        {
            var ended = await SendAsync(ct);
            _flow.ThrowIfBroken();
            return ended;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            await listening.CancelAsync();
            await listener;
        }
    }

    public async ValueTask DisposeAsync()
    {
        wakeups.Forget(id, _signal);
        await _pages.DisposeAsync();
        // The reader has left; what it acknowledged still counts.
        await SaveAsync(CancellationToken.None);
    }

    private async Task<Rejection?> SendAsync(CancellationToken ct)
    {
        var beat = clock.GetUtcNow() + Heartbeat;
        DeliveryReader.Page? page = null;
        while (true)
        {
            var isFirst = page is null;
            // During a pause only the standing is asked for.
            var wasPaused = page is { Standing.MayStream: false };
            var limit = wasPaused ? 0 : (int)Math.Min(_flow.Credits, PageSize);
            var recent = page is not { Standing.MayStream: true } || clock.GetElapsedTime(page.ReadAt) > Fresh ? [] : Recent(limit);
            if (recent.Count == 0)
            {
                page = await _pages.ReadAsync(_flow.Sent, limit, isDoubtful: _signal.Tail.Trust(), ct);
            }
            if (page!.Standing is not { } standing)
            {
                return Rejections.NotFound("subscription", id);
            }
            if (_flow.Refused is not null || _flow.IsEnded)
            {
                return _flow.Refused;
            }
            if (isFirst)
            {
                _firstAttempts = Math.Max(standing.Attempted, standing.Acknowledged);
            }
            // After what came from memory the next wake-up is waited for: asking how the subscription stands after each event would cost more than
            // sending it. A gap in what is here is another replica's, and is asked for at once.
            var isMore = recent.Count > 0
                ? await SendAsync(recent, page.ReadAt, ct) && (_flow.Sent < recent[^1].Sequence || !_signal.Tail.IsEmpty)
                : standing.MayStream && (wasPaused || (await SendAsync(page.Deliveries, page.ReadAt, ct) && _flow.Sent < standing.Last));
            if (clock.GetUtcNow() >= beat)
            {
                await writer.BeatAsync(clock.GetUtcNow(), Math.Max(standing.Last, _flow.Sent), ct);
                beat = clock.GetUtcNow() + Heartbeat;
            }
            if (clock.GetUtcNow() - _savedAt >= SaveEvery)
            {
                await SaveAsync(ct);
            }
            if (!isMore)
            {
                var (untilBeat, look) = (beat - clock.GetUtcNow(), recent.Count > 0 ? Fresh : Look);
                await _signal.WaitAsync(untilBeat < look ? untilBeat : look, ct);
            }
        }
    }

    // What this process has just committed need not be read.
    private IReadOnlyList<Delivery> Recent(int limit)
    {
        var entries = _signal.Tail.Take(_flow.Sent, limit, clock.GetTimestamp() - (long)(Fresh.TotalSeconds * clock.TimestampFrequency));
        var now = clock.GetUtcNow();
        return [.. entries.Select(entry => Delivery.At(now, id, entry.Sequence, entry.Event, entry.SupersededBy))];
    }

    /// <returns>True when there may be more to send at once.</returns>
    private async Task<bool> SendAsync(IReadOnlyList<Delivery> page, long readAt, CancellationToken ct)
    {
        for (var i = 0; i < page.Count; i++)
        {
            // Only a flush waits for the reader, so only after one can time have passed; and then nothing is left behind unflushed.
            if (i % FlushEvery == 0 && clock.GetElapsedTime(readAt) > Fresh)
            {
                return true;
            }
            var delivery = page[i];
            var flush = (i + 1) % FlushEvery == 0 || i == page.Count - 1;
            _flow.Send(delivery.Sequence);
            using (Attempt(delivery))
            {
                await writer.WriteAsync(delivery, flush, ct);
            }
        }
        return page.Count > 0;
    }

    // The first attempt ends the publisher's trace; whatever is sent again has a trace of its own that points to it.
    private Activity? Attempt(Delivery delivery)
    {
        var isFirst = delivery.Sequence > _firstAttempts;
        _ = ActivityContext.TryParse(delivery.Event.Traceparent, null, isRemote: true, out var published);
        var span = isFirst
            ? HubTelemetry.Source.StartActivity(_span, ActivityKind.Producer, published)
            : HubTelemetry.Source.StartActivity(_span, ActivityKind.Producer, default(ActivityContext), links: [new(published)]);
        delivery.Event.Tag(span);
        span?.SetTag("subscription.id", id.ToString());
        return span;
    }

    private async Task SaveAsync(CancellationToken ct)
    {
        _savedAt = clock.GetUtcNow();
        var now = (_flow.Acknowledged, Math.Max(_flow.Sent, _firstAttempts));
        if (now != _saved)
        {
            await SubscriptionStore.AdvanceAsync(db, id, now.Acknowledged, now.Item2, ct);
            _saved = now;
        }
    }
}
