using OpenTelemetry;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>Runs the rounds that are due. Any number may run: each claims its own.</summary>
internal sealed partial class RoundWorker(AskRound round, CallOutSignals signals, ILogger<RoundWorker> logger) : BackgroundService
{
    // What is due by its time, and what another replica started, is found by this timer at the latest.
    private static readonly TimeSpan Net = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A question that is asked twice a second is no trace worth keeping.
        using var quiet = SuppressInstrumentationScope.Begin();
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await round.RunAsync(stoppingToken))
                {
                }
                failures = 0;
                await signals.Rounds.WaitAsync(Net, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // Nothing was written; the round is still due.
                LogFailed(error);
                await Task.Delay(RelayBackoff.After(++failures), stoppingToken);
            }
        }
    }

    [LoggerMessage(3262, LogLevel.Error, "A round of a call-out failed and is tried again")]
    private partial void LogFailed(Exception error);
}
