using System.Net;
using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests;

public sealed class EndedNeedTests(SharedHub shared) : IClassFixture<SharedHub>
{
    [Theory]
    [InlineData("withdrawn")]
    [InlineData("expired")]
    public async Task Everyone_who_got_a_need_hears_of_its_end(string end)
    {
        using var publisher = await shared.Hub.JoinAsync();
        using var subscriber = await shared.Hub.JoinAsync();
        await using var endpoint = await Endpoint.StartAsync();
        var webhook = await subscriber.SubscribeAsync(publisher, "webhook", endpoint.Url);
        await webhook.IsAsync("active");
        var stream = await subscriber.SubscribeAsync(publisher, "grpc");
        var feed = await subscriber.SubscribeAsync(publisher);
        await using var portal = Portal.Open(stream, shared.Hub.Local.Addresses.Grpc);

        var need = Some.Need();
        if (end == "expired") need["expiresAt"] = DateTimeOffset.UtcNow.AddSeconds(8);
        var id = await publisher.PublishAsync(need);
        await Eventually.Is("the stream and the webhook have the need", () => portal.Events.Count == 1 && endpoint.Accepted.Count == 1);
        if (end == "withdrawn") await publisher.WithdrawAsync(id);

        await Eventually.Is("all three heard of its end", async () =>
            portal.Events.Count == 2 && endpoint.Accepted.Count == 2 && (await feed.FeedAsync()).Count == 2);
        foreach (var got in new[] { portal.Events, endpoint.Accepted, await feed.FeedAsync() })
        {
            Assert.All(got, each => Assert.Equal(id, each.NeedId));
            Assert.Equal(["published", end], got.Select(each => each.Kind));
        }
        // Who asks the feed only now must not take the need for open: it kept its place without its content.
        Assert.Equal([true, false], (await feed.FeedAsync()).Select(each => each.IsSuperseded));
        Assert.Equal([false, false], portal.Events.Select(each => each.IsSuperseded));
    }

    [Fact]
    public async Task A_need_withdrawn_while_the_endpoint_fails_is_not_delivered_as_open_when_it_recovers()
    {
        using var publisher = await shared.Hub.JoinAsync();
        using var subscriber = await shared.Hub.JoinAsync();
        await using var endpoint = await Endpoint.StartAsync();
        var subscription = await subscriber.SubscribeAsync(publisher, "webhook", endpoint.Url);
        await subscription.IsAsync("active");
        endpoint.Answer(HttpStatusCode.ServiceUnavailable);

        var attempted = await publisher.PublishAsync(Some.Need());
        await Eventually.Is("its delivery was tried", () => endpoint.Attempts.Count > 0);
        await publisher.WithdrawAsync(attempted);
        await Eventually.Is("its end is known", async () => (await subscription.StateAsync())["lastSequence"]!.GetValue<long>() == 2);
        // Of what was sent before the end was known the answer may still be on its way.
        var before = endpoint.Attempts.Count;
        await Eventually.Is("what is tried now is its end", () => endpoint.Attempts.Skip(before).Any(attempt => attempt.Event.Kind == "withdrawn"));
        endpoint.Answer(HttpStatusCode.NoContent);
        var open = await publisher.PublishAsync(Some.Need());
        await Eventually.Is("the other need came", () => endpoint.Accepted.Any(each => each.NeedId == open));
        // Order is kept per need only: the end of the first may come after the second.
        await Eventually.Is("the end of the first came", () => endpoint.Accepted.Any(each => each.NeedId == attempted && each.Kind == "withdrawn"));

        // A failed attempt may have been read all the same: the end is sent, the need itself no more.
        Assert.Equal(["withdrawn"], endpoint.Accepted.Where(each => each.NeedId == attempted).Select(each => each.Kind));
    }

    [Fact]
    public async Task A_need_that_came_and_went_while_a_subscription_was_paused_is_never_sent()
    {
        using var publisher = await shared.Hub.JoinAsync();
        using var subscriber = await shared.Hub.JoinAsync();
        await using var endpoint = await Endpoint.StartAsync();
        var subscription = await subscriber.SubscribeAsync(publisher, "webhook", endpoint.Url);
        await subscription.IsAsync("active");
        (await subscriber.PostAsync($"/v1/subscriptions/{subscription.Id}:pause")).Expect(HttpStatusCode.OK);

        var gone = await publisher.PublishAsync(Some.Need());
        await publisher.WithdrawAsync(gone);
        var open = await publisher.PublishAsync(Some.Need());
        await Eventually.Is("all is counted", async () => (await subscription.StateAsync())["lastSequence"]!.GetValue<long>() == 3);
        (await subscriber.PostAsync($"/v1/subscriptions/{subscription.Id}:resume")).Expect(HttpStatusCode.OK);

        await Eventually.Is("the open need came", () => endpoint.Accepted.Count > 0);
        var last = await publisher.PublishAsync(Some.Need());
        await Eventually.Is("the next came, too", () => endpoint.Accepted.Any(each => each.NeedId == last));
        Assert.Equal([open, last], endpoint.Accepted.Select(each => each.NeedId));
    }
}
