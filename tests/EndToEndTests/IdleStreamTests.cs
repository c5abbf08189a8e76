using System.Diagnostics;
using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests;

public sealed class IdleStreamTests(SharedHub shared) : IClassFixture<SharedHub>
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_stream_stays_open_through_the_gateway_while_nothing_happens_for_five_minutes()
    {
        using var publisher = await shared.Hub.JoinAsync();
        using var subscriber = await shared.Hub.JoinAsync("market", "company");
        var subscription = await subscriber.SubscribeAsync(publisher, "grpc");
        await using var portal = Portal.Open(subscription, shared.Hub.Local.Addresses.Grpc);

        await Eventually.Is("heartbeats have come for five minutes",
            () => portal.Heartbeats is [var first, .., var last] && Stopwatch.GetElapsedTime(first, last) >= Idle, Idle + TimeSpan.FromMinutes(1.5));
        Assert.Equal(1, portal.Opened);
        Assert.Empty(portal.Events);
        Assert.All(portal.Heartbeats.Zip(portal.Heartbeats.Skip(1)), pair =>
            Assert.InRange(Stopwatch.GetElapsedTime(pair.First, pair.Second), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(25)));

        var need = await publisher.PublishAsync(Some.Need());
        await Eventually.Is("the need is on the stream", () => portal.Events.Any(each => each.NeedId == need), TimeSpan.FromSeconds(20));
        Assert.Equal(1, portal.Opened);
    }
}
