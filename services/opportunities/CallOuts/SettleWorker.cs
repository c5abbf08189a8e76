using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>Finishes calls to needs that were cut off, and gives places that came back to those who wait.</summary>
internal sealed partial class SettleWorker(
    NpgsqlDataSource db, Settlement settlement, Promotion promotion, CallOutSignals signals, IOptions<CallOutOptions> options,
    ILogger<SettleWorker> logger) : BackgroundService
{
    private const int MaxClaim = 64;

    // Each waits for needs at most as long as one call may take; more at once would only press a needs that is in trouble.
    private const int Concurrency = 8;

    private static readonly TimeSpan Net = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = SuppressInstrumentationScope.Begin();
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
                failures = 0;
                await signals.Settle.WaitAsync(Net, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogFailed(error);
                await Task.Delay(RelayBackoff.After(++failures), stoppingToken);
            }
        }
    }

    internal async Task RunOnceAsync(CancellationToken ct)
    {
        var limit = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = ct };
        var cutOff = await AskStore.ClaimUnderWayAsync(db, options.Value.SettleAfter, MaxClaim, ct);
        await Parallel.ForEachAsync(cutOff, limit, (ask, token) => new(GuardAsync(() => settlement.FinishAsync(ask, token), ask.CallOutId, token)));
        var vacant = await CallOutStore.VacantAsync(db, MaxClaim, ct);
        await Parallel.ForEachAsync(vacant, limit, (id, token) => new(GuardAsync(() => promotion.RunAsync(id, token), id, token)));
    }

    // One that fails never holds up the others.
    private async Task GuardAsync(Func<Task> work, Guid callOut, CancellationToken ct)
    {
        try
        {
            await work();
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            LogNotSettled(callOut, error);
        }
    }

    [LoggerMessage(3263, LogLevel.Error, "Settling failed and goes on")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(3264, LogLevel.Error, "Something of call-out {CallOut} was not settled and is tried again")]
    private partial void LogNotSettled(Guid callOut, Exception error);
}
