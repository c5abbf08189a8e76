using SocialEnzyme.Hub.Benchmarks.Report;
using SocialEnzyme.Hub.Benchmarks.Support;
using SocialEnzyme.Hub.Benchmarks.Yardsticks;

namespace SocialEnzyme.Hub.Benchmarks.Scenarios;

/// <summary>Needs published one by one by gRPC through the gateway, each committed when it is answered.</summary>
internal sealed class Publish() : Scenario("publish", "one need a call by gRPC through the gateway, 32 in parallel, against two-row inserts")
{
    private const int Parallel = 32;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(4);

    public override async Task<IReadOnlyList<Figure>> RunAsync(Lab lab)
    {
        using var publisher = await lab.JoinAsync();
        await using var pipeline = await Pipeline.OpenAsync(lab);
        await using var rows = await TwoRowInsert.OpenAsync(lab, Parallel);
        var needs = publisher.Needs;
        var headers = publisher.Headers;
        Func<Task> publish = async () => await needs.PublishNeedAsync(Sample.Request(), headers);
        await WarmUp.RunAsync(lab, () => Callers.TimesAsync(Parallel, 1_000, publish));
        await WarmUp.RunAsync(lab, () => Callers.TimesAsync(Parallel, 1_000, rows.InsertAsync));
        var cpu = new CpuMeter(await lab.HubAsync());
        var (yardstickCosts, costs) = ("", "");
        var runs = await RepeatAsync(lab, async () =>
        {
            // What the last run left behind would be paid by this one's yardstick.
            await pipeline.SettleAsync();
            cpu.Restart();
            var yardstick = await Callers.PerSecondAsync(Parallel, Time, rows.InsertAsync);
            yardstickCosts = cpu.PerPiece(yardstick * Time.TotalSeconds);
            cpu.Restart();
            var value = await Callers.PerSecondAsync(Parallel, Time, publish);
            costs = cpu.PerPiece(value * Time.TotalSeconds);
            return (value, yardstick);
        });
        await pipeline.SettleAsync();
        return [Figure.OfRatio("publish", "needs/s", runs, "≥ 0.5 × two-row insert", ratio => ratio >= 0.5, $"{costs}; yardstick: {yardstickCosts}")];
    }
}
