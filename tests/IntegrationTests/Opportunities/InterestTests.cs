using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class InterestTests(OpportunitiesHub hub)
{
    [Fact]
    public async Task Three_needs_with_one_outcome_within_2_km_are_one_shared_interest_of_the_three_owners()
    {
        var outcome = $"Færre er ensomme {Guid.CreateVersion7():n}";
        var owners = Enumerable.Range(0, 4).Select(_ => new Owner(hub)).ToList();
        var feeds = await Task.WhenAll(owners.Select(owner => owner.FollowAsync("interests")));
        // At once, on two replicas: whichever is last sees the others. The fourth lies too far away.
        var needs = await Task.WhenAll(owners.Select((owner, i) =>
            hub.PublishNeedAsync(owner.Need(Matchmaking.Category(), i == 3 ? 55.75 : 55.68 + (i * 0.005)) with { Outcome = i == 1 ? outcome.ToUpperInvariant() : outcome })));

        var told = new List<string>();
        foreach (var i in Enumerable.Range(0, 3))
        {
            Assert.Equal(["found"], await owners[i].ToldAsync(feeds[i], 1));
            var interest = Assert.Single((await owners[i].GetAsync("/v1/interests")).Body!["items"]!.AsArray())!;
            Assert.Equal(owners.Take(3).Select(owner => owner.Id.ToString()).Order(), interest["needs"]!.AsArray().Select(need => (string)need!["ownerId"]!).Order());
            told.Add((string)interest["id"]!);
        }
        Assert.Single(told.Distinct());
        await Eventually.Is("the fourth need is known", async () => (await owners[3].GetAsync($"/v1/needs/{needs[3]}/matches")).Status == 200);
        Assert.Empty((await owners[3].GetAsync("/v1/interests")).Body!["items"]!.AsArray());

        // The same again: still one.
        await hub.TellAsync(new NeedUpdated(needs[0], 2, owners[0].Need(Matchmaking.Category()) with { Outcome = outcome }, DateTimeOffset.UtcNow));
        Assert.Single((await owners[0].GetAsync("/v1/interests")).Body!["items"]!.AsArray());
        Assert.Equal(["found"], await owners[0].ToldAsync(feeds[0], 1));

        // One more in the same place: the next version of the same.
        var fifth = new Owner(hub);
        await hub.PublishNeedAsync(fifth.Need(Matchmaking.Category(), 55.683) with { Outcome = outcome });
        Assert.Equal(["found", "found"], await owners[2].ToldAsync(feeds[2], 2));
        var grown = Assert.Single((await fifth.GetAsync("/v1/interests")).Body!["items"]!.AsArray())!;
        Assert.Equal((told[0], 2L, 4), ((string)grown["id"]!, (long)grown["version"]!, grown["needs"]!.AsArray().Count));
    }
}
