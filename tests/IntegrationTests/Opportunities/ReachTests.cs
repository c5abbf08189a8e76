using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class ReachTests(OpportunitiesHub hub)
{
    [Fact]
    public async Task Reach_counts_the_active_subscriptions_of_others_that_would_match_now()
    {
        var (publisher, one, other, suspended) = (hub.NewSubscriber(), hub.NewSubscriber(), hub.NewSubscriber(), hub.NewSubscriber());
        var need = publisher.Need(null) with { PublisherId = publisher.Id };
        Assert.Equal(0, await ReachAsync(need));

        var first = await SubscribeAsync(one, publisher.Id);
        Assert.Equal(1, await ReachAsync(need));
        await SubscribeAsync(other, publisher.Id);
        await SubscribeAsync(other, publisher.Id, "learning");
        await SubscribeAsync(other, publisher.Id, "transport");
        await SubscribeAsync(other, publisher.Id, topics: ["matches"]);
        await SubscribeAsync(publisher, publisher.Id);
        await SubscribeAsync(suspended, publisher.Id);
        await hub.ConsumedAsync([await hub.PublishAsync(new ParticipantSuspended(suspended.Id, DateTimeOffset.UtcNow))]);
        await ReachesAsync(3, need);

        Assert.Equal(200, (await one.SendAsync(HttpMethod.Post, $"/v1/subscriptions/{first}:pause")).Status);
        await ReachesAsync(2, need);
        Assert.Equal(204, (await one.SendAsync(HttpMethod.Delete, $"/v1/subscriptions/{first}")).Status);
        await ReachesAsync(2, need);
    }

    [Fact]
    public async Task Asking_for_reach_while_needs_are_matched_disturbs_neither()
    {
        var (subscriber, asked) = (hub.NewSubscriber(), hub.NewSubscriber());
        var feed = await subscriber.FollowAsync();
        using var stopping = new CancellationTokenSource();
        var asking = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!stopping.IsCancellationRequested)
            {
                Assert.Equal(1, await ReachAsync(subscriber.Need(null)));
            }
        }));
        var changing = Task.Run(async () =>
        {
            while (!stopping.IsCancellationRequested)
            {
                var made = await asked.FollowAsync();
                await asked.SendAsync(HttpMethod.Delete, $"/v1/subscriptions/{made}");
            }
        });
        var published = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()))));

        var events = await subscriber.FeedOfAsync(feed, 200);
        await stopping.CancelAsync();
        await asking;
        await changing;
        Assert.Equal(published.Order(), events.Select(item => (Guid)item["id"]!).Order());
    }

    [Fact]
    public async Task Only_services_ask_for_reach_and_what_is_no_need_is_refused()
    {
        foreach (var party in new[] { Some.Association(), Some.Operator() })
        {
            var refused = await Assert.ThrowsAsync<RpcException>(async () => await hub.Grpc(party).CountReachAsync(new() { Need = "{}" }));
            Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
            Assert.Equal("scope-missing", refused.Trailers.GetValue("problem-code"));
        }
        foreach (var need in new[] { "", "null", "{", "{}", "[1]" })
        {
            var (client, headers) = hub.AsService();
            var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.CountReachAsync(new() { Need = need }, headers));
            Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
            Assert.Equal("invalid-fields", refused.Trailers.GetValue("problem-code"));
        }
    }

    [Fact]
    public async Task What_was_published_is_listed_for_services_from_a_cursor_on()
    {
        var (client, headers) = hub.AsService();
        var cursor = "";
        for (var page = await client.ListEventsAsync(new(), headers); page.Cursor != cursor; page = await client.ListEventsAsync(new() { After = cursor }, headers))
        {
            cursor = page.Cursor;
        }
        var matched = SomeNotice.Matched(Guid.CreateVersion7(), Guid.CreateVersion7());
        var id = await hub.RecordAsync(matched);

        RetainedEvent? found = null;
        await Eventually.Is("it is listed", async () =>
            (found = (await client.ListEventsAsync(new() { After = cursor }, headers)).Events.FirstOrDefault(item => item.Id == id.ToString())) is not null);
        Assert.Equal("OpportunityMatched", found!.Type);
        Assert.Equal(matched.MatchId, (Guid)JsonNode.Parse(found.Body)!["matchId"]!);
        Assert.NotEmpty((await hub.Grpc(Some.Operator()).ListEventsAsync(new() { Limit = 1 })).Events);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await hub.Grpc(Some.Association()).ListEventsAsync(new()));
        Assert.Equal((StatusCode.PermissionDenied, "scope-missing"), (refused.StatusCode, refused.Trailers.GetValue("problem-code")));
        refused = await Assert.ThrowsAsync<RpcException>(async () => await client.ListEventsAsync(new() { After = "elsewhere" }, headers));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    // Both replicas answer alike, whatever each has matched before.
    private async Task ReachesAsync(int expected, PublicNeed need)
    {
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(expected, await ReachAsync(need));
        }
    }

    private async Task<int> ReachAsync(PublicNeed need)
    {
        var (client, headers) = hub.AsService();
        var reach = await client.CountReachAsync(new() { Need = JsonSerializer.Serialize(need, JsonSerializerOptions.Web) }, headers);
        Assert.Equal(0, reach.Offers);
        return reach.Subscriptions;
    }

    private static async Task<string> SubscribeAsync(Subscriber subscriber, Guid publisher, string? category = null, string[]? topics = null)
    {
        var all = new JsonArray(new JsonObject { ["publisher"] = new JsonArray(publisher.ToString()) });
        if (category is not null)
        {
            all.Add(new JsonObject { ["category"] = new JsonArray(category) });
        }
        var (status, made) = await subscriber.SendAsync(HttpMethod.Post, "/v1/subscriptions", new { name = "Rækkevidde", filter = new { all }, channel = "feed", topics });
        Assert.True(status == 201, made?.ToJsonString());
        return (string)made!["id"]!;
    }
}
