using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class MatchTests(OpportunitiesHub hub)
{
    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    [Fact]
    public async Task A_need_and_an_offer_nearby_give_each_side_one_suggestion_with_reasons_and_a_mutual_yes_one_agreement()
    {
        var (municipality, lawyer, category) = (new Owner(hub), new Owner(hub, "market", "company"), Matchmaking.Category());
        var (needFeed, offerFeed) = (await municipality.FollowAsync("matches"), await lawyer.FollowAsync("matches"));
        var need = await hub.PublishNeedAsync(municipality.Need(category) with { Wants = ["hours"] });
        await Eventually.Is("the need is known", async () => (await municipality.GetAsync($"/v1/needs/{need}/matches")).Status == 200);
        var offer = await hub.PublishOfferAsync(lawyer.Offer(category));

        var match = Assert.Single(await municipality.MatchesAsync(need, 1));
        Assert.Equal(match.ToJsonString(), Assert.Single(await lawyer.MatchesOfAsync("offers", offer)).ToJsonString());
        var reasons = match["reasons"]!.AsArray().ToDictionary(reason => (string)reason!["criterion"]!, reason => (string)reason!["text"]!);
        Assert.Contains(category, reasons["category"], StringComparison.Ordinal);
        Assert.Contains("5,0 km", reasons["area"], StringComparison.Ordinal);
        Assert.Contains("timer", reasons["kind"], StringComparison.Ordinal);
        Assert.Equal(["matched"], await municipality.ToldAsync(needFeed, 1));
        Assert.Equal(["matched"], await lawyer.ToldAsync(offerFeed, 1));

        // Both at once, from both sides and several times.
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => (i % 2 == 0 ? municipality : lawyer).AnswerAsync(match, "accept")));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        // One yes was first. Whom the news of both overtook is not told of the first any more.
        var told = await municipality.ToldUntilAsync(needFeed, "agreed");
        Assert.Contains(string.Join(' ', told), new[] { "matched answered agreed", "matched agreed" });
        Assert.Equal(told, await lawyer.ToldUntilAsync(offerFeed, "agreed"));
        var agreed = (await lawyer.AnswerAsync(match, "accept")).Body!;
        Assert.Equal(("agreed", 3L), ((string)agreed["state"]!, (long)agreed["version"]!));
        Assert.Equal(409, (await lawyer.AnswerAsync(match, "decline")).Status);
    }

    [Fact]
    public async Task A_need_finds_the_offers_that_came_before_it()
    {
        var (municipality, lawyer, category) = (new Owner(hub), new Owner(hub, "market", "company"), Matchmaking.Category());
        var offer = Guid.CreateVersion7();
        await hub.TellAsync(new OfferPublished(offer, 1, lawyer.Offer(category), Now));
        var need = await hub.PublishNeedAsync(municipality.Need(category.ToUpperInvariant()));
        Assert.Equal(offer, (Guid)Assert.Single(await municipality.MatchesAsync(need, 1))["offerId"]!);
    }

    [Fact]
    public async Task A_third_participant_finds_nothing_anywhere()
    {
        var (municipality, lawyer, stranger, category) = (new Owner(hub), new Owner(hub, "market", "company"), new Owner(hub), Matchmaking.Category());
        var need = await hub.PublishNeedAsync(municipality.Need(category));
        var offer = await hub.PublishOfferAsync(lawyer.Offer(category) with { Visibility = new PublicVisibility([], [municipality.Id]) });
        var match = Assert.Single(await municipality.MatchesAsync(need, 1));

        Assert.Equal(200, (await lawyer.GetAsync($"/v1/matches/{match["id"]}")).Status);
        foreach (var path in new[] { $"/v1/needs/{need}/matches", $"/v1/offers/{offer}/matches", $"/v1/matches/{match["id"]}", $"/v1/matches:explain?need={need}&offer={offer}" })
        {
            Assert.Equal(404, (await stranger.GetAsync(path)).Status);
        }
        Assert.Equal(404, (await stranger.AnswerAsync(match, "accept")).Status);
        Assert.Equal(404, (await stranger.AnswerAsync(match, "decline")).Status);
        Assert.Equal(404, (await lawyer.GetAsync($"/v1/needs/{need}/matches")).Status);
        Assert.Equal(404, (await municipality.GetAsync($"/v1/offers/{offer}/matches")).Status);
        Assert.Equal(200, (await municipality.GetAsync($"/v1/matches:explain?need={need}&offer={offer}")).Status);
    }

    [Fact]
    public async Task Whoever_may_see_both_sides_hears_why_they_do_not_fit()
    {
        var (municipality, lawyer, stranger, category) = (new Owner(hub), new Owner(hub, "market", "company"), new Owner(hub), Matchmaking.Category());
        var (need, offer) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await hub.TellAsync(new NeedPublished(need, 1, municipality.Need(category), Now));
        await hub.TellAsync(new OfferPublished(offer, 1, lawyer.Offer(category, latitude: 56.5), Now));

        var (status, pair) = await stranger.GetAsync($"/v1/matches:explain?need={need}&offer={offer}");

        Assert.Equal(200, status);
        Assert.False((bool)pair!["isMatch"]!);
        Assert.Equal(["area"], pair["reasons"]!.AsArray().Where(reason => !(bool)reason!["isMet"]!).Select(reason => (string)reason!["criterion"]!));
        Assert.Equal(1_000, pair["reasons"]!.AsArray().Sum(reason => (int)reason!["weight"]!));
        Assert.Equal((int)pair["score"]!, pair["reasons"]!.AsArray().Sum(reason => (int)reason!["weight"]! * (int)reason["score"]! / 1_000));
        Assert.Equal("1", (string)pair["algorithm"]!);
        Assert.Empty(await municipality.MatchesOfAsync("needs", need));
    }

    [Fact]
    public async Task A_match_follows_both_sides_is_withdrawn_when_they_fit_no_more_and_suggested_when_they_fit_again()
    {
        var (municipality, lawyer, category) = (new Owner(hub), new Owner(hub, "market", "company"), Matchmaking.Category());
        var feed = await lawyer.FollowAsync("matches");
        var need = await hub.PublishNeedAsync(municipality.Need(category));
        var offer = await hub.PublishOfferAsync(lawyer.Offer(category));
        var match = Assert.Single(await municipality.MatchesAsync(need, 1));

        // Nearer: another score, and nobody is told.
        await hub.TellAsync(new OfferUpdated(offer, 2, lawyer.Offer(category, latitude: 55.70), Now));
        var nearer = Assert.Single(await municipality.MatchesAsync(need, 1));
        Assert.True((int)nearer["score"]! > (int)match["score"]!);
        Assert.Equal(2, (long)nearer["version"]!);
        await hub.TellAsync(new NeedUpdated(need, 2, municipality.Need("noget andet"), Now));
        var gone = Assert.Single(await municipality.MatchesAsync(need, 1, "withdrawn"));
        Assert.Equal("changed", (string)gone["reason"]!);
        Assert.Equal(409, (await lawyer.AnswerAsync(match, "accept")).Status);
        await hub.TellAsync(new NeedUpdated(need, 3, municipality.Need(category), Now));
        Assert.Equal((string)match["id"]!, (string)Assert.Single(await municipality.MatchesAsync(need, 1))["id"]!);
        await hub.TellAsync(new OfferUpdated(offer, 3, lawyer.Offer(category) with { Status = "paused" }, Now));
        Assert.Equal("offer-paused", (string)Assert.Single(await municipality.MatchesAsync(need, 1, "withdrawn"))["reason"]!);
        await hub.TellAsync(new OfferUpdated(offer, 4, lawyer.Offer(category), Now));
        await municipality.MatchesAsync(need, 1);
        await hub.TellAsync(new NeedFilled(need, 4, Now));
        Assert.Equal("need-filled", (string)Assert.Single(await municipality.MatchesAsync(need, 1, "withdrawn"))["reason"]!);

        Assert.Equal(["matched", "withdrawn", "matched", "withdrawn", "matched", "withdrawn"], await lawyer.ToldAsync(feed, 6));
    }

    [Fact]
    public async Task Offers_that_come_twice_late_or_out_of_order_have_the_effect_of_once_in_order()
    {
        var (municipality, lawyer, category) = (new Owner(hub), new Owner(hub, "market", "company"), Matchmaking.Category());
        var feed = await lawyer.FollowAsync("matches");
        var need = await hub.PublishNeedAsync(municipality.Need(category));
        var (offer, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());

        var second = await hub.TellAsync(new OfferUpdated(offer, 2, lawyer.Offer(category), Now));
        await municipality.MatchesAsync(need, 1);
        await hub.TellAsync(new OfferPublished(offer, 1, lawyer.Offer("et andet emne"), Now));
        await hub.PublishAsync(new OfferUpdated(offer, 2, lawyer.Offer(category), Now), second);
        await hub.TellAsync(new OfferWithdrawn(other, 2, "fortrudt", Now));
        await hub.TellAsync(new OfferPublished(other, 1, lawyer.Offer(category), Now));
        await hub.TellAsync(new OfferWithdrawn(offer, 3, "fortrudt", Now));
        await hub.TellAsync(new OfferUpdated(offer, 2, lawyer.Offer(category), Now));

        var only = Assert.Single(await municipality.MatchesOfAsync("needs", need));
        Assert.Equal(("withdrawn", "offer-withdrawn", offer.ToString()), ((string)only["state"]!, (string)only["reason"]!, (string)only["offerId"]!));
        Assert.Equal(["matched", "withdrawn"], await lawyer.ToldAsync(feed, 2));
    }

    [Fact]
    public async Task No_pair_is_missed_when_a_need_and_an_offer_arrive_at_once()
    {
        var municipality = new Owner(hub);
        var needs = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var (category, lawyer) = (Matchmaking.Category(), new Owner(hub, "market", "company"));
            var publishing = i % 2 == 0 ? hub.PublishOfferAsync(lawyer.Offer(category)) : Task.FromResult(Guid.Empty);
            var need = await hub.PublishNeedAsync(municipality.Need(category));
            await (i % 2 == 0 ? publishing : hub.PublishOfferAsync(lawyer.Offer(category)));
            return need;
        }));

        foreach (var need in needs)
        {
            await municipality.MatchesAsync(need, 1);
        }
    }

    [Fact]
    public async Task A_one_off_offer_is_agreed_with_one_of_all_who_say_yes_at_once_and_gone_for_the_others()
    {
        var (municipality, lawyer, category) = (new Owner(hub), new Owner(hub, "market", "company"), Matchmaking.Category());
        var offer = Guid.CreateVersion7();
        await hub.TellAsync(new OfferPublished(offer, 1, lawyer.Offer(category) with { IsStanding = false }, Now));
        var needs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => hub.PublishNeedAsync(municipality.Need(category))));
        var matches = new List<JsonNode>();
        foreach (var need in needs)
        {
            matches.AddRange(await municipality.MatchesAsync(need, 1));
        }
        await Task.WhenAll(matches.Select(match => municipality.AnswerAsync(match, "accept")));

        var answers = await Task.WhenAll(matches.Select(match => lawyer.AnswerAsync(match, "accept")));

        Assert.Equal([200, 409, 409, 409], answers.Select(answer => answer.Status).Order());
        await Eventually.Is("the others are withdrawn", async () =>
            (await lawyer.MatchesOfAsync("offers", offer)).Count(match => (string)match["state"]! == "withdrawn" && (string)match["reason"]! == "offer-taken") == 3);
        var late = Guid.CreateVersion7();
        await hub.TellAsync(new NeedPublished(late, 1, municipality.Need(category), Now));
        Assert.Empty(await municipality.MatchesOfAsync("needs", late));

        // What was agreed comes to nothing: the offer is free again.
        var agreed = (await lawyer.MatchesOfAsync("offers", offer)).Single(match => (string)match["state"]! == "agreed");
        await hub.TellAsync(new NeedWithdrawn(Guid.Parse((string)agreed["needId"]!), 2, "fundet på anden vis", Now));
        await municipality.MatchesAsync(late, 1);
    }

    [Fact]
    public async Task A_declined_suggestion_makes_room_for_the_next_best_and_is_not_made_again()
    {
        var (municipality, lawyer, category) = (new Owner(hub), new Owner(hub, "market", "company"), Matchmaking.Category());
        var offers = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            offers.Add(Guid.CreateVersion7());
            await hub.TellAsync(new OfferPublished(offers[i], 1, lawyer.Offer(category, latitude: 55.69 + (i * 0.01)), Now));
        }
        var need = await hub.PublishNeedAsync(municipality.Need(category));
        // Two of one owner, the nearest.
        var suggested = await municipality.MatchesAsync(need, 2);
        Assert.Equal(offers.Take(2).Order(), suggested.Select(match => (Guid)match["offerId"]!).Order());

        var (status, declined) = await municipality.AnswerAsync(suggested[0], "decline", new { reason = "Vi har fundet en anden" });
        Assert.Equal((200, "declined", "Vi har fundet en anden"), (status, (string)declined!["state"]!, (string)declined["reason"]!));
        Assert.Equal(200, (await municipality.AnswerAsync(suggested[0], "decline")).Status);
        Assert.Equal(409, (await municipality.AnswerAsync(suggested[0], "accept")).Status);

        var left = await municipality.MatchesAsync(need, 2);
        Assert.Contains(offers[2], left.Select(match => (Guid)match["offerId"]!));
        var other = offers.Single(offer => offer != offers[2] && left.All(match => (Guid)match["offerId"]! != offer));
        await hub.TellAsync(new OfferUpdated(other, 2, lawyer.Offer(category, latitude: 55.68), Now));
        await hub.TellAsync(new NeedUpdated(need, 2, municipality.Need(category), Now));
        await municipality.MatchesAsync(need, 2);
        Assert.Single(await municipality.MatchesAsync(need, 1, "declined"));
    }

    [Fact]
    public async Task A_service_hears_how_many_offers_would_fit_a_need()
    {
        var (municipality, lawyer, category) = (new Owner(hub), new Owner(hub, "market", "company"), Matchmaking.Category());
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await hub.TellAsync(new OfferPublished(first, 1, lawyer.Offer(category), Now));
        await hub.TellAsync(new OfferPublished(second, 1, lawyer.Offer(category), Now));
        Assert.Equal((2, 2), await ReachAsync());
        await hub.TellAsync(new OfferWithdrawn(first, 2, "fortrudt", Now));
        Assert.Equal((1, 1), await ReachAsync());

        // Both replicas.
        async Task<(int, int)> ReachAsync() => (await OffersAsync(), await OffersAsync());

        async Task<int> OffersAsync()
        {
            var (client, headers) = hub.AsService();
            return (await client.CountReachAsync(new() { Need = JsonSerializer.Serialize(municipality.Need(category), JsonSerializerOptions.Web) }, headers)).Offers;
        }
    }

    [Fact]
    public async Task A_list_of_matches_goes_on_where_its_cursor_says()
    {
        var (municipality, category) = (new Owner(hub), Matchmaking.Category());
        var need = await hub.PublishNeedAsync(municipality.Need(category));
        for (var i = 0; i < 3; i++)
        {
            await hub.PublishOfferAsync(new Owner(hub, "civil", "association").Offer(category));
        }
        var all = (await municipality.MatchesAsync(need, 3)).Select(match => (string)match["id"]!).Order().ToList();
        var first = (await municipality.GetAsync($"/v1/needs/{need}/matches?limit=2")).Body!;
        var second = (await municipality.GetAsync($"/v1/needs/{need}/matches?limit=2&cursor={first["cursor"]}")).Body!;
        Assert.Equal(all, first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(match => (string)match!["id"]!));
        Assert.Null(second["cursor"]);
        Assert.Equal(400, (await municipality.GetAsync($"/v1/needs/{need}/matches?cursor=x")).Status);
        Assert.Equal(422, (await municipality.GetAsync($"/v1/needs/{need}/matches?limit=0")).Status);
    }
}
