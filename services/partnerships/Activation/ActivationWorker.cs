using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Partnerships.Activation;

/// <summary>Looks after the reservations of partnerships that changed, and of those that somebody left in the middle. Any number may run.</summary>
internal sealed partial class ActivationWorker(
    NpgsqlDataSource db, Activations activations, Outbox outbox, IOptions<ActivationOptions> settings, ILogger<ActivationWorker> logger) : BackgroundService
{
    // Each waits for needs or offers; more at once would only press those who are in trouble.
    private const int MaxInHand = 8;

    // After this time it looks without being woken: what a process left behind, and what waits for an answer.
    private static readonly TimeSpan Net = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _woken = new(0, 1);

    public override void Dispose()
    {
        base.Dispose();
        _woken.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Looking for work is no trace of anybody's.
        using var quiet = SuppressInstrumentationScope.Begin();
        outbox.Woken += Wake;
        var inHand = new List<Task>();
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await TakeSomeAsync(inHand, stoppingToken) == MaxInHand)
                {
                    await Task.WhenAny(inHand);
                    continue;
                }
                failures = 0;
                await _woken.WaitAsync(Net, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception error)
            {
                LogFailed(error);
                await Task.Delay(RelayBackoff.After(++failures), stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
        outbox.Woken -= Wake;
        await Task.WhenAll(inHand);
    }

    /// <summary>Takes what is due as far as there is a hand free: one that waits for an answer never holds up the others.</summary>
    /// <returns>How many are in hand.</returns>
    internal async Task<int> TakeSomeAsync(List<Task> inHand, CancellationToken ct)
    {
        inHand.RemoveAll(one => one.IsCompleted);
        var due = await ActivationStore.ClaimAsync(db, MaxInHand - inHand.Count, settings.Value.Lease, ct);
        inHand.AddRange(due.Select(id => GuardAsync(id, ct)));
        return inHand.Count;
    }

    // One that fails never holds up the others; its lease ends and it is tried again.
    private async Task GuardAsync(Guid id, CancellationToken ct)
    {
        try
        {
            await activations.RunAsync(id, ct);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // It stays as it is written down; somebody else goes on when the lease ends.
        }
        catch (Exception error)
        {
            LogNotSettled(id, error);
        }
    }

    private void Wake()
    {
        try
        {
            _woken.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    [LoggerMessage(7052, LogLevel.Error, "Looking after reservations failed and goes on")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(7053, LogLevel.Error, "The reservations of partnership {Id} are not settled; it is tried again")]
    private partial void LogNotSettled(Guid id, Exception error);
}
