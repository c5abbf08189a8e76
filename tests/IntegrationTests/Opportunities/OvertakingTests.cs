using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class OvertakingTests(OpportunitiesHub hub)
{
    [Fact]
    public async Task Whoever_got_a_need_hears_of_its_end_also_when_two_replicas_have_update_and_end_in_hand_at_once()
    {
        var subscriber = hub.NewSubscriber();
        var subscription = await subscriber.FollowAsync();
        var needs = Enumerable.Range(0, 150).Select(_ => Guid.CreateVersion7()).ToList();
        await hub.ConsumedAsync(await Task.WhenAll(needs.Select(need => hub.PublishAsync(subscriber.Published(need)))));

        await hub.ConsumedAsync(await Task.WhenAll(needs.SelectMany(need => new[]
        {
            hub.PublishAsync(subscriber.Updated(need, 2)),
            hub.PublishAsync(new NeedWithdrawn(need, 3, "fundet på anden vis", DateTimeOffset.UtcNow)),
        })));

        var ended = (await subscriber.FeedOfAsync(subscription, 2 * needs.Count))
            .Where(item => ((string)item["type"]!).EndsWith("withdrawn.v1", StringComparison.Ordinal)).Select(item => (string)item["subject"]!);
        Assert.Equal(needs.Select(need => $"needs/{need}").Order(), ended.Order());
    }
}
