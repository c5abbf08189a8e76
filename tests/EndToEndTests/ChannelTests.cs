using System.Text.Json.Nodes;
using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests;

public sealed class ChannelTests(SharedHub shared) : IClassFixture<SharedHub>
{
    [Fact]
    public async Task A_subscriber_changes_channel_in_mid_stream_and_misses_nothing()
    {
        using var publisher = await shared.Hub.JoinAsync();
        using var subscriber = await shared.Hub.JoinAsync("market", "company");
        await using var endpoint = await Endpoint.StartAsync();
        var subscription = await subscriber.SubscribeAsync(publisher);
        using var stop = new CancellationTokenSource();
        var publishing = PublishUntilAsync(publisher, stop.Token);

        // The feed first; its cursor opens the stream.
        var seen = new List<Delivered>();
        string? cursor = null;
        await Eventually.Is("some came on the feed", async () =>
        {
            (var events, cursor) = await subscription.PageAsync(cursor, limit: 5);
            seen.AddRange(events);
            return seen.Count >= 10;
        });

        await subscription.ChangeAsync(new JsonObject { ["channel"] = "grpc" });
        var portal = Portal.Open(subscription, shared.Hub.Local.Addresses.Grpc, cursor!);
        await using (portal) await Eventually.Is("some came on the stream", () => portal.Events.Count >= 10);
        seen.AddRange(portal.Events);
        cursor = portal.Cursor;
        // Reading from the stream's cursor says that all up to it was dealt with; the webhook begins there.
        Assert.Equal(seen[^1].Sequence + 1, (await NextAsync(subscription, cursor)).Sequence);

        var changed = await subscription.ChangeAsync(new JsonObject { ["channel"] = "webhook", ["url"] = endpoint.Url });
        await Eventually.Is("some came to the webhook", () => endpoint.Accepted.Count >= 10);
        await subscription.ChangeAsync(new JsonObject { ["channel"] = "feed", ["url"] = null });
        await stop.CancelAsync();
        var published = await publishing;

        // What the webhook has taken is known to the hub, except what was under way when the channel changed.
        var taken = endpoint.Accepted.OrderBy(each => each.Sequence).ToList();
        Assert.Null(endpoint.Fault((string)changed["secret"]!));
        Assert.Equal(taken.Count, taken.Select(each => each.Sequence).Distinct().Count());
        Assert.Equal(seen[^1].Sequence + 1, taken[0].Sequence);
        seen.AddRange(taken);

        IReadOnlyList<Delivered> feed = [];
        await Eventually.Is("everything is on the feed", async () => (feed = await subscription.FeedAsync()).Count == published.Count);
        seen.AddRange(feed.Skip((int)seen.Max(each => each.Sequence)));
        Assert.Equal(feed, seen.OrderBy(each => each.Sequence));
        Assert.Equal(published.Order(), seen.Select(each => each.NeedId).Order());
    }

    private static async Task<Delivered> NextAsync(Subscription subscription, string cursor)
    {
        IReadOnlyList<Delivered> next = [];
        await Eventually.Is("another came", async () => (next = (await subscription.PageAsync(cursor, limit: 1)).Events).Count == 1);
        return next[0];
    }

    private static async Task<IReadOnlyList<string>> PublishUntilAsync(Party publisher, CancellationToken stop)
    {
        var needs = new List<string>();
        while (!stop.IsCancellationRequested)
        {
            needs.Add(await publisher.PublishAsync(Some.Need()));
            await Task.Delay(20, CancellationToken.None);
        }
        return needs;
    }
}
