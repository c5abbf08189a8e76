using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Matching;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class BackTestTests(OpportunitiesHub hub)
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_back_test_finds_what_asking_each_need_finds_updated_and_ended_ones_too(int seed)
    {
        var random = new RandomNeeds(seed);
        var subscriber = hub.NewSubscriber();
        var newest = await PublishHistoryAsync(random, subscriber, 120);

        for (var i = 0; i < 30; i++)
        {
            var (asked, days) = (random.Filter(), i % 3 == 0 ? 30 : random.Next(30) + 1);
            var expected = newest.Where(need => need.Value.At >= Now.AddDays(-days) && asked.Meets(need.Value.Need)).OrderByDescending(need => need.Value.At).ToList();
            var rule = Rule(asked.Filter);
            Assert.All(newest.Values, need => Assert.Equal(asked.Meets(need.Need), FilterMatch.Meets(rule, need.Need)));

            var answer = await BackTestAsync(subscriber, Own(subscriber, asked.Filter), days, "?limit=200");

            Assert.Equal(days, (int)answer["days"]!);
            Assert.Equal(expected.Count, (long)answer["caught"]!);
            Assert.Equal(expected.Select(need => (need.Key, need.Value.Need.Title)), answer["needs"]!.AsArray().Select(Shown));
        }
    }

    [Fact]
    public async Task Pages_hold_every_need_once_newest_first_and_all_tell_the_same_count()
    {
        var (random, subscriber) = (new RandomNeeds(3), hub.NewSubscriber());
        var newest = await PublishHistoryAsync(random, subscriber, 60);
        var expected = newest.Where(need => need.Value.At >= Now.AddDays(-30)).OrderByDescending(need => need.Value.At).Select(need => need.Key).ToList();
        var filter = Own(subscriber, []);

        var (found, cursor) = (new List<Guid>(), "");
        do
        {
            var page = await BackTestAsync(subscriber, filter, null, $"?limit=7&cursor={cursor}");
            Assert.Equal(expected.Count, (long)page["caught"]!);
            found.AddRange(page["needs"]!.AsArray().Select(need => Shown(need).Id));
            Assert.Equal(Math.Min(expected.Count, (found.Count + 6) / 7 * 7), found.Count);
            cursor = (string?)page["cursor"];
            if (found.Count == 7)
            {
                // What is published meanwhile belongs to the next listing.
                await hub.ConsumedAsync([await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()))]);
            }
        }
        while (cursor is not null);
        Assert.Equal(expected, found);
    }

    [Fact]
    public async Task The_same_filter_gives_the_same_needs_on_feed_stream_webhook_and_back_test()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (random, subscriber) = (new RandomNeeds(4), hub.NewSubscriber());
        var asked = random.Filter();
        var filter = Own(subscriber, asked.Filter);
        var feed = await SubscribeAsync(subscriber, filter, "feed", null);
        var stream = await SubscribeAsync(subscriber, filter, "grpc", null);
        await SubscribeAsync(subscriber, filter, "webhook", receiver.Url);
        var needs = Enumerable.Range(0, 40).ToDictionary(_ => Guid.CreateVersion7(), _ => random.Vary(subscriber.Need(null)));
        var published = new List<Guid>();
        foreach (var (id, need) in needs)
        {
            published.Add(await hub.PublishAsync(new NeedPublished(id, 1, need, DateTimeOffset.UtcNow)));
        }
        await hub.ConsumedAsync(published);

        var tested = (await BackTestAsync(subscriber, filter, 1, "?limit=200"))["needs"]!.AsArray().Select(need => Shown(need).Id).Order().ToList();
        Assert.Equal(needs.Where(need => asked.Meets(need.Value)).Select(need => need.Key).Order(), tested);
        Assert.NotEmpty(tested);
        Assert.NotEqual(needs.Count, tested.Count);
        Assert.Equal(tested, (await subscriber.FeedAsync(feed)).Events.Select(item => (Guid)item["data"]!["needId"]!).Order());
        using var call = await ChannelTests.StartAsync(subscriber, stream, credits: 100);
        Assert.Equal(tested, (await ChannelTests.ReadAsync(call, tested.Count)).Select(item => Guid.Parse(item.Subject["needs/".Length..])).Order());
        await Eventually.Is("the webhook has them all", () => receiver.Accepted.Count >= tested.Count);
        Assert.Equal(tested, receiver.Accepted.Select(item => (Guid)item["data"]!["needId"]!).Order());
    }

    [Fact]
    public async Task A_back_test_tells_everybody_the_same_public_facts()
    {
        var (subscriber, stranger) = (hub.NewSubscriber(), hub.NewSubscriber());
        var need = subscriber.Need(null) with { ContactRole = "koordinator", Extensions = new Dictionary<string, string> { ["sag"] = "intern 17" } };
        await hub.ConsumedAsync([
            await hub.PublishAsync(new NeedPublished(Guid.CreateVersion7(), 1, need, DateTimeOffset.UtcNow)),
            await hub.PublishAsync(SomeNotice.Matched(subscriber.Id, subscriber.Publisher))]);

        var answer = await BackTestAsync(stranger, Own(subscriber, []), null, "");
        Assert.Equal(answer.ToJsonString(), (await BackTestAsync(subscriber, Own(subscriber, []), null, "")).ToJsonString());
        var only = Assert.Single(answer["needs"]!.AsArray())!.AsObject();
        Assert.Equal(["at", "category", "municipality", "needId", "publisherName", "scope", "title"], only.Select(member => member.Key).Order());
        Assert.Equal("0492", (string)only["municipality"]!);
    }

    [Theory]
    [InlineData("""{ "filter": {}, "days": 0 }""", "", 422, "#/days")]
    [InlineData("""{ "filter": {}, "days": 31 }""", "", 422, "#/days")]
    [InlineData("""{ "filter": { "category": [] } }""", "", 422, "#/filter/category")]
    [InlineData("""{ "filter": {} }""", "?limit=201", 422, "#/limit")]
    [InlineData("""{ "filter": {} }""", "?cursor=elsewhere", 400, "#/cursor")]
    [InlineData("""{ "filter": {} }""", "?cursor=f_____________________________________________________", 400, "#/cursor")]
    [InlineData("""{ "filter": {}, "limit": 5 }""", "", 400, "#/limit")]
    public async Task What_cannot_be_asked_is_refused_with_its_place(string body, string query, int expected, string pointer)
    {
        var (status, problem) = await hub.NewSubscriber().SendAsync(HttpMethod.Post, $"/v1/filters:backtest{query}", JsonNode.Parse(body));
        Assert.Equal(expected, status);
        Assert.Equal(pointer, (string)problem!["errors"]![0]!["pointer"]!);
    }

    [Fact]
    public async Task A_key_without_the_scope_back_tests_nothing()
    {
        using var client = hub.Rest(Some.Operator());
        using var body = new StringContent("""{ "filter": {} }""", System.Text.Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("/v1/filters:backtest", UriKind.Relative), body);
        Assert.Equal(403, (int)response.StatusCode);
    }

    // Needs of the last 40 days: some were changed since, some have ended, and some have room again.
    private async Task<Dictionary<Guid, (DateTimeOffset At, PublicNeed Need)>> PublishHistoryAsync(RandomNeeds random, Subscriber subscriber, int count)
    {
        var newest = new Dictionary<Guid, (DateTimeOffset At, PublicNeed Need)>();
        var rounds = new List<object>[] { [], [], [] };
        for (var i = 0; i < count; i++)
        {
            var (id, first) = (Guid.CreateVersion7(), Need());
            // Never near the border of a day, and no two at once.
            var at = Now.AddDays(-random.Next(40) - 0.5).AddMinutes(i);
            rounds[0].Add(new NeedPublished(id, 1, first, at));
            newest[id] = (at, first);
            var second = Need();
            var later = at.AddDays(random.Next((int)(Now - at).TotalDays + 1));
            switch (random.Next(6))
            {
                case 0 or 1:
                    rounds[1].Add(new NeedUpdated(id, 2, second, later));
                    newest[id] = (later, second);
                    break;
                case 2:
                    rounds[1].Add(new NeedWithdrawn(id, 2, "dækket", later));
                    break;
                case 3:
                    rounds[1].Add(new NeedFilled(id, 2, later));
                    rounds[2].Add(new NeedReopened(id, 3, second, later));
                    newest[id] = (later, second);
                    break;
                case 4:
                    rounds[1].Add(new NeedUpdated(id, 2, second, later));
                    rounds[2].Add(new NeedExpired(id, 3, later));
                    newest[id] = (later, second);
                    break;
            }
        }
        foreach (var round in rounds)
        {
            await hub.ConsumedAsync(await Task.WhenAll(round.Select(@event => hub.PublishAsync(@event))));
        }
        return newest;

        PublicNeed Need() => random.Vary(subscriber.Need(null));
    }

    private static async Task<JsonObject> BackTestAsync(Subscriber subscriber, JsonObject filter, int? days, string query)
    {
        var (status, answer) = await subscriber.SendAsync(HttpMethod.Post, $"/v1/filters:backtest{query}", new { filter, days });
        Assert.True(status == 200, answer?.ToJsonString());
        return answer!.AsObject();
    }

    private static async Task<string> SubscribeAsync(Subscriber subscriber, JsonObject filter, string channel, string? url)
    {
        var (status, made) = await subscriber.SendAsync(HttpMethod.Post, "/v1/subscriptions", new { name = "Det samme", filter, channel, url });
        Assert.True(status == 201, made?.ToJsonString());
        return (string)made!["id"]!;
    }

    // Tests do not meet each other's needs.
    private static JsonObject Own(Subscriber subscriber, JsonObject filter) => new()
    {
        ["all"] = new JsonArray(new JsonObject { ["publisher"] = new JsonArray(subscriber.Publisher.ToString()) }, filter.DeepClone()),
    };

    private static Filter Rule(JsonObject filter)
    {
        using var document = JsonDocument.Parse(filter.ToJsonString());
        return FilterJson.Read(document.RootElement).IsRejected(out var rejection, out var rule) ? throw new ArgumentException(rejection.Detail.English) : rule;
    }

    private static (Guid Id, string Title) Shown(JsonNode? need) => ((Guid)need!["needId"]!, (string)need["title"]!);
}
