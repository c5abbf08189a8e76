using System.Diagnostics;
using SocialEnzyme.Hub.Benchmarks.Report;
using SocialEnzyme.Hub.Benchmarks.Support;
using SocialEnzyme.Hub.Benchmarks.Yardsticks;

namespace SocialEnzyme.Hub.Benchmarks.Scenarios;

/// <summary>From the answer that a need is accepted to its event on an open stream, while 200 a second come.</summary>
internal sealed class Latency() : Scenario("latency", "accepted to received on an open gRPC stream at 200 needs/s, against one commit and one broker hop")
{
    private const int PerSecond = 200;
    private const int Asked = 200;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(6);

    public override async Task<IReadOnlyList<Figure>> RunAsync(Lab lab)
    {
        using var publisher = await lab.JoinAsync();
        using var reader = await lab.JoinAsync("civil");
        await using var rows = await TwoRowInsert.OpenAsync(lab, 1);
        await using var bus = await BareMassTransit.StartAsync(lab);
        await using var listener = await Listener.OpenAsync(reader, await reader.SubscribeAsync(publisher));
        await WarmUp.RunAsync(lab, DelaysAsync);
        var cpu = new CpuMeter(await lab.HubAsync());
        var costs = "";
        var runs = await RepeatAsync(lab, async () =>
        {
            var least = await MedianAsync(rows.InsertAsync) + await MedianAsync(bus.HopAsync);
            cpu.Restart();
            var delays = await DelaysAsync();
            costs = cpu.PerPiece(delays.Count);
            return (P50: Figure.Percentile(delays, 50), P99: Figure.Percentile(delays, 99), Least: least);
        });
        return
        [
            Figure.OfRatio("latency p50", "ms", [.. runs.Select(run => (run.P50, run.Least))], "≤ 3 × (commit + hop)", ratio => ratio <= 3, costs),
            Figure.OfValue("latency p99", "ms", [.. runs.Select(run => run.P99)], "≤ 50 ms", delay => delay <= 50, Figure.Median(runs.Select(run => run.Least))),
        ];

        async Task<IReadOnlyList<double>> DelaysAsync()
        {
            var before = listener.Count;
            var accepted = await Paced.PublishAsync(publisher, PerSecond, Time);
            await listener.UntilAsync(before + accepted.Count);
            // An event may overtake the answer.
            return [.. accepted.Select(need => Math.Max(0, Stopwatch.GetElapsedTime(need.Value, listener.Arrivals[need.Key]).TotalMilliseconds))];
        }
    }

    private static async Task<double> MedianAsync(Func<Task> work)
    {
        var times = new double[Asked];
        for (var i = 0; i < Asked; i++) times[i] = await Callers.MillisecondsAsync(work);
        return Figure.Percentile(times, 50);
    }
}
