using System.Diagnostics;
using System.Net;
using Grpc.Core;
using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests;

/// <summary>What was answered with success is delivered, whatever is killed.</summary>
public sealed class FaultTests(FaultHub faults) : IClassFixture<FaultHub>
{
    private const int Needs = 2_000;
    private readonly TestHub _hub = faults.Hub;

    [Fact]
    public Task Every_need_is_delivered_once_although_needs_is_killed_while_2000_are_published() =>
        PublishWhileAsync(() => KillAsync("needs"));

    [Fact]
    public Task Every_need_is_delivered_once_although_opportunities_is_killed_while_2000_are_published() =>
        PublishWhileAsync(() => KillAsync("opportunities"));

    [Fact]
    public Task Every_need_is_delivered_once_although_the_broker_is_killed_while_2000_are_published() =>
        PublishWhileAsync(async () =>
        {
            await _hub.Local.Servers.RabbitMq.KillAsync();
            await _hub.Local.Servers.RabbitMq.StartAgainAsync(CancellationToken.None);
        });

    [Fact]
    public async Task A_revoked_key_ends_its_open_stream_within_a_second_although_the_broker_is_down()
    {
        using var publisher = await _hub.JoinAsync();
        using var subscriber = await _hub.JoinAsync("market", "company");
        using var spare = await _hub.IssueAsync(subscriber.Id, "subscriptions:manage");
        var subscription = await subscriber.SubscribeAsync(publisher, "grpc");
        await using var portal = Portal.Open(subscription, _hub.Local.Addresses.Grpc);
        await using var untouched = Portal.Open(subscription with { Owner = spare }, _hub.Local.Addresses.Grpc, acknowledges: false);
        await publisher.PublishAsync(Some.Need());
        await Eventually.Is("both streams are open", () => portal.Events.Count == 1 && untouched.Events.Count == 1);

        await _hub.Local.Servers.RabbitMq.StopAsync();
        try
        {
            (await _hub.Operator.SendAsync(HttpMethod.Delete, $"/v1/participants/{subscriber.Id}/credentials/{subscriber.CredentialId}"))
                .Expect(HttpStatusCode.NoContent);
            var revoked = Stopwatch.GetTimestamp();
            await Task.WhenAny(portal.Ended, Task.Delay(TimeSpan.FromSeconds(30)));
            var took = Stopwatch.GetElapsedTime(revoked);

            Assert.True(portal.Ended.IsCompleted, "The stream of a revoked key goes on.");
            Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(1.5));
            await using var again = Portal.Open(subscription, _hub.Local.Addresses.Grpc);
            Assert.Equal(StatusCode.Unauthenticated, (await again.Ended)!.Value.StatusCode);
            (await subscriber.GetAsync("/v1/participants/me")).Expect(HttpStatusCode.Unauthorized);
            (await spare.GetAsync("/v1/participants/me")).Expect(HttpStatusCode.OK);
            Assert.False(untouched.Ended.IsCompleted);
        }
        finally
        {
            await _hub.Local.Servers.RabbitMq.StartAgainAsync(CancellationToken.None);
        }

        // The other key's stream goes on where it was.
        await publisher.PublishAsync(Some.Need());
        await Eventually.Is("the other key's stream goes on", () => untouched.Events.Count == 2);
        Assert.Equal(1, untouched.Opened);
    }

    private async Task KillAsync(string service)
    {
        var process = _hub.Local.Services[service];
        var before = process.Restarts;
        await process.KillAsync();
        await Eventually.Is($"{service} was started again", async () => process.Restarts > before && await process.IsReadyAsync(default));
    }

    private async Task PublishWhileAsync(Func<Task> kill)
    {
        using var publisher = await _hub.JoinAsync();
        using var subscriber = await _hub.JoinAsync("market", "company");
        var subscription = await subscriber.SubscribeAsync(publisher, "grpc");
        await using var portal = Portal.Open(subscription, _hub.Local.Addresses.Grpc);

        var load = new Load(publisher, Needs);
        var publishing = load.RunAsync();
        await Eventually.Is("a quarter is published", () => load.Answered >= Needs / 4 || publishing.IsFaulted);
        if (publishing.IsFaulted) await publishing;
        Assert.InRange(load.Answered, 0, Needs - 1);
        await Task.WhenAll(kill(), publishing);
        // And once more, while what was published is on its way.
        await Eventually.Is("half is on the stream", () => portal.Events.Count >= Needs / 2);
        await kill();

        Assert.Equal(Needs, load.Needs.Distinct().Count());
        await Eventually.Is("all are on the stream", () => portal.Events.Count >= Needs, TimeSpan.FromMinutes(2));
        var feed = await subscription.FeedAsync();
        AssertEachOnce(load.Needs, feed);
        AssertEachOnce(load.Needs, portal.Events);
        Assert.Equal(feed, portal.Events);
    }

    private static void AssertEachOnce(IReadOnlyCollection<string> needs, IReadOnlyList<Delivered> events)
    {
        Assert.Equal(Enumerable.Range(1, needs.Count).Select(number => (long)number), events.Select(each => each.Sequence));
        Assert.All(events, each => Assert.Equal("published", each.Kind));
        Assert.Equal(needs.Order(), events.Select(each => each.NeedId).Order());
        Assert.Equal(needs.Count, events.Select(each => each.EventId).Distinct().Count());
    }
}
