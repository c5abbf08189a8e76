using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matching.Pairs;

namespace SocialEnzyme.Hub.UnitTests.Matching;

public sealed class OfferIndexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_index_finds_what_judging_every_offer_finds_while_offers_come_change_and_go(int seed)
    {
        var random = new RandomPairs(seed);
        var index = new OfferIndex();
        var all = new Dictionary<Guid, PublicOffer>();
        var ids = Enumerable.Range(0, 400).Select(_ => Guid.CreateVersion7()).ToArray();
        var found = new List<(Guid Id, PublicOffer Offer, PairVerdict Verdict)>();
        var matches = 0;
        for (var round = 0; round < 20; round++)
        {
            for (var change = 0; change < 60; change++)
            {
                var id = random.Pick(ids);
                if (random.Pick(true, false, false))
                {
                    Assert.Equal(all.Remove(id), index.Remove(id));
                }
                else
                {
                    index.Set(id, all[id] = random.Offer());
                }
            }
            Assert.Equal(all.Count, index.Count);
            for (var i = 0; i < 20; i++)
            {
                var need = random.Need();
                found.Clear();
                index.Match(need, Needs.Noon, found);
                Assert.Equal(all.Where(one => NaiveMatch.Fits(need, one.Value, Needs.Noon)).Select(one => one.Key).Order(), found.Select(one => one.Id).Order());
                matches += found.Count;
            }
        }
        Assert.True(matches > 100, "Hardly anything was found, so hardly anything was compared.");
    }
}
