using Microsoft.Extensions.Options;

namespace SocialEnzyme.Hub.Opportunities.Reconciliation;

/// <summary>Compares again and again. Of several replicas one does, and the others find it done.</summary>
internal sealed partial class ReconciliationJob(
    Reconciler reconciler, IOptions<ReconciliationOptions> options, TimeProvider clock, ILogger<ReconciliationJob> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.Interval, clock, stoppingToken);
            try
            {
                await reconciler.RunAsync(unlessSince: clock.GetUtcNow() - (options.Value.Interval / 2), stoppingToken);
            }
            // Whatever it was: what was not compared is compared next time.
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(3303, LogLevel.Error, "Reconciliation failed and is tried again later")]
    private partial void LogFailed(Exception error);
}
