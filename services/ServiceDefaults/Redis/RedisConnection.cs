using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace SocialEnzyme.Hub.ServiceDefaults.Redis;

/// <summary>
/// The connection to Redis, and another one in its place when it stays silent although Redis takes new ones. StackExchange.Redis 1.2 can lose its
/// socket for good when it is reset; whoever holds on to that multiplexer would be without Redis until the process ends.
/// </summary>
public sealed partial class RedisConnection(ConfigurationOptions options, TimeProvider clock, ILogger<RedisConnection> logger) : BackgroundService
{
    // It reconnects by itself within a few of these when all is well with it.
    private const int Patience = 3;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private ConnectionMultiplexer? _current;
    private object? _lock;
    private bool _isMade;

    /// <summary>To be asked for at each use, for it may be another one. The first use waits for the connection, at most the connect timeout.</summary>
    public ConnectionMultiplexer Current => LazyInitializer.EnsureInitialized(ref _current, ref _isMade, ref _lock, () => ConnectionMultiplexer.Connect(options))!;

    /// <summary>True when it says that Redis, or the connection to it, is away; what one does without is the caller's to know.</summary>
    public static bool IsAway(Exception error) => error is RedisException or TimeoutException or ObjectDisposedException;

    public override void Dispose()
    {
        _current?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var silent = 0;
        using var timer = new PeriodicTimer(Look, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            silent = await AnswersAsync() ? 0 : silent + 1;
            if (silent >= Patience && await ReplaceAsync())
            {
                silent = 0;
            }
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await Current.GetDatabase().PingAsync().WaitAsync(Look, clock);
            return true;
        }
        catch (Exception error) when (IsAway(error))
        {
            return false;
        }
    }

    /// <returns>False: Redis itself is away.</returns>
    private async Task<bool> ReplaceAsync()
    {
        ConnectionMultiplexer? fresh = null;
        try
        {
            fresh = await ConnectionMultiplexer.ConnectAsync(options);
            if (fresh.IsConnected)
            {
                LogReplacing(Patience * Look.TotalSeconds);
                // Who is about to use the old one gets an error, as before, and turns to the new one.
                fresh = Interlocked.Exchange(ref _current, fresh);
                return true;
            }
        }
        catch (Exception error)
        {
            LogAway(error.GetType().Name);
        }
        finally
        {
            if (fresh is not null)
            {
                await fresh.CloseAsync(allowCommandsToComplete: false);
            }
        }
        return false;
    }

    [LoggerMessage(1232, LogLevel.Warning, "The connection to Redis is silent for {Seconds} s although Redis answers: there is another one in its place")]
    private partial void LogReplacing(double seconds);

    [LoggerMessage(1233, LogLevel.Warning, "Redis cannot be reached: {Reason}")]
    private partial void LogAway(string reason);
}
