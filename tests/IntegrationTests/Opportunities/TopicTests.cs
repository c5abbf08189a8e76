using System.Text.Json.Nodes;
using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class TopicTests(OpportunitiesHub hub)
{
    [Fact]
    public async Task Topics_are_shown_as_they_were_stated_each_once_and_needs_when_nothing_was()
    {
        var subscriber = hub.NewSubscriber();
        Assert.Equal(["needs"], Words((await subscriber.SubscribeAsync())["topics"]));
        var made = await subscriber.SubscribeAsync("feed", null, "callOuts", "matches", "callOuts");
        Assert.Equal(["matches", "callOuts"], Words(made["topics"]));

        var (status, renamed) = await subscriber.SendAsync(HttpMethod.Patch, $"/v1/subscriptions/{made["id"]}", new { name = "Et andet navn" }, ifMatch: 1);
        Assert.Equal(200, status);
        Assert.Equal(["matches", "callOuts"], Words(renamed!["topics"]));
        (_, var changed) = await subscriber.SendAsync(
            HttpMethod.Patch, $"/v1/subscriptions/{made["id"]}", new { topics = new[] { "interests" } }, ifMatch: 2);
        Assert.Equal(["interests"], Words(changed!["topics"]));
        Assert.Equal(3, (int)changed["version"]!);
        (_, var list) = await subscriber.SendAsync(HttpMethod.Get, "/v1/subscriptions");
        Assert.Equal(["needs", "interests"], list!["items"]!.AsArray().SelectMany(item => Words(item!["topics"])));
    }

    [Fact]
    public async Task A_topic_that_there_is_not_is_refused_with_its_place_beside_all_else_that_is_wrong()
    {
        var subscriber = hub.NewSubscriber();
        var body = new { name = "", filter = new { municipality = Array.Empty<string>() }, channel = "feed", topics = new[] { "matches", "Needs", null } };
        var (status, problem) = await subscriber.SendAsync(HttpMethod.Post, "/v1/subscriptions", body);
        Assert.Equal(422, status);
        Assert.Equal("invalid-fields", (string)problem!["code"]!);
        Assert.Equal(["#/name", "#/topics/1", "#/topics/2", "#/filter/municipality"], problem["errors"]!.AsArray().Select(error => (string)error!["pointer"]!));

        (status, problem) = await subscriber.SendAsync(HttpMethod.Post, "/v1/subscriptions", new { name = "Tom", channel = "feed", topics = Array.Empty<string>() });
        Assert.Equal(422, status);
        Assert.Equal("#/topics", (string)problem!["errors"]![0]!["pointer"]!);
        var made = await subscriber.FollowAsync("matches");
        (status, problem) = await subscriber.SendAsync(HttpMethod.Patch, $"/v1/subscriptions/{made}", new { topics = new[] { "offers" } }, ifMatch: 1);
        Assert.Equal(422, status);
        Assert.Equal("#/topics/0", (string)problem!["errors"]![0]!["pointer"]!);
    }

    [Fact]
    public async Task The_grpc_door_takes_changes_and_shows_topics_too()
    {
        var subscriber = hub.NewSubscriber();
        var client = subscriber.Grpc();
        var filter = new Filter { Publisher = new() { Values_ = { subscriber.Publisher.ToString() } } };
        var plain = await client.CreateSubscriptionAsync(new() { Name = "Uden emner", Channel = Channel.Feed, Filter = filter });
        Assert.Equal(["needs"], plain.Subscription.Topics);
        var made = await client.CreateSubscriptionAsync(new() { Name = "Vores egne", Channel = Channel.Grpc, Topics = { "interests", "matches" } });
        Assert.Equal(["matches", "interests"], made.Subscription.Topics);
        var changed = await client.UpdateSubscriptionAsync(
            new() { Id = made.Subscription.Id, Version = 1, UpdateMask = new() { Paths = { "topics" } }, Topics = { "callOuts" } });
        Assert.Equal(["callOuts"], changed.Subscription.Topics);
        Assert.Equal(["callOuts"], (await client.GetSubscriptionAsync(new() { Id = made.Subscription.Id })).Subscription.Topics);

        var error = await Assert.ThrowsAsync<RpcException>(async () =>
            await client.CreateSubscriptionAsync(new() { Name = "Forkert", Channel = Channel.Feed, Topics = { "offers" } }));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        error = await Assert.ThrowsAsync<RpcException>(async () => await client.UpdateSubscriptionAsync(
            new() { Id = made.Subscription.Id, Version = 2, UpdateMask = new() { Paths = { "topics" } } }));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    private static IEnumerable<string> Words(JsonNode? topics) => topics!.AsArray().Select(topic => (string)topic!);
}
