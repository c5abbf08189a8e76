using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Matching;

namespace SocialEnzyme.Hub.UnitTests.Matching;

public sealed class SubscriptionIndexTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void The_index_finds_what_asking_every_filter_finds_while_subscriptions_come_change_and_go(int seed)
    {
        var random = new RandomFilters(seed);
        var index = new SubscriptionIndex();
        var all = new Dictionary<Guid, Filter>();
        var ids = Enumerable.Range(0, 600).Select(_ => Guid.CreateVersion7()).ToArray();
        for (var round = 0; round < 20; round++)
        {
            for (var change = 0; change < 60; change++)
            {
                var id = random.Pick(ids);
                if (random.Pick([true, false, false]))
                {
                    Assert.Equal(all.Remove(id), index.Remove(id));
                }
                else
                {
                    all[id] = random.Filter();
                    index.Set(id, all[id]);
                }
            }
            Assert.Equal(all.Count, index.Count);
            for (var i = 0; i < 20; i++)
            {
                AssertSame(all, index, random.Need());
            }
        }
    }

    [Fact]
    public void A_national_need_is_found_under_every_municipality_and_each_subscription_once()
    {
        var index = new SubscriptionIndex();
        var id = Guid.CreateVersion7();
        index.Set(id, new Filter.Municipality(["0101", "0147", "0751"]));

        Assert.Equal([id], Match(index, Needs.Local() with { Scope = "national", Municipality = null }));
    }

    [Fact]
    public void A_changed_filter_replaces_the_old_one()
    {
        var index = new SubscriptionIndex();
        var id = Guid.CreateVersion7();
        index.Set(id, new Filter.Category(["transport"]));
        index.Set(id, new Filter.Category(["lektier"]));

        Assert.Empty(Match(index, Needs.Local(category: "transport")));
        Assert.Equal([id], Match(index, Needs.Local(category: "lektier")));
        Assert.Equal(1, index.Count);
    }

    [Fact]
    public void A_subscription_that_is_not_there_cannot_be_removed() => Assert.False(new SubscriptionIndex().Remove(Guid.CreateVersion7()));

    [Fact]
    public void The_keys_of_many_subscriptions_are_spread_and_taken_back()
    {
        var index = new SubscriptionIndex();
        var ids = Enumerable.Range(0, 20_000).Select(_ => Guid.CreateVersion7()).ToArray();
        for (var i = 0; i < ids.Length; i++)
        {
            index.Set(ids[i], new Filter.Category([$"category {i % 5_000}"]));
        }
        Assert.Equal(4, Match(index, Needs.Local(category: "category 4999")).Count);

        foreach (var id in ids[1..])
        {
            Assert.True(index.Remove(id));
        }
        Assert.Empty(Match(index, Needs.Local(category: "category 4999")));
        Assert.Equal([ids[0]], Match(index, Needs.Local(category: "category 0")));
    }

    [Fact]
    public void A_filter_of_many_branches_with_long_lists_is_still_found()
    {
        Filter.Category Long(int n) => new([.. Enumerable.Range(0, 100).Select(i => $"{n} {i}")]);
        Filter.Any Branches(int n) => new([.. Enumerable.Range(0, 8).Select(i => Long((n * 8) + i))]);
        var index = new SubscriptionIndex();
        var id = Guid.CreateVersion7();
        index.Set(id, new Filter.Any([Branches(0), Branches(1), Branches(2), Branches(3)]));

        Assert.Equal([id], Match(index, Needs.Local(category: "31 99")));
        Assert.Empty(Match(index, Needs.Local(category: "32 0")));
    }

    private static void AssertSame(Dictionary<Guid, Filter> all, SubscriptionIndex index, PublicNeed need)
    {
        var expected = all.Where(one => FilterMatch.Meets(one.Value, need)).Select(one => one.Key).Order();
        Assert.Equal(expected, Match(index, need).Order());
    }

    private static List<Guid> Match(SubscriptionIndex index, PublicNeed need)
    {
        var found = new List<Guid>();
        index.Match(need, found);
        return found;
    }
}
