using SocialEnzyme.Hub.Opportunities.Matches;

namespace SocialEnzyme.Hub.UnitTests.Opportunities;

public sealed class ShortlistTests
{
    private static readonly Dictionary<Guid, int> Nobody = [];
    private static readonly Guid Need = Guid.CreateVersion7();
    private static readonly Guid Big = Guid.CreateVersion7();

    [Fact]
    public void A_company_with_a_hundred_equal_offers_does_not_crowd_out_nine_associations_with_one_each()
    {
        var small = Enumerable.Range(0, 9).Select(_ => Offer(Guid.CreateVersion7())).ToList();
        var all = Enumerable.Range(0, 100).Select(_ => Offer(Big)).Concat(small).ToList();
        for (var i = 0; i < 50; i++)
        {
            var chosen = Choose(Guid.CreateVersion7(), all, [], Nobody);
            Assert.Equal(10, chosen.Count);
            Assert.Superset(small.Select(offer => offer.OfferId).ToHashSet(), chosen.ToHashSet());
        }
    }

    [Fact]
    public void The_better_score_comes_first_whoever_has_it()
    {
        var offers = Enumerable.Range(1, 20).Select(score => Offer(Guid.CreateVersion7(), score)).ToList();
        var chosen = Choose(Need, offers, [], new() { [offers[^1].OwnerId] = 99 });
        Assert.Equal(offers.AsEnumerable().Reverse().Take(10).Select(offer => offer.OfferId), chosen);
    }

    [Fact]
    public void Among_equals_those_come_first_of_whom_least_was_suggested()
    {
        var offers = Enumerable.Range(0, 12).Select(_ => Offer(Guid.CreateVersion7())).ToList();
        var busy = new Dictionary<Guid, int> { [offers[3].OwnerId] = 4, [offers[7].OwnerId] = 5 };
        var chosen = Choose(Need, offers, [], busy);
        Assert.Equal(offers.Where(offer => !busy.ContainsKey(offer.OwnerId)).Select(offer => offer.OfferId).Order(), chosen.Order());
    }

    [Fact]
    public void Equal_offers_take_turns_over_needs_and_the_same_need_asks_the_same()
    {
        var offers = Enumerable.Range(0, 20).Select(_ => Offer(Guid.CreateVersion7())).ToList();
        var times = Enumerable.Range(0, 1_000).SelectMany(_ => Choose(Guid.CreateVersion7(), offers, [], Nobody)).CountBy(offer => offer).ToDictionary();
        Assert.All(offers, offer => Assert.InRange(times[offer.OfferId], 400, 600));
        Assert.Equal(Choose(Need, offers, [], Nobody), Choose(Need, offers.AsEnumerable().Reverse(), [], Nobody));
    }

    [Fact]
    public void What_a_need_and_an_owner_have_already_counts()
    {
        var offers = Enumerable.Range(0, 5).Select(i => Offer(Big, 100 + i)).ToList();
        var others = Enumerable.Range(0, 8).Select(_ => Guid.CreateVersion7()).ToList();
        Assert.Equal(2, Choose(Need, offers, [], Nobody).Count);
        Assert.Single(Choose(Need, offers, [Big], Nobody));
        Assert.Empty(Choose(Need, offers, [Big, Big], Nobody));
        Assert.Single(Choose(Need, offers, [.. others, Guid.CreateVersion7()], Nobody));
        Assert.Empty(Choose(Need, offers, [.. others, Guid.CreateVersion7(), Guid.CreateVersion7()], Nobody));
        Assert.Single(Choose(Need, offers, [], new() { [Big] = Shortlist.PerOwner - 1 }));
        Assert.Empty(Choose(Need, offers, [], new() { [Big] = Shortlist.PerOwner }));
    }

    [Fact]
    public void An_offer_is_suggested_to_the_needs_it_fits_best_that_have_room_and_to_no_more_than_its_owner_may_have()
    {
        Shortlist.Asked[] needs =
        [
            new(Guid.CreateVersion7(), 500, (0, 0)), new(Guid.CreateVersion7(), 900, (Shortlist.PerNeed, 0)),
            new(Guid.CreateVersion7(), 900, (3, Shortlist.PerNeedAndOwner)), new(Guid.CreateVersion7(), 700, (9, 1)), new(Guid.CreateVersion7(), 700, (1, 1)),
        ];
        var offer = Guid.CreateVersion7();
        Assert.Equal([needs[4].NeedId, needs[3].NeedId, needs[0].NeedId], Shortlist.ForOffer(offer, needs, 0));
        Assert.Equal([needs[4].NeedId], Shortlist.ForOffer(offer, needs, Shortlist.PerOwner - 1));
        Assert.Empty(Shortlist.ForOffer(offer, needs, Shortlist.PerOwner + 1));
    }

    private static IReadOnlyList<Guid> Choose(Guid need, IEnumerable<Shortlist.Offered> offers, Guid[] live, Dictionary<Guid, int> liveOf) =>
        Shortlist.ForNeed(need, offers, live, liveOf);

    private static Shortlist.Offered Offer(Guid owner, int score = 800) => new(Guid.CreateVersion7(), owner, score);
}
