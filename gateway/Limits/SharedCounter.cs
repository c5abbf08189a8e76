using SocialEnzyme.Hub.ServiceDefaults.Redis;

namespace SocialEnzyme.Hub.Gateway.Limits;

/// <summary>Counts per window for all gateways together, in Redis.</summary>
internal sealed partial class SharedCounter(RedisConnection redis, TimeProvider clock, ILogger<SharedCounter> logger)
{
    // One round trip: count, begin the window with the first, and say what is left of it.
    private const string Script = """
        local used = redis.call('INCRBY', KEYS[1], ARGV[2])
        local left = redis.call('PTTL', KEYS[1])
        if left < 0 then
            redis.call('PEXPIRE', KEYS[1], ARGV[1])
            left = tonumber(ARGV[1])
        end
        return {used, left}
        """;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private long _silentUntil;

    /// <summary>Counts so many more; null when Redis is away, which costs a caller nothing but the first wait.</summary>
    public async ValueTask<Standing?> AddAsync(string key, int count, TimeSpan window)
    {
        if (clock.GetTimestamp() < Volatile.Read(ref _silentUntil) || !redis.Current.IsConnected)
        {
            return null;
        }
        try
        {
            var answer = (long[]?)await redis.Current.GetDatabase()
                .ScriptEvaluateAsync(Script, [key], [(long)window.TotalMilliseconds, count])
                .WaitAsync(AnswerWithin, clock);
            return answer is [var used, var left] ? new Standing(used, TimeSpan.FromMilliseconds(left)) : null;
        }
        catch (Exception error) when (RedisConnection.IsAway(error))
        {
            Volatile.Write(ref _silentUntil, clock.GetTimestamp() + (long)(Pause.TotalSeconds * clock.TimestampFrequency));
            LogAway(error.Message);
            return null;
        }
    }

    [LoggerMessage(6101, LogLevel.Warning, "Redis is away; this gateway limits by itself: {Reason}")]
    private partial void LogAway(string reason);
}
