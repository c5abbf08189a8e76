using SocialEnzyme.Hub.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace SocialEnzyme.Hub.Opportunities.Channels;

/// <summary>Passes wake-ups on to the other replicas over Redis, a few times a second at most. Without Redis they look by themselves.</summary>
internal sealed partial class ReplicaWakeups(Wakeups wakeups, RedisConnection redis, ILogger<ReplicaWakeups> logger) : BackgroundService
{
    // More than this and naming them costs more than letting everybody look.
    private const int MaxNamed = 500;

    private static readonly RedisChannel Channel = new("opportunities:woken", RedisChannel.PatternMode.Literal);
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private readonly Guid _self = Guid.NewGuid();
    private readonly Signal _waiting = new();
    private readonly Lock _lock = new();
    private HashSet<Guid> _woken = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        wakeups.Woken += Collect;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var connection = redis.Current;
                var subscriber = connection.GetSubscriber();
                await subscriber.SubscribeAsync(Channel, (_, message) => Receive(message));
                // A connection that took the place of this one knows nothing of what was subscribed to.
                while (ReferenceEquals(connection, redis.Current))
                {
                    if (await _waiting.WaitAsync(Retry, stoppingToken))
                    {
                        await Task.Delay(Debounce, stoppingToken);
                        await subscriber.PublishAsync(Channel, Write(), CommandFlags.FireAndForget);
                    }
                }
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogAway(error.GetType().Name);
                await Task.Delay(Retry, stoppingToken);
            }
        }
    }

    public override void Dispose()
    {
        wakeups.Woken -= Collect;
        _waiting.Dispose();
        base.Dispose();
    }

    private void Collect(IReadOnlyCollection<Guid> subscriptions)
    {
        lock (_lock)
        {
            _woken.UnionWith(subscriptions);
        }
        _waiting.Set();
    }

    private string Write()
    {
        HashSet<Guid> woken;
        lock (_lock)
        {
            (woken, _woken) = (_woken, []);
        }
        return woken.Count > MaxNamed ? $"{_self} *" : $"{_self} {string.Join(' ', woken)}";
    }

    private void Receive(string? message)
    {
        var words = (message ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || words[0] == _self.ToString())
        {
            return;
        }
        wakeups.WakeHere(words[1] == "*" ? null : [.. words.Skip(1).Select(word => Guid.TryParse(word, out var id) ? id : Guid.Empty)]);
    }

    [LoggerMessage(3101, LogLevel.Warning, "Other replicas are not woken and look by themselves: {Reason}")]
    private partial void LogAway(string reason);
}
