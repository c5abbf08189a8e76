using System.Security.Cryptography;
using Grpc.Core;
using SocialEnzyme.Hub.AppHost.Sample;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.AppHost.Tracing;

namespace SocialEnzyme.Hub.AppHost.Once;

/// <summary>What the play counted.</summary>
/// <param name="Hours">Of volunteers, approved; other kinds are never added to them.</param>
public sealed record OnceResult(int Needs, int Matched, int Delivered, int Partnerships, int Hours, int Traces)
{
    /// <summary>The last line of a play that went well.</summary>
    public override string ToString() =>
        $"OK needs={Needs} matched={Matched} delivered={Delivered} partnerships={Partnerships} hours={Hours} traces={Traces}";
}

/// <summary>A need that was published in the play: under which id, and in which trace.</summary>
public sealed record PublishedNeed(SampleNeed Sample, string PublisherId, string Id, string TraceId);

/// <summary>Plays the sample through the whole path of a running hub, with real receivers, and checks what they got.</summary>
public sealed class OncePlay(LocalHub hub, IProgress<string>? progress)
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <exception cref="PlayFailedException">Something was not as it should be.</exception>
    public async Task<OnceResult> PlayAsync(CancellationToken ct)
    {
        var loader = new SampleLoader(hub);
        progress?.Report("Registering the publishers of the sample");
        var publishers = await loader.RegisterAsync(ct);

        var plan = FilterPlan.For(publishers[SamplePublisher.OfTheSources].Id);
        progress?.Report($"Subscribing to {plan.Count} filters on each of three channels");
        await using var audience = await Audience.GatherAsync(hub, plan, ct);

        SampleNeed[] needs = [.. SampleCases.Needs, CallOutPlay.Need];
        progress?.Report($"Publishing {needs.Length} needs, half by REST and half by gRPC");
        var published = new List<PublishedNeed>();
        foreach (var (number, need) in needs.Index())
            published.Add(await PublishAsync(loader, need, publishers[need.Publisher], byRest: number % 2 == 0, ct));

        progress?.Report("Waiting until every delivery was acknowledged");
        var expected = Expected(plan, published);
        await audience.SettleAsync(expected, Limit, ct);
        var delivered = audience.Verify(expected);

        progress?.Report("Waiting until every trace is whole");
        var traces = await WholeTracesAsync(published, ct);

        progress?.Report("Two firms offer hours; the hub suggests them, and both sides say yes");
        var matched = await new MatchPlay(hub, publishers, published).PlayAsync(ct);

        progress?.Report("Two neighbours are wanted: a call-out asks the nearest volunteers");
        await new CallOutPlay(hub, publishers[CallOutPlay.Need.Publisher], published[^1]).PlayAsync(ct);

        progress?.Report("Four parties of three sectors write one agreement; what they promise is reserved, it becomes active, and its hours are counted");
        var (partnerships, hours) = await new PartnershipPlay(hub, publishers, published).PlayAsync(ct);
        return new OnceResult(published.Count, matched, delivered, partnerships, hours, traces);
    }

    /// <summary>Which needs each filter meets, by the oracle.</summary>
    static Dictionary<string, IReadOnlySet<string>> Expected(IReadOnlyList<PlannedFilter> plan, List<PublishedNeed> published) =>
        plan.ToDictionary(filter => filter.Name, filter => (IReadOnlySet<string>)published
            .Where(need => Oracle.Meets(need.Sample.Content, need.PublisherId, filter.Filter))
            .Select(need => need.Id)
            .ToHashSet());

    /// <summary>Publishing is safe to repeat, by the need's reference; each try is a trace of its own, as it would be in the publisher's system.</summary>
    async Task<PublishedNeed> PublishAsync(SampleLoader loader, SampleNeed need, RegisteredPublisher publisher, bool byRest, CancellationToken ct)
    {
        for (var tried = 1; ; tried++)
        {
            // The publisher's own system begins the trace, and reports its part to nobody here.
            var trace = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            var parent = $"00-{trace}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}-01";
            try
            {
                var id = byRest
                    ? await loader.PublishByRestAsync(need, publisher.Key, parent, ct)
                    : await loader.PublishByGrpcAsync(need, publisher.Key, parent, ct);
                return new PublishedNeed(need, publisher.Id, id, trace);
            }
            catch (Exception e) when (e is HttpRequestException or RpcException { StatusCode: StatusCode.Unavailable } && tried < 4)
            {
                progress?.Report($"'{need.Reference}' was broken off ({e.Message}); publishing it again");
                await Task.Delay(TimeSpan.FromMilliseconds(300 * tried), ct);
            }
            catch (Exception e) when (e is HubRefusedException or RpcException or HttpRequestException)
            {
                throw new PlayFailedException("needs", $"the need '{need.Reference}' was not accepted by {(byRest ? "REST" : "gRPC")}: {e.Message}");
            }
        }
    }

    async Task<int> WholeTracesAsync(List<PublishedNeed> published, CancellationToken ct)
    {
        await Settle.UntilAsync(() => Task.FromResult(published.TrueForAll(need => Judge(need).IsWhole)), TimeSpan.FromSeconds(20), ct);
        if (published.Find(need => !Judge(need).IsWhole) is { } broken)
        {
            progress?.Report($"The trace of '{broken.Sample.Reference}' is broken: {Judge(broken).Break}");
            foreach (var line in Waterfall.Of(hub.Traces.Trace(broken.TraceId)).Split('\n')) progress?.Report("  " + line);
        }
        return published.Count(need => Judge(need).IsWhole);
    }

    WholeTrace Judge(PublishedNeed need) => WholeTrace.Of(hub.Traces.Trace(need.TraceId));
}

/// <summary>The play found the hub wanting.</summary>
/// <param name="service">Whose log tells more.</param>
public sealed class PlayFailedException(string service, string reason) : Exception(reason)
{
    public string Service { get; } = service;
}

/// <summary>Waits for a reason, up to a limit.</summary>
static class Settle
{
    /// <summary>False when the limit came first.</summary>
    public static async Task<bool> UntilAsync(Func<Task<bool>> holds, TimeSpan limit, CancellationToken ct)
    {
        var end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        while (!await holds())
        {
            if (Environment.TickCount64 > end) return false;
            await Task.Delay(100, ct);
        }
        return true;
    }
}
