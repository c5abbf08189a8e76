using System.Diagnostics;
using SocialEnzyme.Hub.Benchmarks.Report;
using SocialEnzyme.Hub.Benchmarks.Support;
using SocialEnzyme.Hub.Contracts.Needs.V1;

namespace SocialEnzyme.Hub.Benchmarks.Scenarios;

/// <summary>A hundred endpoints: how fast they are served, and whether those that fail are felt by those that do not.</summary>
internal sealed class Webhooks() : Scenario("webhooks", "100 receivers of which 5 fail")
{
    private const int Count = 100;
    private const int Failing = 5;
    private const int Burst = 200;
    private const int PerSecond = 10;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(6);

    public override async Task<IReadOnlyList<Figure>> RunAsync(Lab lab)
    {
        using var publisher = await lab.JoinAsync();
        using var reader = await lab.JoinAsync("civil");
        await using var receivers = await Receivers.StartAsync(Count);
        foreach (var url in receivers.Urls) await receivers.ConfirmedAsync(reader, await reader.SubscribeAsync(publisher, "webhook", url));
        await WarmUp.RunAsync(lab, BurstAsync);
        var cpu = new CpuMeter(await lab.HubAsync());
        var rates = await RepeatAsync(lab, BurstAsync);
        var costs = cpu.PerPiece(lab.Options.Runs * Burst * Count);
        var well = await RepeatAsync(lab, () => P99Async(Count));
        receivers.Fail(Failing);
        await P99Async(Count - Failing);
        var ill = await RepeatAsync(lab, () => P99Async(Count - Failing));
        // What three runs without failures differ among themselves is not the failures' doing.
        var allowed = (1.1 * Figure.Median(well)) + (well.Max() - well.Min());
        return
        [
            Figure.OfValue("webhooks", "deliveries/s", rates, "≥ 2,000/s", rate => rate >= 2_000, note: costs),
            Figure.OfValue("webhooks p99 of healthy", "ms", ill, $"≤ {Table.Number(allowed)} ms (1.1 × + spread)", p99 => p99 <= allowed, Figure.Median(well)),
        ];

        async Task<double> BurstAsync()
        {
            var before = receivers.Delivered;
            var started = Stopwatch.GetTimestamp();
            using var call = publisher.Needs.PublishNeeds(publisher.Headers);
            for (var i = 0; i < Burst; i++) await call.RequestStream.WriteAsync(new PublishNeedsRequest { Need = Sample.Request() });
            await call.RequestStream.CompleteAsync();
            await call.ResponseAsync;
            await receivers.UntilAsync(before + (Burst * Count));
            return Burst * Count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        async Task<double> P99Async(int healthy)
        {
            var before = receivers.Delivered;
            var accepted = await Paced.PublishAsync(publisher, PerSecond, Time);
            await receivers.UntilAsync(before + (accepted.Count * healthy));
            return Figure.Percentile(receivers.Take().Where(arrival => accepted.ContainsKey(arrival.Need))
                .Select(arrival => Math.Max(0, Stopwatch.GetElapsedTime(accepted[arrival.Need], arrival.At).TotalMilliseconds)), 99);
        }
    }
}
