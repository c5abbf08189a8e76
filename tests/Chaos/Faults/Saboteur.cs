using System.Diagnostics;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Faults;

/// <summary>
/// Kills a part of the hub with -9 and waits until it is back; what dies is drawn by the seed, each part once before any dies again.
/// </summary>
/// <param name="isStarved">Whether so little was published that what publishing needs must be left alone for a while.</param>
internal sealed class Saboteur(Ground ground, int seed, Func<bool> isStarved, IProgress<string> progress)
{
    // At the latest so long after one kill comes the next, whether or not the first is mended: seven a minute at least.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8), RecoveryLimit = TimeSpan.FromMinutes(3);

    // Without one of the first four nothing is published. Without the others much else does not work, and is made up for.
    private static readonly string[] Needed = ["needs", "participants", "gateway", "postgres"];

    private static readonly string[] Targets = [.. Needed, "offers", "opportunities", "partnerships", "impact", "rabbitmq", "redis"];

    private readonly List<string> _deck = [];
    private readonly HashSet<string> _down = [];
    private readonly List<Task> _mending = [];
    private readonly Lock _gate = new();

    /// <summary>What took longest to come back, and how long.</summary>
    public (string Target, TimeSpan Time) Slowest { get; private set; } = ("", TimeSpan.Zero);

    public async Task RunAsync(CancellationToken stop)
    {
        var random = new Random(seed);
        await PauseAsync(TimeSpan.FromSeconds(2), stop);
        while (!stop.IsCancellationRequested)
        {
            var mending = KillOne(random);
            var (pause, overlaps) = (TimeSpan.FromSeconds(1 + (2 * random.NextDouble())), random.Next(4) == 0);
            await Task.WhenAny(overlaps ? Task.CompletedTask : mending, Task.Delay(Longest - pause, CancellationToken.None));
            await PauseAsync(pause, stop);
        }
        await Task.WhenAll(_mending);
    }

    private static Task PauseAsync(TimeSpan time, CancellationToken stop) => Task.Delay(time, stop).ContinueWith(_ => { }, TaskScheduler.Default);

    private Task KillOne(Random random)
    {
        var target = Draw(random);
        lock (_gate) _down.Add(target);
        var mending = MendAsync(target);
        _mending.Add(mending);
        return mending;
    }

    private string Draw(Random random)
    {
        if (_deck.Count < Targets.Length)
        {
            var more = Targets.ToArray();
            random.Shuffle(more);
            _deck.AddRange(more);
        }
        var isStarving = isStarved();
        lock (_gate)
        {
            var target = _deck.Find(target => !_down.Contains(target) && !(isStarving && Needed.Contains(target))) ?? _deck.Find(target => !_down.Contains(target)) ?? _deck[0];
            _deck.Remove(target);
            return target;
        }
    }

    private async Task MendAsync(string target)
    {
        var started = Stopwatch.GetTimestamp();
        progress.Report($"kill -9 {target}");
        try
        {
            await KillAsync(target);
            ground.Tally.Add("kills");
            ground.Tally.Add("killed " + target);
            await BackAsync(target);
            Note(target, Stopwatch.GetElapsedTime(started));
        }
        catch (Exception error) when (error is InvalidOperationException or TimeoutException)
        {
            ground.Findings.Broken($"{target} did not come back after it was killed: {error.Message}");
        }
        finally
        {
            lock (_gate) _down.Remove(target);
        }
    }

    private Task KillAsync(string target) => target switch
    {
        "rabbitmq" => ground.Hub.Servers.RabbitMq.KillAsync(),
        "postgres" => ground.Hub.Servers.Postgres.KillAsync(),
        "redis" => ground.Hub.Servers.Redis.KillAsync(),
        _ => ground.Hub.Services[target].KillAsync(),
    };

    private async Task BackAsync(string target)
    {
        switch (target)
        {
            case "rabbitmq": await ground.Hub.Servers.RabbitMq.StartAgainAsync(CancellationToken.None); break;
            case "postgres": await ground.Hub.Servers.Postgres.StartAgainAsync(CancellationToken.None); break;
            case "redis": await ground.Hub.Servers.Redis.StartAgainAsync(CancellationToken.None); break;
            default: await ReadyAsync(ground.Hub.Services[target]); break;
        }
    }

    /// <summary>Started again by whoever watches over it; ready when it says so.</summary>
    private static async Task ReadyAsync(ServiceProcess service)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < RecoveryLimit; await Task.Delay(100))
        {
            try
            {
                if (await service.IsReadyAsync(CancellationToken.None)) return;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
            {
                // Not yet.
            }
        }
        throw new TimeoutException($"not ready within {RecoveryLimit.TotalMinutes:0} minutes");
    }

    private void Note(string target, TimeSpan time)
    {
        progress.Report($"{target} is back after {time.TotalSeconds:0.0} s");
        lock (_gate)
        {
            if (time > Slowest.Time) Slowest = (target, time);
        }
    }
}
