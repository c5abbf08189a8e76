using System.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Telemetry;

namespace SocialEnzyme.Hub.Opportunities.Channels.Webhooks;

/// <summary>
/// Talks to one endpoint while it holds the lease: challenges it, or sends what is due until nothing is or the endpoint fails.
/// Of each subject only the newest version is ever sent, and a page is finished before the next is read: so versions stay in order.
/// </summary>
internal sealed class EndpointWorker(
    NpgsqlDataSource db, EventCache cache, WebhookClient client, AttemptWriter attempts, SecretBox secrets, IOptions<WebhookOptions> options, TimeProvider clock) : IDisposable
{
    private const int PageSize = 32;

    // What was read longer ago may have been overtaken or paused since: it is asked again before it is sent.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    private readonly WebhookOptions _options = options.Value;
    private readonly SemaphoreSlim _slots = new(options.Value.Concurrency);

    /// <summary>What the endpoint is left with.</summary>
    /// <param name="Looked">The newest sequence that was seen: what comes later is news.</param>
    public sealed record Left(DateTimeOffset? RetryAt, int Failures, long Looked);

    public async Task<Left> RunAsync(SenderStore.Lease lease, CancellationToken ct)
    {
        IReadOnlyList<byte[]> keys =
        [
            await secrets.OpenAsync(lease.SubscriptionId, lease.Secret, ct),
            .. lease.PreviousSecret is { } previous ? [await secrets.OpenAsync(lease.SubscriptionId, previous, ct)] : Array.Empty<byte[]>(),
        ];
        return lease.State == SubscriptionState.Unconfirmed ? await ChallengeAsync(lease, keys, ct) : await DeliverAsync(lease, keys, ct);
    }

    public void Dispose() => _slots.Dispose();

    private async Task<Left> ChallengeAsync(SenderStore.Lease lease, IReadOnlyList<byte[]> keys, CancellationToken ct)
    {
        var challenge = Challenge.New();
        var result = await PostAsync(lease, challenge.Id, challenge.ToUtf8(lease.SubscriptionId, clock.GetUtcNow()), keys, challenge.IsAnsweredBy, ct);
        var decision = RetryDecision.After(result, lease.Failures, lease.Failures, _options.Intervals, clock.GetUtcNow());
        if (result.IsSuccess)
        {
            await SenderStore.ConfirmAsync(db, lease, clock.GetUtcNow(), ct);
            return new Left(null, 0, 0);
        }
        if (decision.DisablesEndpoint)
        {
            await SenderStore.DisableAsync(db, lease, ct);
        }
        return new Left(decision.RetryAt, lease.Failures + 1, 0);
    }

    private async Task<Left> DeliverAsync(SenderStore.Lease lease, IReadOnlyList<byte[]> keys, CancellationToken ct)
    {
        var wasFailing = lease.Failures > 0;
        var isReleasing = wasFailing;
        while (true)
        {
            var readAt = clock.GetTimestamp();
            if (await SenderStore.LookAsync(db, lease, ct) is not var (looked, maySend) || !maySend)
            {
                return new Left(null, 0, 0);
            }
            var window = await SenderStore.WindowAsync(db, lease.SubscriptionId, clock.GetUtcNow(), PageSize, ct);
            if (window.Count == 0)
            {
                await SenderStore.AdvanceAsync(db, lease.SubscriptionId, 0, ct);
                return new Left(await SenderStore.NextRetryAsync(db, lease.SubscriptionId, ct), wasFailing ? lease.Failures : 0, looked);
            }
            var overtaken = window.Where(row => row.SupersededBy is not null).ToList();
            if (overtaken.Count > 0)
            {
                await SenderStore.SettleUnsentAsync(db, lease, [.. overtaken.Select(row => row.Sequence)], clock.GetUtcNow(), ct);
            }
            var live = window.Except(overtaken).ToList();
            // While an endpoint fails one delivery asks for all: the one that was tried least, so that a bad one does not hold the rest.
            var wave = wasFailing && live.Count > 0 ? [live.MinBy(row => (row.Attempts, row.Sequence))!] : live;
            var sent = await SendAsync(lease, keys, wave, readAt, isReleasing, ct);
            await SenderStore.AdvanceAsync(db, lease.SubscriptionId, sent.Attempted, ct);
            if (sent.IsStopped)
            {
                return new Left(null, 0, looked);
            }
            if (sent.Failed is { } failed)
            {
                if (failed.DisablesEndpoint)
                {
                    await SenderStore.DisableAsync(db, lease, ct);
                }
                return new Left(failed.RetryAt, sent.HasSucceeded || !wasFailing ? 1 : lease.Failures + 1, looked);
            }
            wasFailing = wasFailing && !sent.HasSucceeded;
            // What the one before us had under way was in this window: it took the first that are not settled, too.
            lease = lease with { IsBrokenOff = false };
        }
    }

    private sealed class Wave
    {
        public RetryDecision? Failed;
        public volatile bool IsStopped;
        public volatile bool HasSucceeded;
        public long Attempted;
    }

    private async Task<Wave> SendAsync(
        SenderStore.Lease lease, IReadOnlyList<byte[]> keys, IReadOnlyList<SenderStore.Pending> rows, long readAt, bool isReleasing, CancellationToken ct)
    {
        var wave = new Wave();
        var events = await cache.GetAsync(rows.Select(row => row.EventId), ct);
        var pace = isReleasing ? TimeSpan.FromSeconds(1.0 / _options.ReleasePerSecond) : TimeSpan.Zero;
        await Parallel.ForEachAsync(
            rows, new ParallelOptions { MaxDegreeOfParallelism = isReleasing ? 1 : _options.ConcurrencyPerEndpoint, CancellationToken = ct },
            async (row, token) =>
            {
                if (wave.Failed is not null || wave.IsStopped)
                {
                    return;
                }
                await DeliverAsync(lease, keys, row, events[row.EventId], readAt, wave, token);
                await Task.Delay(pace, clock, token);
            });
        return wave;
    }

    private async Task DeliverAsync(
        SenderStore.Lease lease, IReadOnlyList<byte[]> keys, SenderStore.Pending row, LogEvent @event, long readAt, Wave wave, CancellationToken ct)
    {
        var standing = clock.GetElapsedTime(readAt) < Fresh
            ? new SenderStore.Standing(MaySend: true, row.SupersededBy)
            : await SenderStore.StandingAsync(db, lease, row.EventId, ct);
        if (standing is not { MaySend: true })
        {
            wave.IsStopped = true;
            return;
        }
        var delivery = Delivery.At(clock.GetUtcNow(), lease.SubscriptionId, row.Sequence, @event, standing.SupersededBy);
        var isForNothing = delivery.SupersededBy is not null
            || (@event.Kind.Ends && row.Attempts == 0 && !await SenderStore.HasHeardAsync(db, lease.SubscriptionId, @event.SubjectId, row.Sequence, ct));
        if (isForNothing)
        {
            await SenderStore.SettleUnsentAsync(db, lease, [row.Sequence], clock.GetUtcNow(), ct);
            return;
        }
        AttemptResult result;
        using (var span = Attempt(lease, row, @event))
        {
            result = await PostAsync(lease, @event.Id, CloudEventJson.ToUtf8(delivery), keys, readAnswer: null, ct);
            span?.SetTag("http.response.status_code", result.Status);
            span?.SetStatus(result.IsSuccess ? ActivityStatusCode.Unset : ActivityStatusCode.Error, result.IsSuccess ? null : result.Reason);
        }
        InterlockedMax(ref wave.Attempted, row.Sequence);
        var decision = RetryDecision.After(result, lease.Failures, row.Attempts, _options.Intervals, clock.GetUtcNow());
        await attempts.WriteAsync(new(lease.SubscriptionId, row.Sequence, clock.GetUtcNow(), result, decision.Outcome, decision.RetryAt));
        if (result.IsSuccess)
        {
            wave.HasSucceeded = true;
        }
        else
        {
            wave.Failed = decision;
        }
    }

    private async Task<AttemptResult> PostAsync(
        SenderStore.Lease lease, Guid id, byte[] body, IReadOnlyList<byte[]> keys, Func<string, bool>? readAnswer, CancellationToken ct)
    {
        await _slots.WaitAsync(ct);
        try
        {
            return await client.PostAsync(lease.Url, id.ToString(), body, keys, readAnswer, ct);
        }
        finally
        {
            _slots.Release();
        }
    }

    // The first attempt ends the publisher's trace; a retry is a trace of its own that points to it.
    private static Activity? Attempt(SenderStore.Lease lease, SenderStore.Pending row, LogEvent @event)
    {
        _ = ActivityContext.TryParse(@event.Traceparent, null, isRemote: true, out var published);
        var isFirst = row.Attempts == 0 && row.Sequence > row.Attempted;
        Activity.Current = null;
        var span = isFirst
            ? HubTelemetry.Source.StartActivity("deliver webhook", ActivityKind.Client, published)
            : HubTelemetry.Source.StartActivity("deliver webhook", ActivityKind.Client, default(ActivityContext), links: [new(published)]);
        @event.Tag(span);
        span?.SetTag("subscription.id", lease.SubscriptionId.ToString());
        return span;
    }

    private static void InterlockedMax(ref long target, long value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
