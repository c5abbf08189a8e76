using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Needs;
using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.UnitTests.Needs;

public sealed class NeedTests
{
    private static readonly DateTimeOffset Later = SomeNeed.Now.AddDays(1);

    [Theory]
    [InlineData("public", null)]
    [InlineData("civil", null)]
    [InlineData("market", "sector-not-allowed")]
    public void The_public_and_civil_sectors_publish(string sector, string? code) =>
        Assert.Equal(code, Need.UnlessMayPublish(SomeNeed.Publisher(sector))?.Code.Name);

    [Fact]
    public void A_key_without_the_scope_publishes_nothing() => Assert.Equal(
        "scope-missing", Need.UnlessMayPublish(SomeNeed.Publisher() with { Scopes = new HashSet<string> { Scopes.OffersWrite } })?.Code.Name);

    [Fact]
    public void A_need_that_states_no_end_ends_after_a_year() =>
        Assert.Equal(SomeNeed.Now.AddYears(1), SomeNeed.Published().ExpiresAt);

    [Fact]
    public void Nobody_hears_of_a_draft()
    {
        var change = Need.Publish(SomeNeed.Checked(), isDraft: true, SomeNeed.Publisher(), SomeNeed.Now);
        Assert.Null(change.Event);
        Assert.False(change.Need.IsPublic);
    }

    [Fact]
    public void A_draft_that_is_published_begins_its_year_then()
    {
        var draft = Need.Publish(SomeNeed.Checked(), isDraft: true, SomeNeed.Publisher(), SomeNeed.Now).Need;
        var change = SomeNeed.Done(draft.Update(SomeNeed.Checked(), isDraft: false, SomeNeed.Publisher(), Later));
        Assert.IsType<NeedPublished>(change.Event);
        Assert.Equal((2L, Later.AddYears(1)), (change.Need.Version, change.Need.ExpiresAt));
    }

    [Fact]
    public void Saying_the_same_again_changes_nothing()
    {
        var need = SomeNeed.Published();
        var change = SomeNeed.Done(need.PublishAgain(SomeNeed.Checked(), isDraft: false, SomeNeed.Publisher(), Later));
        Assert.Equal(("unchanged", 1L, (object?)null), (change.Outcome, change.Need.Version, change.Event));
    }

    [Fact]
    public void Another_address_alone_is_a_change()
    {
        var place = new NeedPlace(55.6761, 12.5683, "Rådhuspladsen 1");
        var need = SomeNeed.Published(SomeNeed.Content() with { Place = place });
        var moved = SomeNeed.Checked(SomeNeed.Content() with { Place = place with { Address = "Rådhuspladsen 3" } });
        var change = SomeNeed.Done(need.PublishAgain(moved, isDraft: false, SomeNeed.Publisher(), Later));
        Assert.Equal(("changed", 2L), (change.Outcome, change.Need.Version));
    }

    [Fact]
    public void A_withdrawn_need_is_published_anew_with_the_next_version()
    {
        var withdrawn = SomeNeed.Done(SomeNeed.Published().Withdraw("Løst.", SomeNeed.Publisher(), Later)).Need;
        var change = SomeNeed.Done(withdrawn.PublishAgain(SomeNeed.Checked(), isDraft: false, SomeNeed.Publisher(), Later));
        Assert.Equal(("published", 3L), (change.Outcome, change.Need.Version));
        Assert.Equal(3, Assert.IsType<NeedPublished>(change.Event).Version);
    }

    [Fact]
    public void A_published_need_becomes_no_draft_again() =>
        Assert.Equal("conflict", SomeNeed.Refused(SomeNeed.Published().PublishAgain(SomeNeed.Checked(), isDraft: true, SomeNeed.Publisher(), Later)).Code.Name);

    [Fact]
    public void What_has_ended_is_not_changed()
    {
        var withdrawn = SomeNeed.Done(SomeNeed.Published().Withdraw("Løst.", SomeNeed.Publisher(), Later)).Need;
        Assert.Equal("conflict", SomeNeed.Refused(withdrawn.Update(SomeNeed.Checked(), null, SomeNeed.Publisher(), Later)).Code.Name);
        Assert.Equal("conflict", SomeNeed.Refused(withdrawn.Withdraw("Af en anden grund.", SomeNeed.Publisher(), Later)).Code.Name);
    }

    [Fact]
    public void Withdrawing_twice_for_one_reason_is_withdrawing_once()
    {
        var withdrawn = SomeNeed.Done(SomeNeed.Published().Withdraw("Løst.", SomeNeed.Publisher(), Later)).Need;
        Assert.Equal("unchanged", SomeNeed.Done(withdrawn.Withdraw("Løst.", SomeNeed.Publisher(), Later)).Outcome);
    }

    [Fact]
    public void No_fewer_places_are_wanted_than_are_taken()
    {
        var taken = SomeNeed.Published(SomeNeed.Content() with { PlacesWanted = 5 }) with { PlacesTaken = 3 };
        var fewer = SomeNeed.Checked(SomeNeed.Content() with { PlacesWanted = 2 });
        var refused = SomeNeed.Refused(taken.Update(fewer, null, SomeNeed.Publisher(), Later));
        Assert.Equal(("conflict", "#/placesWanted"), (refused.Code.Name, Assert.Single(refused.Errors).Pointer));
        Assert.Contains("3", refused.Detail.English, StringComparison.Ordinal);
    }

    [Fact]
    public void Wanting_as_many_as_are_taken_fills_a_need_and_wanting_more_opens_it_again()
    {
        var taken = SomeNeed.Published(SomeNeed.Content() with { PlacesWanted = 5 }) with { PlacesTaken = 3 };
        var filled = SomeNeed.Done(taken.Update(SomeNeed.Checked(SomeNeed.Content() with { PlacesWanted = 3 }), null, SomeNeed.Publisher(), Later));
        Assert.IsType<NeedFilled>(filled.Event);
        var open = SomeNeed.Done(filled.Need.Update(SomeNeed.Checked(SomeNeed.Content() with { PlacesWanted = 4 }), null, SomeNeed.Publisher(), Later));
        Assert.Equal(1, Assert.IsType<NeedReopened>(open.Event).Need.PlacesLeft);
    }

    [Fact]
    public void The_world_hears_no_exact_place()
    {
        var need = SomeNeed.Published(SomeNeed.Content() with { Place = new NeedPlace(55.676123, 12.568456, "Rådhuspladsen 1") });
        Assert.NotEqual(55.676123, need.ToPublic().Place!.Latitude);
        Assert.DoesNotContain("Rådhuspladsen", System.Text.Json.JsonSerializer.Serialize(need.ToPublic()), StringComparison.Ordinal);
    }
}
