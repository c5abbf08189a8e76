using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Partnerships.Activation;

/// <summary>Looks after the reservations of partnerships that changed, and of those that somebody left in the middle. Any number may run.</summary>
internal sealed partial class ActivationWorker(
    NpgsqlDataSource db, Activations activations, Outbox outbox, IOptions<ActivationOptions> settings, ILogger<ActivationWorker> logger) : BackgroundService
{
    private const int MaxClaim = 8;

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
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await RunOnceAsync(stoppingToken) == MaxClaim)
                {
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
                await Task.Delay(RelayBackoff.After(++failures), stoppingToken);
            }
        }
        outbox.Woken -= Wake;
    }

    /// <returns>How many were looked at.</returns>
    internal async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var claimed = await ActivationStore.ClaimAsync(db, MaxClaim, settings.Value.Lease, ct);
        // One that waits for an answer never holds up the others.
        await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = MaxClaim, CancellationToken = ct }, (id, token) => new(GuardAsync(id, token)));
        return claimed.Count;
    }

    // One that fails never holds up the others; its lease ends and it is tried again.
    private async Task GuardAsync(Guid id, CancellationToken ct)
    {
        try
        {
            await activations.RunAsync(id, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
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
