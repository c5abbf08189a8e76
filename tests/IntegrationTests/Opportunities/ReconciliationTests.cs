using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class ReconciliationTests(OpportunitiesHub hub)
{
    private static readonly Uri Reconciliations = new("/v1/reconciliations", UriKind.Relative);

    [Fact]
    public async Task A_delivery_that_went_missing_is_back_without_a_gap_and_comes_once_more_to_who_may_be_past_it()
    {
        var subscriber = hub.NewSubscriber();
        var (read, last) = (await subscriber.FollowAsync(), await subscriber.FollowAsync());
        var first = await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));
        await subscriber.FeedOfAsync(read, 1);
        var second = await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));
        await subscriber.FeedOfAsync(read, 2);
        var past = (await subscriber.FeedAsync(read)).Cursor;
        await hub.MeddleAsync("DELETE FROM deliveries WHERE subscription_id = $1 AND sequence = 1", Guid.Parse(read));
        await hub.MeddleAsync("DELETE FROM deliveries WHERE subscription_id = $1 AND sequence = 2", Guid.Parse(last));
        Assert.Equal([second], (await subscriber.FeedAsync(read)).Events.Select(Id));

        var found = await RunAsync();

        Assert.Equal((2, 2, 2), ((int)found["differences"]!, (int)found["missing"]!, (int)found["repaired"]!));
        var events = await subscriber.FeedOfAsync(read, 3);
        Assert.Equal([1L, 2, 3], events.Select(LogTests.Sequence));
        Assert.Equal([first, second, first], events.Select(Id));
        Assert.Equal([first], (await subscriber.FeedAsync(read, past)).Events.Select(Id));
        Assert.Equal([first, second], (await subscriber.FeedAsync(last)).Events.Select(Id));
        await NothingMoreAsync();
    }

    [Fact]
    public async Task A_subscription_that_was_passed_over_gets_what_is_newest_and_hears_of_the_end()
    {
        var subscriber = hub.NewSubscriber();
        var (passedOver, other) = (await subscriber.FollowAsync(), await subscriber.FollowAsync());
        var need = Guid.CreateVersion7();
        var published = await hub.PublishAsync(subscriber.Published(need));
        await subscriber.FeedOfAsync(passedOver, 1);
        await subscriber.FeedOfAsync(other, 1);
        await PassOverAsync(published, passedOver);
        // It meets the filter no longer, and who got the first version hears of it all the same.
        var update = await hub.PublishAsync(new NeedUpdated(need, 2, subscriber.Need(null) with { PublisherId = Guid.CreateVersion7() }, DateTimeOffset.UtcNow));
        await subscriber.FeedOfAsync(other, 2);
        Assert.Empty((await subscriber.FeedAsync(passedOver)).Events);

        var found = await RunAsync();

        Assert.Equal((1, 1, 0), ((int)found["missing"]!, (int)found["repaired"]!, (int)found["surplus"]!));
        Assert.Equal([update], (await subscriber.FeedAsync(passedOver)).Events.Select(Id));
        var end = await hub.PublishAsync(new NeedWithdrawn(need, 3, "fundet på anden vis", DateTimeOffset.UtcNow));
        var events = await subscriber.FeedOfAsync(passedOver, 2);
        Assert.Equal([update, end], events.Select(Id));
        Assert.Equal([1L, 2], events.Select(LogTests.Sequence));
        await NothingMoreAsync();
    }

    [Fact]
    public async Task A_need_that_ended_meanwhile_is_reported_and_not_sent_to_who_never_heard_of_it()
    {
        var subscriber = hub.NewSubscriber();
        var passedOver = await subscriber.FollowAsync();
        var need = Guid.CreateVersion7();
        var published = await hub.PublishAsync(subscriber.Published(need));
        await subscriber.FeedOfAsync(passedOver, 1);
        await PassOverAsync(published, passedOver);
        var end = await hub.PublishAsync(new NeedWithdrawn(need, 2, "fundet på anden vis", DateTimeOffset.UtcNow));
        await Eventually.Is("the end is in the log", () => hub.IsLoggedAsync(end));

        var found = await RunAsync();

        Assert.Equal((1, 0), ((int)found["missing"]!, (int)found["repaired"]!));
        Assert.Empty((await subscriber.FeedAsync(passedOver)).Events);
    }

    [Fact]
    public async Task A_delivery_too_many_is_reported_and_left_alone()
    {
        var subscriber = hub.NewSubscriber();
        var (own, other) = (await subscriber.FollowAsync(), await hub.NewSubscriber().FollowAsync());
        var published = await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));
        await subscriber.FeedOfAsync(own, 1);
        await hub.MeddleAsync("UPDATE events SET subscriptions = subscriptions || $2, sequences = sequences || 1::bigint WHERE id = $1", published, Guid.Parse(other));
        await hub.MeddleAsync("INSERT INTO deliveries (subscription_id, sequence, event_id) VALUES ($2, 1, $1)", published, Guid.Parse(other));
        await hub.MeddleAsync("UPDATE subscription_sequences SET last = 1 WHERE subscription_id = $1", Guid.Parse(other));

        var found = await RunAsync();

        Assert.Equal((1, 1, 0), ((int)found["differences"]!, (int)found["surplus"]!, (int)found["repaired"]!));
        Assert.Equal(new[] { own, other }.Order(), await hub.RecipientsAsync(published));
    }

    [Fact]
    public async Task A_need_whose_message_never_came_is_taken_from_its_publisher_and_only_once()
    {
        var publisher = Some.Municipality();
        var subscriber = hub.NewSubscriber();
        var (status, made) = await subscriber.SendAsync(HttpMethod.Post, "/v1/subscriptions",
            new { name = "Det, vi følger", filter = new { publisher = new[] { publisher.Id } }, channel = "feed" });
        Assert.Equal(201, status);
        var feed = (string)made!["id"]!;
        using var needs = hub.Needs(publisher);
        using var published = await needs.PostAsJsonAsync(new Uri("/v1/needs", UriKind.Relative), Some.Need());
        var view = await published.Content.ReadAsStringAsync();
        Assert.True(published.StatusCode == HttpStatusCode.Created, view);
        var need = (Guid)JsonNode.Parse(view)!["id"]!;

        JsonNode found = null!;
        // Needs lists an event once every transaction before it has ended.
        await Eventually.Is("the lost event is found", async () => (int)(found = await RunAsync())["lost"]! == 1);

        Assert.Equal((1, 1, true), ((int)found["differences"]!, (int)found["repaired"]!, (bool)found["isPublisherHeard"]!));
        var only = Assert.Single(await subscriber.FeedOfAsync(feed, 1));
        Assert.Equal(need, (Guid)only["data"]!["needId"]!);
        await NothingMoreAsync();
        // The message comes after all, under its own id.
        await hub.PublishAsync(new NeedPublished(need, 1, subscriber.Need(null) with { PublisherId = publisher.Id }, DateTimeOffset.UtcNow), Id(only));
        await hub.TellAsync(new NeedWithdrawn(need, 2, "fundet på anden vis", DateTimeOffset.UtcNow));
        Assert.Equal([1L, 2], (await subscriber.FeedOfAsync(feed, 2)).Select(LogTests.Sequence));
    }

    [Fact]
    public async Task A_filter_that_was_changed_after_the_event_makes_no_difference()
    {
        var subscriber = hub.NewSubscriber();
        var (met, unmet) = (await subscriber.SubscribeAsync(), await hub.NewSubscriber().SubscribeAsync());
        var published = await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));
        await subscriber.FeedOfAsync((string)met["id"]!, 1);
        var (status, _) = await subscriber.SendAsync(
            HttpMethod.Patch, $"/v1/subscriptions/{met["id"]}", new { filter = new { publisher = new[] { Guid.CreateVersion7() } } }, (long)met["version"]!);
        Assert.Equal(200, status);
        // And one made afterwards that would have met it.
        await subscriber.FollowAsync();

        await NothingMoreAsync();

        Assert.Equal([(string)met["id"]!], await hub.RecipientsAsync(published));
        Assert.NotEqual((string)met["id"]!, (string)unmet["id"]!);
    }

    [Fact]
    public async Task A_log_with_updates_ends_and_paused_and_deleted_subscriptions_has_no_difference()
    {
        var subscriber = hub.NewSubscriber();
        var (plain, paused, deleted) = (await subscriber.FollowAsync(), await subscriber.FollowAsync(), await subscriber.FollowAsync());
        await subscriber.FollowAsync("matches");
        await subscriber.SendAsync(HttpMethod.Post, $"/v1/subscriptions/{paused}:pause");
        var (need, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await hub.PublishAsync(subscriber.Published(need));
        await hub.PublishAsync(subscriber.Published(other));
        await subscriber.FeedOfAsync(plain, 2);
        await subscriber.SendAsync(HttpMethod.Delete, $"/v1/subscriptions/{deleted}");
        await hub.TellAsync(new NeedUpdated(need, 2, subscriber.Need(null) with { PublisherId = Guid.CreateVersion7() }, DateTimeOffset.UtcNow));
        await hub.TellAsync(new NeedWithdrawn(need, 3, "fundet på anden vis", DateTimeOffset.UtcNow));
        await hub.TellAsync(new NeedFilled(other, 2, DateTimeOffset.UtcNow));
        await subscriber.FeedOfAsync(plain, 5);

        var found = await RunAsync();

        Assert.Equal(0, (int)found["differences"]!);
        Assert.True((int)found["events"]! >= 5);
        Assert.Equal(5, (await subscriber.FeedAsync(paused)).Events.Count);
    }

    [Fact]
    public async Task Operators_see_what_was_found_page_by_page_and_nobody_else_does()
    {
        var (first, second) = (await RunAsync(), await RunAsync());
        using var client = hub.Rest(Some.Operator());
        using var answer = await client.GetAsync(new Uri("/v1/reconciliations?limit=1", UriKind.Relative));
        var page = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal((string)second["id"]!, (string)Assert.Single(page["items"]!.AsArray())!["id"]!);
        Assert.Contains($"cursor={page["cursor"]}", Assert.Single(answer.Headers.GetValues("Link")), StringComparison.Ordinal);
        var next = await client.GetFromJsonAsync<JsonNode>(new Uri($"/v1/reconciliations?limit=1&cursor={page["cursor"]}", UriKind.Relative));
        Assert.Equal((string)first["id"]!, (string)Assert.Single(next!["items"]!.AsArray())!["id"]!);

        using var stranger = hub.Rest(Some.Municipality());
        using var listed = await stranger.GetAsync(Reconciliations);
        using var ran = await stranger.PostAsync(Reconciliations, null);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (listed.StatusCode, ran.StatusCode));
    }

    private async Task NothingMoreAsync() => Assert.Equal(0, (int)(await RunAsync())["differences"]!);

    private async Task PassOverAsync(Guid published, string subscription)
    {
        await hub.MeddleAsync("""
            UPDATE events SET subscriptions = array_remove(subscriptions, $2), sequences = sequences[1:cardinality(subscriptions) - 1] WHERE id = $1
            """, published, Guid.Parse(subscription));
        await hub.MeddleAsync("DELETE FROM deliveries WHERE subscription_id = $1", Guid.Parse(subscription));
        await hub.MeddleAsync("UPDATE subscription_sequences SET last = 0 WHERE subscription_id = $1", Guid.Parse(subscription));
    }

    private async Task<JsonNode> RunAsync()
    {
        using var client = hub.Rest(Some.Operator());
        using var answer = await client.PostAsync(Reconciliations, null);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, body);
        return JsonNode.Parse(body)!;
    }

    private static Guid Id(JsonNode @event) => (Guid)@event["id"]!;
}
