using System.Globalization;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class LogTests(OpportunitiesHub hub)
{
    [Fact]
    public async Task A_message_that_comes_twice_late_or_out_of_order_has_the_effect_of_once_in_order()
    {
        var subscriber = hub.NewSubscriber();
        var subscription = (string)(await subscriber.SubscribeAsync())["id"]!;
        var (need, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        var first = await hub.PublishAsync(subscriber.Published(need));
        await subscriber.FeedOfAsync(subscription, 1);
        await hub.PublishAsync(subscriber.Published(need), first);
        var third = await hub.PublishAsync(subscriber.Updated(need, 3));
        await subscriber.FeedOfAsync(subscription, 2);
        await hub.PublishAsync(subscriber.Updated(need, 2));
        await hub.PublishAsync(subscriber.Published(need), first);
        var last = await hub.PublishAsync(subscriber.Published(other));

        var events = await subscriber.FeedOfAsync(subscription, 3);
        Assert.Equal([first, third, last], events.Select(item => (Guid)item["id"]!));
        Assert.Equal([1L, 2, 3], events.Select(Sequence));
        Assert.Null(events[0]["data"]);
        Assert.Equal(third.ToString(), (string)events[0]["supersededby"]!);
        Assert.Equal(3, (int)events[1]["data"]!["version"]!);
        Assert.Equal("dk.socialenzyme.need.updated.v1", (string)events[1]["type"]!);
    }

    [Fact]
    public async Task A_publish_that_comes_after_its_end_is_never_delivered()
    {
        var subscriber = hub.NewSubscriber();
        var subscription = (string)(await subscriber.SubscribeAsync())["id"]!;
        var (need, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        var end = await hub.PublishAsync(new NeedWithdrawn(need, 2, "fundet på anden vis", DateTimeOffset.UtcNow));
        await Eventually.Is("the end is in the log", async () => await hub.IsLoggedAsync(end));
        await hub.PublishAsync(subscriber.Published(need));
        var last = await hub.PublishAsync(subscriber.Published(other));

        var events = await subscriber.FeedOfAsync(subscription, 1);
        Assert.Equal([last], events.Select(item => (Guid)item["id"]!));
    }

    [Fact]
    public async Task Everyone_who_got_a_need_hears_of_its_update_and_of_its_end()
    {
        var subscriber = hub.NewSubscriber();
        var subscription = (string)(await subscriber.SubscribeAsync())["id"]!;
        var need = Guid.CreateVersion7();

        await hub.PublishAsync(subscriber.Published(need));
        await subscriber.FeedOfAsync(subscription, 1);
        // Another publisher now: the filter is not met any more.
        var elsewhere = subscriber.Need(null) with { PublisherId = Guid.CreateVersion7() };
        var update = await hub.PublishAsync(new NeedUpdated(need, 2, elsewhere, DateTimeOffset.UtcNow));
        await subscriber.FeedOfAsync(subscription, 2);
        var end = await hub.PublishAsync(new NeedWithdrawn(need, 3, "fundet på anden vis", DateTimeOffset.UtcNow));

        var events = await subscriber.FeedOfAsync(subscription, 3);
        Assert.Equal([update, end], events.Skip(1).Select(item => (Guid)item["id"]!));
        Assert.Equal("fundet på anden vis", (string)events[2]["data"]!["reason"]!);
    }

    [Fact]
    public async Task Sequences_have_no_gap_while_two_replicas_match_at_once()
    {
        var subscriber = hub.NewSubscriber();
        var subscriptions = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            subscriptions.Add((string)(await subscriber.SubscribeAsync())["id"]!);
        }

        var published = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()))));

        foreach (var subscription in subscriptions)
        {
            var events = await subscriber.FeedOfAsync(subscription, 400);
            Assert.Equal(Enumerable.Range(1, 400).Select(i => (long)i), events.Select(Sequence));
            Assert.Equal(published.Order(), events.Select(item => (Guid)item["id"]!).Order());
        }
    }

    [Fact]
    public async Task A_subscription_made_while_needs_are_matched_gets_everything_from_then_on()
    {
        var subscriber = hub.NewSubscriber();
        using var stopping = new CancellationTokenSource();
        var publishing = Task.Run(async () =>
        {
            while (!stopping.IsCancellationRequested)
            {
                await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));
            }
        });

        var subscription = (string)(await subscriber.SubscribeAsync())["id"]!;
        var after = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            after.Add(await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7())));
        }
        await stopping.CancelAsync();
        await publishing;

        await Eventually.Is("all that came after it are delivered", async () =>
            !after.Except(await AllAsync(subscriber, subscription)).Any());
    }

    [Fact]
    public async Task A_need_whose_time_is_out_is_not_delivered_as_open()
    {
        var subscriber = hub.NewSubscriber();
        var subscription = (string)(await subscriber.SubscribeAsync())["id"]!;

        await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7(), expiresAt: DateTimeOffset.UtcNow.AddSeconds(-1)));

        var only = Assert.Single(await subscriber.FeedOfAsync(subscription, 1));
        Assert.Null(only["data"]);
        Assert.NotNull(only["supersededby"]);
    }

    private static async Task<List<Guid>> AllAsync(Subscriber subscriber, string subscription)
    {
        var all = new List<Guid>();
        string? cursor = null;
        while (true)
        {
            var page = await subscriber.FeedAsync(subscription, cursor);
            if (page.Events.Count == 0)
            {
                return all;
            }
            all.AddRange(page.Events.Select(item => (Guid)item["id"]!));
            cursor = page.Cursor;
        }
    }

    internal static long Sequence(System.Text.Json.Nodes.JsonNode @event) => long.Parse((string)@event["sequence"]!, CultureInfo.InvariantCulture);
}
