using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class OvertakingTests(OpportunitiesHub hub)
{
    [Fact]
    public async Task Whoever_got_a_need_hears_of_its_end_also_when_two_replicas_have_both_in_hand_at_once()
    {
        var subscriber = hub.NewSubscriber();
        var subscription = await subscriber.FollowAsync();
        var needs = Enumerable.Range(0, 200).Select(_ => Guid.CreateVersion7()).ToList();

        var messages = await Task.WhenAll(needs.SelectMany(need => new[]
        {
            hub.PublishAsync(subscriber.Published(need)),
            hub.PublishAsync(new NeedWithdrawn(need, 2, "fundet på anden vis", DateTimeOffset.UtcNow)),
        }));
        await hub.ConsumedAsync(messages);

        var events = (await subscriber.FeedOfAsync(subscription, 1)).Select(item => ((string)item["subject"]!, (string)item["type"]!)).ToList();
        var open = events.Where(item => item.Item2.EndsWith("published.v1", StringComparison.Ordinal)).Select(item => item.Item1).ToList();
        var ended = events.Where(item => item.Item2.EndsWith("withdrawn.v1", StringComparison.Ordinal)).Select(item => item.Item1).ToList();
        Assert.Empty(open.Except(ended));
    }
}
