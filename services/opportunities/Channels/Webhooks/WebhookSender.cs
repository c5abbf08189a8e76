using System.Collections.Concurrent;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Channels.Webhooks;

/// <summary>Finds endpoints that have something due and gives each to a worker. All that must survive is in the database.</summary>
internal sealed partial class WebhookSender(
    NpgsqlDataSource db, Wakeups wakeups, EndpointWorker worker, TimeProvider clock, ILogger<WebhookSender> logger) : BackgroundService
{
    private const int MaxClaim = 64;

    // What is due by its retry time, and what was matched by another replica, is found by this timer at the latest.
    private static readonly TimeSpan Net = TimeSpan.FromMilliseconds(500);

    // Wake-ups come with every commit; looking this often is enough for a delivery within the second.
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(20);

    private readonly Guid _self = Guid.NewGuid();
    private readonly ConcurrentDictionary<Guid, Task> _working = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var claimed = await RunOnceAsync(stoppingToken);
                failures = 0;
                if (claimed < MaxClaim)
                {
                    await wakeups.Sender.WaitAsync(Net, stoppingToken);
                    await Task.Delay(Debounce, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                LogFailed(error);
                await Task.Delay(RelayBackoff.After(++failures), stoppingToken);
            }
        }
        // Leases of what is cut short run out by themselves.
        await Task.WhenAll(_working.Values);
    }

    /// <summary>Claims what is due and starts a worker for each.</summary>
    /// <returns>How many endpoints were claimed.</returns>
    internal async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var leases = await SenderStore.ClaimAsync(db, _self, now, now + Lease, MaxClaim, ct);
        foreach (var lease in leases)
        {
            _working[lease.SubscriptionId] = WorkAsync(lease, ct);
        }
        return leases.Count;
    }

    private async Task WorkAsync(SenderStore.Lease lease, CancellationToken ct)
    {
        // Off the claiming loop, which goes on at once.
        await Task.Yield();
        using var losing = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var renewing = RenewAsync(lease, losing);
        EndpointWorker.Left? left = null;
        var again = clock.GetUtcNow();
        try
        {
            left = await worker.RunAsync(lease, losing.Token);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            // Not the endpoint's fault: soon again.
            LogWorkerFailed(lease.SubscriptionId, error);
            again = clock.GetUtcNow() + RelayBackoff.After(5);
        }
        catch (OperationCanceledException)
        {
            // Stopped: the next one may begin at once.
        }
        await losing.CancelAsync();
        await renewing;
        _working.TryRemove(lease.SubscriptionId, out _);
        await LeaveAsync(lease, left, again);
        // What came while the lease was given back is looked at now and not by the timer.
        wakeups.Sender.Set();
    }

    /// <param name="left">Null: the work was broken off. Then the lease is not given back but runs out, so that the next one knows.</param>
    private async Task LeaveAsync(SenderStore.Lease lease, EndpointWorker.Left? left, DateTimeOffset again)
    {
        try
        {
            await (left is null
                ? SenderStore.ExtendAsync(db, _self, lease.SubscriptionId, again, CancellationToken.None)
                : SenderStore.ReleaseAsync(db, _self, lease, left.RetryAt, left.Failures, left.Looked, CancellationToken.None));
        }
        catch (Exception error)
        {
            // The lease runs out later instead.
            LogWorkerFailed(lease.SubscriptionId, error);
        }
    }

    private async Task RenewAsync(SenderStore.Lease lease, CancellationTokenSource losing)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Renewal, clock, losing.Token);
                if (!await SenderStore.ExtendAsync(db, _self, lease.SubscriptionId, clock.GetUtcNow() + Lease, losing.Token))
                {
                    // The subscription is gone or no webhook any more.
                    await losing.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Done.
        }
        catch (Exception error)
        {
            LogWorkerFailed(lease.SubscriptionId, error);
            await losing.CancelAsync();
        }
    }

    [LoggerMessage(3121, LogLevel.Error, "The webhook sender failed and goes on")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(3122, LogLevel.Error, "Sending to the endpoint of {Subscription} broke off and is tried again")]
    private partial void LogWorkerFailed(Guid subscription, Exception error);
}
