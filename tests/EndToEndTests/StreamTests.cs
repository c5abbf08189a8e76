using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests;

public sealed class StreamTests(SharedHub shared) : IClassFixture<SharedHub>
{
    [Fact]
    public async Task A_stream_that_is_cut_again_and_again_goes_on_at_its_cursor()
    {
        const int needs = 200, cuts = 8;
        using var publisher = await shared.Hub.JoinAsync();
        using var subscriber = await shared.Hub.JoinAsync("market", "company");
        var subscription = await subscriber.SubscribeAsync(publisher, "grpc");
        await using var network = new TcpProxy(shared.Hub.Local.Addresses.Grpc);
        // Nothing is acknowledged: the cursor alone says where to go on.
        await using var portal = Portal.Open(subscription, network.Address, acknowledges: false);

        var publishing = Parallel.ForEachAsync(
            Enumerable.Range(0, needs), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) => await publisher.PublishAsync(Some.Need()));
        for (var cut = 1; cut <= cuts; cut++)
        {
            var seen = portal.Events.Count;
            await Eventually.Is("something came since the last cut", () => portal.Events.Count > seen || publishing.IsCompleted);
            if (publishing.IsCompleted) await publisher.PublishAsync(Some.Need());
            // Else the cut may hit a connection on which the stream was not open again yet.
            await Eventually.Is("the stream is open again", () => portal.Opened >= cut);
            await Eventually.Is("an open connection was cut", () => network.Cut() > 0);
        }
        await publishing;

        var feed = await AllOnFeedAsync(subscription, needs);
        await Eventually.Is("everything is on the stream", () => portal.Events.Count >= feed.Count);
        Assert.Equal(feed, portal.Events);
        Assert.Equal(Enumerable.Range(1, feed.Count).Select(number => (long)number), portal.Events.Select(each => each.Sequence));
        await Eventually.Is("it was opened again after each cut", () => portal.Opened > cuts);
    }

    private static async Task<IReadOnlyList<Delivered>> AllOnFeedAsync(Subscription subscription, int atLeast)
    {
        IReadOnlyList<Delivered> feed = [];
        await Eventually.Is("everything is on the feed", async () =>
        {
            var before = feed.Count;
            feed = await subscription.FeedAsync();
            return feed.Count >= atLeast && feed.Count == before;
        });
        return feed;
    }
}
