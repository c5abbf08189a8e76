using SocialEnzyme.Hub.Opportunities.Interests;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.UnitTests.Opportunities;

public sealed class InterestTests
{
    private static readonly Guid Owner = Guid.CreateVersion7();

    [Fact]
    public void Three_needs_with_one_outcome_in_one_place_are_one_interest_and_a_fourth_far_away_is_not_in_it()
    {
        var known = new KnownInterests([], []);
        Wish[] wishes = [At(55.70), At(55.71), At(55.705), At(55.75)];
        Assert.Null(known.Place(wishes[0]));
        Assert.Null(known.Place(wishes[1]));
        var found = known.Place(wishes[2])!;
        Assert.Equal(1, found.Version);
        Assert.Equal(wishes[..3].Select(wish => wish.OwnerId).Order(), found.Wishes.Select(wish => wish.OwnerId).Order());
        Assert.Null(known.Place(wishes[3]));
        // The same again changes nothing.
        Assert.Null(known.Place(wishes[2]));
        Assert.Single(known.All);
    }

    [Fact]
    public void One_more_need_makes_the_interest_grow_by_a_version()
    {
        var first = new Interest(Guid.CreateVersion7(), 3, "Færre er ensomme", [At(55.70), At(55.71), At(55.705)]);
        var grown = new KnownInterests([first], []).Place(At(55.706))!;
        Assert.Equal((first.Id, 4L, 4), (grown.Id, grown.Version, grown.Wishes.Count));
    }

    [Fact]
    public void Every_need_lies_near_every_other_and_another_owner_has_one()
    {
        // 1.1 km apart each: the outer ones are 2.2 km from each other.
        Assert.Null(Interest.Find(At(55.71), [At(55.70), At(55.72)]));
        Assert.Null(Interest.Find(At(55.71, Owner), [At(55.711, Owner), At(55.712, Owner)]));
        Assert.NotNull(Interest.Find(At(55.71, Owner), [At(55.711, Owner), At(55.712)]));
        // The nearest are not those that lie near each other.
        Assert.NotNull(Interest.Find(At(55.71), [At(55.7035), At(55.725), At(55.7251)]));
    }

    [Fact]
    public void Another_outcome_is_another_interest()
    {
        var known = new KnownInterests([], [At(55.70), At(55.71)]);
        Assert.Null(known.Place(At(55.705) with { Outcome = "noget andet" }));
        Assert.NotNull(known.Place(At(55.705) with { Outcome = "FÆRRE ER ENSOMME" }));
    }

    [Fact]
    public void A_need_that_moves_away_leaves()
    {
        var wishes = new[] { At(55.70), At(55.71), At(55.705) };
        var known = new KnownInterests([new Interest(Guid.CreateVersion7(), 1, "Færre er ensomme", wishes)], []);
        Assert.Null(known.Place(wishes[0] with { Place = new GeoPoint(56, 12) }));
        Assert.Equal([wishes[0].NeedId], known.Left);
    }

    private static Wish At(double latitude, Guid? owner = null) =>
        new(Guid.CreateVersion7(), owner ?? Guid.CreateVersion7(), "Eksempel", "Titel", "Færre er ensomme", new GeoPoint(latitude, 12.5));
}
