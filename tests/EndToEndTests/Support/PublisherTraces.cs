using System.Security.Cryptography;
using SocialEnzyme.Hub.AppHost.Tracing;

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>Publishes needs, each in a trace that the publisher's own system began, and judges what became of the traces.</summary>
internal static class PublisherTraces
{
    /// <summary>Null for each trace that is whole, else where it breaks.</summary>
    public static async Task<IReadOnlyList<string?>> BreaksAsync(TestHub hub, int needs)
    {
        using var publisher = await hub.JoinAsync();
        using var subscriber = await hub.JoinAsync("market", "company");
        var subscription = await subscriber.SubscribeAsync(publisher, "grpc");
        await using var portal = Portal.Open(subscription, hub.Local.Addresses.Grpc);
        var traces = new Dictionary<string, string>();
        for (var i = 0; i < needs; i++)
        {
            var (trace, span) = (RandomNumberGenerator.GetHexString(32, lowercase: true), RandomNumberGenerator.GetHexString(16, lowercase: true));
            var answer = await publisher.SendAsync(HttpMethod.Post, "/v1/needs", Some.Need(), default, ("traceparent", $"00-{trace}-{span}-01"));
            traces[(string)answer.Expect(System.Net.HttpStatusCode.Created).Body["id"]!] = trace;
        }
        await Eventually.Is("all are on the stream", () => portal.Events.Count == needs);
        // A trace is complete when its outermost step has been reported, and that of its innermost, wherever it hangs.
        await Eventually.Is("every step was reported", () => traces.All(each =>
            hub.Local.Traces.Trace(each.Value).Any(step => step.Service == "gateway")
            && hub.Local.Traces.OfNeed(each.Key).Any(trace => trace.Any(WholeTrace.IsDelivery) && trace.Any(step => step.Service == "needs"))));
        IReadOnlyList<string?> breaks = [];
        // Steps of the same trace come from three processes; what is whole once stays so.
        var until = Environment.TickCount64 + 5_000;
        do
        {
            breaks = [.. traces.Values.Select(trace => WholeTrace.Of(hub.Local.Traces.Trace(trace)).Break)];
            if (breaks.All(each => each is null)) break;
            await Task.Delay(100);
        }
        while (Environment.TickCount64 < until);
        return breaks;
    }
}
