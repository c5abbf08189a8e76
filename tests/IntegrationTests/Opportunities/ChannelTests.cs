using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class ChannelTests(OpportunitiesHub hub)
{
    [Fact]
    public async Task A_subscriber_may_change_channel_in_mid_stream_and_misses_nothing()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var subscriber = hub.NewSubscriber();
        var subscription = (string)(await subscriber.SubscribeAsync("grpc"))["id"]!;
        var published = new List<Guid>();
        for (var i = 0; i < 6; i++)
        {
            published.Add(await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7())));
            await subscriber.FeedOfAsync(subscription, i + 1);
        }

        // Three by the stream.
        List<Event> streamed;
        using (var call = await StartAsync(subscriber, subscription, credits: 3))
        {
            streamed = await ReadAsync(call, 3);
            await call.RequestStream.WriteAsync(new() { Acknowledgement = new() { Cursor = streamed[2].Cursor } });
            await call.RequestStream.CompleteAsync();
            while (await call.ResponseStream.MoveNext(default))
            {
            }
        }
        // The rest by the webhook.
        var (status, body) = await subscriber.SendAsync(
            HttpMethod.Patch, $"/v1/subscriptions/{subscription}", new { channel = "webhook", url = receiver.Url }, ifMatch: 1);
        Assert.True(status == 200, body?.ToJsonString());
        await Eventually.Is("the webhook has the other three", () => receiver.Accepted.Count >= 3);

        var feed = await subscriber.FeedOfAsync(subscription, 6);
        Assert.Equal(published, feed.Select(item => (Guid)item["id"]!));
        Assert.Equal(feed.Take(3).Select(item => ((string)item["id"]!, (string)item["sequence"]!)), streamed.Select(item => (item.Id, item.Sequence)));
        Assert.Equal(feed.Skip(3).Select(item => (string)item["id"]!).Order(), receiver.Accepted.Select(item => (string)item["id"]!).Order());
        var last = receiver.Accepted.Single(item => (string)item["id"]! == (string)feed[5]["id"]!);
        Assert.Equal(feed[5].ToJsonString(), last.ToJsonString());
        Assert.Equal(feed[0]["data"]!.ToJsonString(), System.Text.Json.Nodes.JsonNode.Parse(streamed[0].Data.ToStringUtf8())!.ToJsonString());
    }

    [Fact]
    public async Task A_stream_goes_on_after_its_cursor_and_no_further_than_its_credits()
    {
        var subscriber = hub.NewSubscriber();
        var subscription = (string)(await subscriber.SubscribeAsync("grpc"))["id"]!;
        for (var i = 0; i < 5; i++)
        {
            await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));
        }
        await subscriber.FeedOfAsync(subscription, 5);

        string cursor;
        using (var call = await StartAsync(subscriber, subscription, credits: 2))
        {
            cursor = (await ReadAsync(call, 2))[1].Cursor;
        }
        using var resumed = await StartAsync(subscriber, subscription, credits: 2, cursor);
        var events = await ReadAsync(resumed, 2);
        Assert.Equal(["00000000000000000003", "00000000000000000004"], events.Select(item => item.Sequence));
        await resumed.RequestStream.WriteAsync(new() { Credits = new() { Credits = 1 } });
        Assert.Equal("00000000000000000005", (await ReadAsync(resumed, 1))[0].Sequence);
    }

    [Fact]
    public async Task A_stream_ends_with_a_clear_status_when_its_subscription_is_deleted()
    {
        var subscriber = hub.NewSubscriber();
        var subscription = (string)(await subscriber.SubscribeAsync("grpc"))["id"]!;
        using var call = await StartAsync(subscriber, subscription, credits: 10);
        await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));
        await ReadAsync(call, 1);

        Assert.Equal(204, (await subscriber.SendAsync(HttpMethod.Delete, $"/v1/subscriptions/{subscription}")).Status);

        var error = await Assert.ThrowsAsync<RpcException>(() => ReadAsync(call, 1));
        Assert.Equal(StatusCode.NotFound, error.StatusCode);
    }

    [Fact]
    public async Task A_reader_who_does_not_read_delays_nobody()
    {
        var subscriber = hub.NewSubscriber();
        var slow = (string)(await subscriber.SubscribeAsync("grpc"))["id"]!;
        var quick = (string)(await subscriber.SubscribeAsync("grpc"))["id"]!;
        using var stuck = await StartAsync(subscriber, slow, credits: 10_000);
        using var call = await StartAsync(subscriber, quick, credits: 10_000);

        for (var i = 0; i < 300; i++)
        {
            await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));
        }

        Assert.Equal(300, (await ReadAsync(call, 300)).Count);
    }

    [Fact]
    public async Task What_is_anothers_is_not_found_on_any_route_or_stream()
    {
        var (owner, stranger) = (hub.NewSubscriber(), hub.NewSubscriber());
        var subscription = (string)(await owner.SubscribeAsync())["id"]!;
        var path = $"/v1/subscriptions/{subscription}";

        Assert.Equal(404, (await stranger.SendAsync(HttpMethod.Get, path)).Status);
        Assert.Equal(404, (await stranger.SendAsync(HttpMethod.Patch, path, new { name = "Mit nu" }, ifMatch: 1)).Status);
        Assert.Equal(404, (await stranger.SendAsync(HttpMethod.Delete, path)).Status);
        foreach (var verb in (string[])["pause", "resume", "test", "rotateSecret", "redrive"])
        {
            Assert.Equal(404, (await stranger.SendAsync(HttpMethod.Post, $"{path}:{verb}")).Status);
        }
        foreach (var part in (string[])["events", "deliveries", "deadLetters"])
        {
            Assert.Equal(404, (await stranger.SendAsync(HttpMethod.Get, $"{path}/{part}")).Status);
        }
        using var call = await StartAsync(stranger, subscription, credits: 1);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => ReadAsync(call, 1))).StatusCode);
    }

    [Theory]
    [InlineData("not-a-cursor")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_cursor_of_elsewhere_is_refused(string cursor)
    {
        var subscriber = hub.NewSubscriber();
        var subscription = (string)(await subscriber.SubscribeAsync())["id"]!;
        var (status, body) = await subscriber.SendAsync(HttpMethod.Get, $"/v1/subscriptions/{subscription}/events?after={cursor}");
        Assert.Equal(400, status);
        Assert.Equal("malformed-request", (string)body!["code"]!);
    }

    [Fact]
    public async Task What_comes_during_a_suspension_is_delivered_after_it()
    {
        var subscriber = hub.NewSubscriber();
        var subscription = (string)(await subscriber.SubscribeAsync("grpc"))["id"]!;
        using var call = await StartAsync(subscriber, subscription, credits: 10);
        var suspended = await hub.PublishAsync(new ParticipantSuspended(subscriber.Id, DateTimeOffset.UtcNow));
        await Eventually.Is("the suspension is known", () => hub.IsConsumedAsync(suspended));
        var need = await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));
        await subscriber.FeedOfAsync(subscription, 1);
        var reading = ReadAsync(call, 1);

        Assert.NotSame(reading, await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1))));
        await hub.PublishAsync(new ParticipantResumed(subscriber.Id, DateTimeOffset.UtcNow));
        Assert.Equal(need.ToString(), (await reading)[0].Id);
    }

    internal static async Task<AsyncDuplexStreamingCall<SubscribeRequest, SubscribeResponse>> StartAsync(
        Subscriber subscriber, string subscription, int credits, string cursor = "")
    {
        var call = subscriber.Stream();
        await call.RequestStream.WriteAsync(new() { Start = new() { SubscriptionId = subscription, Credits = credits, Cursor = cursor } });
        return call;
    }

    internal static async Task<List<Event>> ReadAsync(AsyncDuplexStreamingCall<SubscribeRequest, SubscribeResponse> call, int count)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var events = new List<Event>();
        while (events.Count < count && await call.ResponseStream.MoveNext(patience.Token))
        {
            if (call.ResponseStream.Current.Event is { } @event)
            {
                events.Add(@event);
            }
        }
        return events;
    }
}
