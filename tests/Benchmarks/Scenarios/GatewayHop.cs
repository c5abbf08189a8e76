using Grpc.Core;
using Grpc.Net.Client;
using SocialEnzyme.Hub.Benchmarks.Report;
using SocialEnzyme.Hub.Benchmarks.Support;
using SocialEnzyme.Hub.Benchmarks.Yardsticks;
using SocialEnzyme.Hub.Contracts.Needs.V1;

namespace SocialEnzyme.Hub.Benchmarks.Scenarios;

/// <summary>What the gateway adds to a call: the same need is asked for through it and past it, in turn.</summary>
internal sealed class GatewayHop() : Scenario("gateway", "GetNeed by gRPC through the gateway and directly, in turn, against a bare endpoint")
{
    private const int Calls = 2_000;

    public override async Task<IReadOnlyList<Figure>> RunAsync(Lab lab)
    {
        using var publisher = await lab.JoinAsync();
        await using var bare = await BareEndpoint.StartAsync();
        var id = (await publisher.Needs.PublishNeedAsync(Sample.Request(), publisher.Headers)).Need.Id;
        using var channel = GrpcChannel.ForAddress(lab.NeedsGrpc, new GrpcChannelOptions());
        var (through, direct) = (publisher.Needs, new NeedsService.NeedsServiceClient(channel.CreateCallInvoker()));
        var key = publisher.Headers;
        using var tokens = new DirectTokens(lab.SigningKey, publisher.Id);
        async Task AskAsync(NeedsService.NeedsServiceClient needs, Metadata headers) => await needs.GetNeedAsync(new GetNeedRequest { Id = id }, headers);
        await WarmUp.RunAsync(lab, () => Callers.TimesAsync(1, 500, async () =>
        {
            await AskAsync(through, key);
            await AskAsync(direct, tokens.Headers());
            await bare.AskAsync();
        }));
        var runs = await RepeatAsync(lab, async () =>
        {
            var (with, without, least) = (new double[Calls], new double[Calls], new double[Calls]);
            for (var i = 0; i < Calls; i++)
            {
                with[i] = await Callers.MillisecondsAsync(() => AskAsync(through, key));
                var headers = tokens.Headers();
                without[i] = await Callers.MillisecondsAsync(() => AskAsync(direct, headers));
                least[i] = await Callers.MillisecondsAsync(bare.AskAsync);
            }
            return new Hop(
                Figure.Percentile(with, 50) - Figure.Percentile(without, 50), Figure.Percentile(with, 99) - Figure.Percentile(without, 99),
                Figure.Percentile(without, 50), Figure.Percentile(without, 99), Figure.Percentile(least, 50), Figure.Percentile(least, 99));
        });
        var note = $"direct p50 {Table.Number(Figure.Median(runs.Select(run => run.Direct)))} ms, p99 {Table.Number(Figure.Median(runs.Select(run => run.DirectP99)))} ms; yardstick: a whole call of a bare endpoint";
        return
        [
            Figure.OfValue("gateway p50", "ms added", [.. runs.Select(run => run.Added)], "≤ 1 ms", added => added <= 1, Figure.Median(runs.Select(run => run.Bare)), note),
            Figure.OfValue("gateway p99", "ms added", [.. runs.Select(run => run.AddedP99)], "≤ 3 ms", added => added <= 3, Figure.Median(runs.Select(run => run.BareP99))),
        ];
    }

    private sealed record Hop(double Added, double AddedP99, double Direct, double DirectP99, double Bare, double BareP99);
}
