using System.Diagnostics;
using SocialEnzyme.Hub.Benchmarks.Report;
using SocialEnzyme.Hub.Benchmarks.Support;
using SocialEnzyme.Hub.Benchmarks.Yardsticks;

namespace SocialEnzyme.Hub.Benchmarks.Scenarios;

/// <summary>What goes all the way: published, matched and received by ten subscribers each.</summary>
internal sealed class Sustained() : Scenario("sustained", "publish, match and deliver to 10 subscribers each, against bare MassTransit")
{
    private const int Parallel = 32;
    private const int Subscribers = 10;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(5);

    public override async Task<IReadOnlyList<Figure>> RunAsync(Lab lab)
    {
        using var publisher = await lab.JoinAsync();
        using var reader = await lab.JoinAsync("civil");
        var listeners = new List<Listener>();
        for (var i = 0; i < Subscribers; i++) listeners.Add(await Listener.OpenAsync(reader, await reader.SubscribeAsync(publisher)));
        await using var bus = await BareMassTransit.StartAsync(lab);
        await WarmUp.RunAsync(lab, () => GoAllTheWayAsync(TimeSpan.FromSeconds(2)));
        await WarmUp.RunAsync(lab, () => bus.PerSecondAsync(Parallel, 2_000));
        var cpu = new CpuMeter(await lab.HubAsync());
        var (confirmed, costs) = (new List<double>(), "");
        var runs = await RepeatAsync(lab, async () =>
        {
            confirmed.Add(await ConfirmedPublish.PerSecondAsync(lab, Parallel, 3_200));
            var yardstick = await bus.PerSecondAsync(Parallel, 5_000);
            cpu.Restart();
            var (needs, time) = await GoAllTheWayAsync(Time);
            costs = cpu.PerPiece(needs);
            return (needs / time.TotalSeconds, yardstick);
        });
        foreach (var listener in listeners) await listener.DisposeAsync();
        var note = $"{costs}; the broker's own client with confirms: {Table.Number(Figure.Median(confirmed))} messages/s";
        return [Figure.OfRatio("sustained", "needs/s", runs, "≥ 0.35 × MassTransit", ratio => ratio >= 0.35, note)];

        async Task<(int Needs, TimeSpan Time)> GoAllTheWayAsync(TimeSpan time)
        {
            var (before, published) = (listeners[0].Count, 0);
            var (needs, headers) = (publisher.Needs, publisher.Headers);
            var started = Stopwatch.GetTimestamp();
            await Callers.PerSecondAsync(Parallel, time, async () =>
            {
                await needs.PublishNeedAsync(Sample.Request(), headers);
                Interlocked.Increment(ref published);
            });
            await Task.WhenAll(listeners.Select(listener => listener.UntilAsync(before + published)));
            return (published, Stopwatch.GetElapsedTime(started));
        }
    }
}
