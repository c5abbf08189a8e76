using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class ServerSentEventsTests(OpportunitiesHub hub)
{
    [Fact]
    public async Task A_client_that_was_cut_off_goes_on_without_loss_or_doubles()
    {
        var subscriber = hub.NewSubscriber();
        var subscription = await subscriber.FollowAsync();
        var published = new List<Guid>();
        for (var i = 0; i < 60; i++)
        {
            published.Add(await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7())));
        }
        await subscriber.FeedOfAsync(subscription, 60);

        List<SentEvent> events;
        await using (var first = await OpenAsync(subscriber, subscription))
        {
            events = await first.ReadAsync(25);
        }
        await using var second = await OpenAsync(subscriber, subscription, events[^1].Id);
        events.AddRange(await second.ReadAsync(35));
        // And what comes while it listens.
        published.Add(await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7())));
        events.AddRange(await second.ReadAsync(1));

        Assert.Equal(Enumerable.Range(1, 61).Select(i => (long)i), events.Select(item => LogTests.Sequence(item.Data)));
        Assert.Equal(published.Order(), events.Select(item => (Guid)item.Data["id"]!).Order());
        Assert.All(events, item => Assert.Equal((string)item.Data["type"]!, item.Type));
        var (_, standing) = await subscriber.SendAsync(HttpMethod.Get, $"/v1/subscriptions/{subscription}");
        Assert.Equal(25, (long)standing!["acknowledgedSequence"]!);
    }

    [Fact]
    public async Task A_subscriber_may_change_between_stream_feed_and_server_sent_events_at_one_cursor()
    {
        var subscriber = hub.NewSubscriber();
        var subscription = await subscriber.FollowAsync();
        for (var i = 0; i < 4; i++)
        {
            await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));
        }
        var feed = await subscriber.FeedOfAsync(subscription, 4);

        using var call = await ChannelTests.StartAsync(subscriber, subscription, credits: 2);
        var streamed = await ChannelTests.ReadAsync(call, 2);
        await using var sse = await OpenAsync(subscriber, subscription, streamed[^1].Cursor);
        var third = Assert.Single(await sse.ReadAsync(1));
        var rest = await subscriber.FeedAsync(subscription, third.Id);

        Assert.Equal(feed[2].ToJsonString(), third.Data.ToJsonString());
        Assert.Equal((Guid)feed[3]["id"]!, (Guid)Assert.Single(rest.Events)["id"]!);
    }

    [Fact]
    public async Task A_stream_ends_when_its_subscription_is_deleted_and_a_new_one_is_not_found()
    {
        var subscriber = hub.NewSubscriber();
        var subscription = await subscriber.FollowAsync();
        await using var sse = await OpenAsync(subscriber, subscription);
        await subscriber.SendAsync(HttpMethod.Delete, $"/v1/subscriptions/{subscription}");
        Assert.Empty(await sse.ReadAsync(1));

        using var client = hub.Rest(Some.Association());
        client.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");
        using var answer = await client.GetAsync(new Uri($"/v1/subscriptions/{await subscriber.FollowAsync()}/events", UriKind.Relative));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task What_comes_during_a_pause_is_sent_after_it()
    {
        var subscriber = hub.NewSubscriber();
        var subscription = await subscriber.FollowAsync();
        await using var sse = await OpenAsync(subscriber, subscription);
        await subscriber.SendAsync(HttpMethod.Post, $"/v1/subscriptions/{subscription}:pause");
        var published = await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));
        await subscriber.FeedOfAsync(subscription, 1);
        var reading = sse.ReadAsync(1);

        Assert.NotSame(reading, await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1))));
        await subscriber.SendAsync(HttpMethod.Post, $"/v1/subscriptions/{subscription}:resume");
        Assert.Equal(published, (Guid)Assert.Single(await reading).Data["id"]!);
    }

    [Fact]
    public async Task A_pause_holds_from_its_answer_on_whichever_replica_was_asked()
    {
        var subscriber = hub.NewSubscriber();
        var subscription = await subscriber.FollowAsync();
        await using var sse = await OpenAsync(subscriber, subscription);
        for (var i = 0; i < 10; i++)
        {
            await subscriber.SendAsync(HttpMethod.Post, $"/v1/subscriptions/{subscription}:pause");
            var need = Guid.CreateVersion7();
            await hub.PublishAsync(subscriber.Published(need));
            await subscriber.FeedOfAsync(subscription, (2 * i) + 1);
            await hub.PublishAsync(subscriber.Updated(need, 2));
            await subscriber.FeedOfAsync(subscription, (2 * i) + 2);
            await subscriber.SendAsync(HttpMethod.Post, $"/v1/subscriptions/{subscription}:resume");
            var events = await sse.ReadAsync(2);
            // Sent during the pause it would have had its data: nothing had overtaken it yet.
            Assert.NotNull(events[0].Data["supersededby"]);
            Assert.Equal(2, (int)events[1].Data["data"]!["version"]!);
        }
    }

    [Fact]
    public async Task A_cursor_of_another_subscription_is_refused_before_anything_is_sent()
    {
        var subscriber = hub.NewSubscriber();
        var (one, other) = (await subscriber.FollowAsync(), await subscriber.FollowAsync());
        var cursor = (await subscriber.FeedAsync(other)).Cursor;
        using var answer = await SendAsync(subscriber, one, cursor);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static async Task<Listener> OpenAsync(Subscriber subscriber, string subscription, string? lastEventId = null)
    {
        var answer = await SendAsync(subscriber, subscription, lastEventId);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        return new Listener(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
    }

    private static async Task<HttpResponseMessage> SendAsync(Subscriber subscriber, string subscription, string? lastEventId)
    {
        using var client = subscriber.Rest();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/subscriptions/{subscription}/events");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private sealed record SentEvent(string Id, string Type, JsonNode Data);

    // Reads as the standard says: fields until an empty line; what begins with a colon is a comment.
    private sealed class Listener(HttpResponseMessage answer, StreamReader lines) : IAsyncDisposable
    {
        public async Task<List<SentEvent>> ReadAsync(int count)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            var (events, fields) = (new List<SentEvent>(), new Dictionary<string, string>());
            while (events.Count < count && await lines.ReadLineAsync(patience.Token) is { } line)
            {
                if (line.Length == 0 && fields.Count > 0)
                {
                    events.Add(new(fields["id"], fields["event"], JsonNode.Parse(fields["data"])!));
                    fields.Clear();
                }
                else if (line.Length > 0 && line[0] != ':')
                {
                    var colon = line.IndexOf(": ", StringComparison.Ordinal);
                    fields.Add(line[..colon], line[(colon + 2)..]);
                }
            }
            return events;
        }

        public ValueTask DisposeAsync()
        {
            lines.Dispose();
            answer.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
