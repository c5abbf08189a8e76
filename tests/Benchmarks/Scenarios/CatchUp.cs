using System.Diagnostics;
using SocialEnzyme.Hub.Benchmarks.Report;
using SocialEnzyme.Hub.Benchmarks.Support;
using SocialEnzyme.Hub.Benchmarks.Yardsticks;

namespace SocialEnzyme.Hub.Benchmarks.Scenarios;

/// <summary>A subscriber that was away reads everything it missed.</summary>
internal sealed class CatchUp() : Scenario("catchup", "events by cursor on the gRPC stream, against reading the rows with Npgsql")
{
    public override async Task<IReadOnlyList<Figure>> RunAsync(Lab lab)
    {
        var events = lab.Options.Events;
        using var publisher = await lab.JoinAsync();
        using var reader = await lab.JoinAsync("civil");
        var subscription = await reader.SubscribeAsync(publisher);
        await publisher.Needs.PublishNeedAsync(Sample.Request(), publisher.Headers);
        await using (var first = await Listener.OpenAsync(reader, subscription, isKeeping: false)) await first.UntilAsync(1);
        await using var db = await lab.DatabaseAsync("opportunities");
        lab.Step($"writing {events:N0} events");
        await StoredEvents.CopyFirstAsync(db, Guid.Parse(subscription), events);
        await WarmUp.RunAsync(lab, () => ReadAsync(events / 10));
        var cpu = new CpuMeter(await lab.HubAsync());
        var costs = "";
        var runs = await RepeatAsync(lab, async () =>
        {
            var yardstick = await PerSecondAsync(events, async () => await StoredEvents.ReadAsync(db, Guid.Parse(subscription)));
            cpu.Restart();
            var value = await PerSecondAsync(events, () => ReadAsync(events));
            costs = cpu.PerPiece(events / 1_000.0);
            return (value, yardstick);
        });
        return
        [
            Figure.OfValue("catchup", "events/s", [.. runs.Select(run => run.value)], "≥ 50,000/s", value => value >= 50_000,
                Figure.Median(runs.Select(run => run.yardstick)), $"{events:N0} events; per 1,000: {costs}"),
        ];

        async Task ReadAsync(int count)
        {
            await using var listener = await Listener.OpenAsync(reader, subscription, isKeeping: false);
            await listener.UntilAsync(count);
        }
    }

    private static async Task<double> PerSecondAsync(int events, Func<Task> read)
    {
        var started = Stopwatch.GetTimestamp();
        await read();
        return events / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
