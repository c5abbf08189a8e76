namespace SocialEnzyme.Hub.Gateway.Credentials;

/// <summary>Keeps the answers young: several times a second participants are asked about all keys in use.</summary>
internal sealed partial class CredentialRefresher(
    CredentialCache cache, CredentialOptions options, TimeProvider clock, ILogger<CredentialRefresher> logger) : BackgroundService
{
    // So many looks at the clock for each question, so that "too old" is noticed in time.
    private const int SweepsPerRefresh = 4;

    private int _underWay;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.RefreshEvery / SweepsPerRefresh, clock);
        for (var tick = 0; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            // A question that hangs does not keep the next from being asked.
            if (tick % SweepsPerRefresh == 0 && Volatile.Read(ref _underWay) < CredentialOptions.MaxQuestions)
            {
                _ = RefreshAsync();
            }
            cache.Sweep();
        }
    }

    private async Task RefreshAsync()
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            await cache.RefreshAsync();
        }
        catch (Exception error)
        {
            // Whatever it was: the sweep aborts what stays unconfirmed, and the next tick asks again.
            LogFailed(error);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    [LoggerMessage(6003, LogLevel.Error, "Asking about the keys in use failed")]
    private partial void LogFailed(Exception error);
}
