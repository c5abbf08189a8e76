using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

public sealed class CareTests(OpportunitiesHub hub) : IClassFixture<OpportunitiesHub>
{
    [Fact]
    public async Task The_host_of_a_need_is_told_once_that_somebody_has_waited_two_days_and_nobody_else_is()
    {
        var (host, helper) = (new Owner(hub), new Owner(hub, "market", "company"));
        var (toHost, toHelper) = (await host.FollowAsync("matches"), await helper.FollowAsync("matches"));
        var category = Matchmaking.Category();
        var need = await hub.PublishNeedAsync(host.Need(category) with { ContactRole = "frivilligkoordinator" });
        await hub.PublishOfferAsync(helper.Offer(category));
        var match = Assert.Single(await host.MatchesAsync(need, 1));
        await helper.AnswerAsync(match, "accept");
        await host.ToldAsync(toHost, 2);

        // Not yet: it is the clock of the database that says when two days have passed.
        await hub.MeddleAsync("UPDATE matches SET offer_yes_at = now() - interval '47 hours 59 minutes' WHERE id = $1", (Guid)match["id"]!);
        var other = await SettledAsync();
        Assert.Equal(["matched", "answered"], await host.ToldAsync(toHost, 2));

        await hub.MeddleAsync("UPDATE matches SET offer_yes_at = now() - interval '48 hours 1 second' WHERE id = $1", (Guid)match["id"]!);
        Assert.Equal(["matched", "answered", "unanswered"], await host.ToldAsync(toHost, 3));
        var said = (JsonNode)(await host.GetAsync($"/v1/subscriptions/{toHost}/events")).Body!["events"]![2]!["data"]!;
        Assert.Equal(((string)match["id"]!, "frivilligkoordinator"), ((string)said["matchId"]!, (string)said["contactRole"]!));
        Assert.NotNull(said["waitingSince"]);

        // Two replicas look for it, again and again; and the one who waits is not told that somebody is reminded.
        await SettledAsync();
        await host.AnswerAsync(match, "accept");
        Assert.Equal(["matched", "answered", "unanswered", "agreed"], await host.ToldAsync(toHost, 4));
        Assert.Equal(["matched", "answered", "agreed"], await helper.ToldAsync(toHelper, 3));
        Assert.NotEqual(other, Guid.Empty);
    }

    // Another host was told since: whoever was due before has been looked at.
    private async Task<Guid> SettledAsync()
    {
        var (host, helper) = (new Owner(hub), new Owner(hub, "market", "company"));
        var feed = await host.FollowAsync("matches");
        var category = Matchmaking.Category();
        var need = await hub.PublishNeedAsync(host.Need(category));
        await hub.PublishOfferAsync(helper.Offer(category));
        var match = Assert.Single(await host.MatchesAsync(need, 1));
        await helper.AnswerAsync(match, "accept");
        await hub.MeddleAsync("UPDATE matches SET offer_yes_at = now() - interval '3 days' WHERE id = $1", (Guid)match["id"]!);
        await Eventually.Is("the other host is told", async () => (await host.ToldAsync(feed, 3)).Contains("unanswered"));
        return need;
    }
}
