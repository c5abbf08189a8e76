using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matches;
using SocialEnzyme.Hub.UnitTests.Matching;

namespace SocialEnzyme.Hub.UnitTests.Opportunities;

public sealed class NeedBookTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_book_finds_what_judging_every_need_finds_while_needs_come_change_and_end(int seed)
    {
        var random = new RandomPairs(seed);
        using var book = new NeedBook();
        var all = new Dictionary<Guid, PublicNeed>();
        var ids = Enumerable.Range(0, 400).Select(_ => Guid.CreateVersion7()).ToArray();
        var matches = 0;
        for (var round = 0; round < 20; round++)
        {
            var changes = Enumerable.Range(0, 60).Select(_ => random.Pick(ids)).Distinct()
                .Select(id => new OpenNeedStore.Changed(id, round, random.Pick(true, false, false) ? null : random.Need())).ToList();
            foreach (var change in changes)
            {
                if (change.Need is null) all.Remove(change.Id);
                else all[change.Id] = change.Need;
            }
            book.Apply(changes);
            Assert.All(ids, id => Assert.Same(all.GetValueOrDefault(id), book.Find(id)?.Content));
            for (var i = 0; i < 20; i++)
            {
                var offer = random.Offer();
                var found = book.Match(offer, Matching.Needs.Noon);
                Assert.Equal(all.Where(one => NaiveMatch.Fits(one.Value, offer, Matching.Needs.Noon)).Select(one => one.Key).Order(), found.Select(one => one.Id).Order());
                matches += found.Count;
            }
        }
        Assert.True(matches > 100, "Hardly anything was found, so hardly anything was compared.");
    }
}
