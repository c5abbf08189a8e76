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
    private long _sent = after;
    private long _credits = credits;
    private long _acknowledged;
    private (long Acknowledged, long Attempted) _saved;
    private DateTimeOffset _savedAt;
    private long _firstAttempts;
    private Rejection? _refused;
    private volatile RpcException? _broken;
    private volatile bool _isHalfClosed;

    /// <summary>Runs until the reader leaves or the subscription is gone.</summary>
    /// <param name="requests">Null: this reader cannot speak.</param>
    /// <returns>Why the hub ended it; null when the reader did.</returns>
    public async Task<Rejection?> RunAsync(IAsyncStreamReader<SubscribeRequest>? requests, CancellationToken ct)
    {
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var listener = requests is null ? Task.CompletedTask : ListenAsync(requests, listening.Token);
        try
        {
            var ended = await SendAsync(ct);
            return _broken is { } broken ? throw broken : ended;
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
        SubscriptionStore.Standing standing = default!;
        var stoodAt = 0L;
        for (var isFirst = true; ; isFirst = false)
        {
            var recent = isFirst || !standing.MayStream || clock.GetElapsedTime(stoodAt) > Fresh ? [] : Recent();
            if (recent.Count == 0)
            {
                stoodAt = clock.GetTimestamp();
                _signal.Tail.Trust();
                if (await SubscriptionStore.StandingAsync(db, id, ct) is not { } now)
                {
                    return Rejections.NotFound("subscription", id);
                }
                standing = now;
            }
            if (_refused is not null || _isHalfClosed)
            {
                return _refused;
            }
            if (isFirst)
            {
                _firstAttempts = Math.Max(standing.Attempted, standing.Acknowledged);
            }
            // After what came from memory the next wake-up is waited for: asking how the subscription stands after each event would cost more than
            // sending it. A gap in what is here is another replica's, and is asked for at once.
            var isMore = recent.Count > 0
                ? await SendAsync(recent, stoodAt, ct) && (_sent < recent[^1].Sequence || !_signal.Tail.IsEmpty)
                : standing.MayStream && Volatile.Read(ref _credits) > 0 && standing.Last > _sent && await SendPageAsync(ct);
            if (clock.GetUtcNow() >= beat)
            {
                await writer.BeatAsync(clock.GetUtcNow(), Math.Max(standing.Last, _sent), ct);
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
    private IReadOnlyList<Delivery> Recent()
    {
        var limit = (int)Math.Min(Volatile.Read(ref _credits), PageSize);
        var entries = _signal.Tail.Take(_sent, limit, clock.GetTimestamp() - (long)(Fresh.TotalSeconds * clock.TimestampFrequency));
        var now = clock.GetUtcNow();
        return [.. entries.Select(entry => Delivery.At(now, id, entry.Sequence, entry.Event, entry.SupersededBy))];
    }

    private async Task<bool> SendPageAsync(CancellationToken ct)
    {
        var limit = (int)Math.Min(Volatile.Read(ref _credits), PageSize);
        var (page, readAt) = await _pages.ReadAsync(_sent, limit, ct);
        return await SendAsync(page, readAt, ct);
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
            // Before the write: the reader may acknowledge it before the write returns.
            Volatile.Write(ref _sent, delivery.Sequence);
            using (Attempt(delivery))
            {
                await writer.WriteAsync(delivery, flush, ct);
            }
            Interlocked.Decrement(ref _credits);
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

    private async Task ListenAsync(IAsyncStreamReader<SubscribeRequest> requests, CancellationToken ct)
    {
        try
        {
            while (await requests.MoveNext(ct))
            {
                _refused = Take(requests.Current);
                _signal.Set();
                if (_refused is not null)
                {
                    return;
                }
            }
            _isHalfClosed = true;
        }
        catch (RpcException refused)
        {
            // What a door in front refused, or what cannot be parsed: the call ends with that.
            _broken = refused;
            _isHalfClosed = true;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The reader broke off.
            _isHalfClosed = true;
        }
        _signal.Set();
    }

    private Rejection? Take(SubscribeRequest request)
    {
        switch (request.MessageCase)
        {
            case SubscribeRequest.MessageOneofCase.Credits when request.Credits.Credits is < 1 or > SubscribeHandler.MaxCredits:
                return Rejections.Invalid("#/credits/credits", "Skriv 1 til 10.000.", "Write 1 to 10,000.");
            case SubscribeRequest.MessageOneofCase.Credits:
                // More than may be outstanding at once are not saved up.
                var room = SubscribeHandler.MaxCredits - Volatile.Read(ref _credits);
                Interlocked.Add(ref _credits, Math.Min(request.Credits.Credits, Math.Max(0, room)));
                return null;
            case SubscribeRequest.MessageOneofCase.Acknowledgement
                when Cursor.TryRead(request.Acknowledgement.Cursor, id, out var sequence) && sequence <= Volatile.Read(ref _sent):
                Volatile.Write(ref _acknowledged, Math.Max(_acknowledged, sequence));
                return null;
            case SubscribeRequest.MessageOneofCase.Acknowledgement:
                return Cursor.Foreign("#/acknowledgement/cursor");
            default:
                return Rejections.Invalid("#/start", "Send kun start én gang, derefter credits og acknowledgement.",
                    "Send start once only, then credits and acknowledgement.");
        }
    }

    private async Task SaveAsync(CancellationToken ct)
    {
        _savedAt = clock.GetUtcNow();
        var now = (Volatile.Read(ref _acknowledged), Math.Max(_sent, _firstAttempts));
        if (now != _saved)
        {
            await SubscriptionStore.AdvanceAsync(db, id, now.Item1, now.Item2, ct);
            _saved = now;
        }
    }
}
