using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Log;

namespace SocialEnzyme.Hub.UnitTests.Opportunities;

public sealed class FollowedNeedsTests
{
    private static readonly Guid One = Guid.CreateVersion7(), Other = Guid.CreateVersion7();

    [Fact]
    public void What_was_read_earlier_never_undoes_what_was_read_later()
    {
        var followed = new FollowedNeeds();
        followed.Apply([new(3, One, new Filter.Category(["it"])), new(4, Other, null)]);
        // Another reader saw this before, and comes with it after.
        followed.Apply([new(1, One, new Filter.Category(["transport"])), new(2, Other, new Filter.Everything())]);

        Assert.Equal(4, followed.Revision);
        Assert.Empty(Match(followed, "transport"));
        Assert.Equal([One], Match(followed, "it"));
    }

    [Fact]
    public void Several_changes_of_one_reading_are_all_taken_whatever_their_order()
    {
        var followed = new FollowedNeeds();
        followed.Apply([new(9, One, new Filter.Everything()), new(5, Other, new Filter.Everything())]);
        Assert.Equal(new[] { One, Other }.Order(), Match(followed, "it").Order());
    }

    private static List<Guid> Match(FollowedNeeds followed, string category)
    {
        var found = new List<Guid>();
        followed.Match(Matching.Needs.Local(category: category), found);
        return found;
    }
}
