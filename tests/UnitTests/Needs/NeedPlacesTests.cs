using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Needs;

namespace SocialEnzyme.Hub.UnitTests.Needs;

public sealed class NeedPlacesTests
{
    private static readonly DateTimeOffset Later = SomeNeed.Now.AddDays(1);

    [Fact]
    public void Places_that_are_taken_are_told_while_some_are_left_and_the_last_fills_the_need()
    {
        var some = SomeNeed.Done(Wanting(3).Take(2, null, Later));
        Assert.Equal((2L, 1), (some.Need.Version, Assert.IsType<NeedPlacesTaken>(some.Event).PlacesLeft));
        var all = SomeNeed.Done(some.Need.Take(1, null, Later));
        Assert.Equal((3L, NeedStatus.Filled), (Assert.IsType<NeedFilled>(all.Event).Version, all.Need.Status));
    }

    [Fact]
    public void More_than_are_left_are_refused_with_the_number_that_is_left()
    {
        var refused = SomeNeed.Refused(Wanting(3).Take(4, null, Later));
        Assert.Equal("nothing-left", refused.Code.Name);
        Assert.Contains("3", refused.Detail.Danish, StringComparison.Ordinal);
        Assert.Equal("nothing-left", SomeNeed.Refused(SomeNeed.Done(Wanting(1).Take(1, null, Later)).Need.Take(1, null, Later)).Code.Name);
    }

    [Fact]
    public void A_need_that_states_no_number_always_has_room()
    {
        var change = SomeNeed.Done(SomeNeed.Published().Take(10_000, null, Later));
        Assert.Equal((2L, NeedStatus.Published, 10_000), (change.Need.Version, change.Need.Status, change.Need.PlacesTaken));
        Assert.Null(change.Event);
    }

    [Fact]
    public void Room_in_a_filled_need_opens_it_and_more_room_in_an_open_one_is_an_update()
    {
        var filled = SomeNeed.Done(Wanting(3).Take(3, null, Later)).Need;
        var reopened = filled.GiveBack(1, null, Later);
        Assert.Equal((3L, 1), (reopened.Need.Version, Assert.IsType<NeedReopened>(reopened.Event).Need.PlacesLeft));
        Assert.Equal(NeedStatus.Published, reopened.Need.Status);
        Assert.Equal(3, Assert.IsType<NeedUpdated>(reopened.Need.GiveBack(2, null, Later).Event).Need.PlacesLeft);
    }

    [Fact]
    public void What_comes_back_to_a_need_that_has_ended_is_counted_and_not_told()
    {
        var taken = SomeNeed.Done(Wanting(3).Take(3, null, Later)).Need;
        var withdrawn = SomeNeed.Done(taken.Withdraw("Løst.", SomeNeed.Publisher(), Later)).Need;
        var change = withdrawn.GiveBack(2, null, Later);
        Assert.Null(change.Event);
        Assert.Equal((1, NeedStatus.Withdrawn, "Løst."), (change.Need.PlacesTaken, change.Need.Status, change.Need.Reason));
    }

    [Fact]
    public void Nobody_reserves_in_a_draft_or_a_need_that_has_ended()
    {
        var draft = Need.Publish(SomeNeed.Checked(), isDraft: true, SomeNeed.Publisher(), SomeNeed.Now).Need;
        var withdrawn = SomeNeed.Done(SomeNeed.Published().Withdraw("Løst.", SomeNeed.Publisher(), Later)).Need;
        // Its time is up, and nobody wrote it down yet.
        var over = SomeNeed.Published();
        Assert.Equal("conflict", SomeNeed.Refused(draft.Take(1, null, Later)).Code.Name);
        Assert.Equal("conflict", SomeNeed.Refused(withdrawn.Take(1, null, Later)).Code.Name);
        Assert.Equal("conflict", SomeNeed.Refused(over.Take(1, null, over.ExpiresAt)).Code.Name);
    }

    [Theory]
    [InlineData(ReservationState.Held, true, null)]
    [InlineData(ReservationState.Confirmed, true, null)]
    [InlineData(ReservationState.Expired, true, "hold-expired")]
    [InlineData(ReservationState.Expired, false, "hold-expired")]
    [InlineData(ReservationState.Returned, false, "conflict")]
    public void A_hold_is_confirmed_while_it_lasts(ReservationState state, bool isCounted, string? code)
    {
        var outcome = new Reservation(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), 1, state, Later, 60, isCounted).Confirm();
        Assert.Equal(code, outcome.IsRejected(out var rejection, out var confirmed) ? rejection.Code.Name : null);
        Assert.True(code is not null || confirmed!.State is ReservationState.Confirmed);
    }

    [Fact]
    public void The_kinds_of_help_that_are_wanted_have_one_order_and_unknown_ones_are_refused()
    {
        var checkedContent = SomeNeed.Checked(SomeNeed.Content() with { Wants = ["goods", "hours", "goods"], Outcome = " Flere læser " });
        Assert.Equal(["hours", "goods"], checkedContent.Public.Wants);
        Assert.Equal("Flere læser", checkedContent.Public.Outcome);
        var refused = SomeNeed.Refused(NeedRules.Check(SomeNeed.Content() with { Wants = ["authority"] }, SomeNeed.Now));
        Assert.Equal("#/wants", Assert.Single(refused.Errors).Pointer);
    }

    [Fact]
    public void The_world_hears_of_which_sector_and_kind_the_publisher_is()
    {
        var need = SomeNeed.Published(SomeNeed.Content() with { Wants = ["hours"], Outcome = "tryghed" }).ToPublic();
        Assert.Equal(("public", "municipality", "tryghed"), (need.PublisherSector, need.PublisherKind, need.Outcome));
        Assert.Equal(["hours"], need.Wants);
    }

    private static Need Wanting(int places) => SomeNeed.Published(SomeNeed.Content() with { PlacesWanted = places });
}
