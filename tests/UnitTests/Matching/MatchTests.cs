using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matches;

namespace SocialEnzyme.Hub.UnitTests.Matching;

public sealed class MatchTests
{
    private static readonly DateTimeOffset Now = Needs.Noon;
    private static readonly Guid NeedId = Guid.CreateVersion7(), OfferId = Guid.CreateVersion7();

    [Fact]
    public void Both_say_yes_and_it_is_agreed_once()
    {
        var first = Answered(Suggested(), Side.Need, true);
        Assert.IsType<OpportunityAnswered>(first.Event);
        var again = Answered(first.Match, Side.Need, true);
        Assert.Null(again.Event);
        Assert.Equal(first.Match, again.Match);
        var agreed = Answered(first.Match, Side.Offer, true);
        Assert.IsType<OpportunityAgreed>(agreed.Event);
        Assert.Equal((MatchState.Agreed, 3L, "yes", "yes"), (agreed.Match.State, agreed.Match.Version, agreed.Match.Told.NeedAnswer, agreed.Match.Told.OfferAnswer));
        Assert.Null(Answered(agreed.Match, Side.Offer, true).Event);
        Assert.True(agreed.Match.Answer(Side.Need, false, null, Now).IsRejected(out _, out _));
    }

    [Fact]
    public void One_no_ends_it_for_both()
    {
        var declined = Answered(Answered(Suggested(), Side.Need, true).Match, Side.Offer, false);
        Assert.Equal((MatchState.Declined, "no tak"), (declined.Match.State, declined.Match.Reason));
        Assert.Null(Answered(declined.Match, Side.Offer, false).Event);
        Assert.True(declined.Match.Answer(Side.Offer, true, null, Now).IsRejected(out _, out _));
        Assert.Null(Comparison.Follow(declined.Match, Need(2), Offer(2), Now));
        Assert.False(Comparison.MayBeSuggested(declined.Match));
    }

    [Fact]
    public void The_owner_of_an_offer_waits_from_a_yes_until_it_is_answered()
    {
        Assert.False(Suggested().WaitsForHost);
        var waits = Answered(Suggested(), Side.Offer, true).Match;
        Assert.True(waits.WaitsForHost);
        Assert.False(Answered(waits, Side.Need, true).Match.WaitsForHost);
        Assert.False(Answered(waits, Side.Need, false).Match.WaitsForHost);
        Assert.False(Answered(Suggested(), Side.Need, true).Match.WaitsForHost);
    }

    [Fact]
    public void A_yes_may_be_taken_back_before_the_other_has_answered() =>
        Assert.Equal(MatchState.Declined, Answered(Answered(Suggested(), Side.Need, true).Match, Side.Need, false).Match.State);

    [Fact]
    public void A_change_that_still_fits_is_followed_quietly_and_keeps_the_answers()
    {
        var match = Answered(Suggested(), Side.Offer, true).Match;
        var followed = Comparison.Follow(match, Need(2), Offer(1) with { Offer = Offers.Any() with { Categories = ["transport"] } }, Now)!;
        Assert.Null(followed.Event);
        Assert.Equal((3L, "yes", MatchState.Suggested), (followed.Match.Version, followed.Match.Told.OfferAnswer, followed.Match.State));
        Assert.True(followed.Match.Told.Score > match.Told.Score);
        Assert.Null(Comparison.Follow(followed.Match, Need(2), Offer(1), Now));
    }

    [Fact]
    public void What_fits_no_more_is_withdrawn_with_what_is_wrong_and_suggested_again_when_it_fits_again()
    {
        var withdrawn = Comparison.Follow(Answered(Suggested(), Side.Offer, true).Match, Need(2), Offer(2) with { Offer = Offers.Any() with { Categories = ["andet"] } }, Now)!;
        var told = Assert.IsType<OpportunityWithdrawn>(withdrawn.Event);
        Assert.Equal(WithdrawalReasons.Changed, told.Reason);
        Assert.Equal(["category"], told.Match.Reasons.Where(reason => !reason.IsMet).Select(reason => reason.Criterion));
        Assert.True(withdrawn.Match.Answer(Side.Need, true, null, Now).IsRejected(out _, out _));

        var again = Comparison.Suggest(withdrawn.Match, Need(3), Offer(3), Now)!;
        Assert.IsType<OpportunityMatched>(again.Event);
        Assert.Equal((withdrawn.Match.Id, 4L, "none"), (again.Match.Id, again.Match.Version, again.Match.Told.OfferAnswer));
    }

    [Theory]
    [InlineData(WithdrawalReasons.NeedWithdrawn, true)]
    [InlineData(WithdrawalReasons.NeedExpired, true)]
    [InlineData(WithdrawalReasons.NeedFilled, false)]
    public void What_is_agreed_ends_with_its_need_and_not_because_all_places_are_taken(string reason, bool ends)
    {
        var ended = Need(2) with { Content = null, EndReason = reason };
        Assert.Equal(reason, (Comparison.Follow(Suggested(), ended, Offer(1), Now)!.Event as OpportunityWithdrawn)!.Reason);
        Assert.Equal(ends, Comparison.Follow(Agreed(), ended, Offer(1), Now) is not null);
    }

    [Fact]
    public void What_is_agreed_ends_with_its_offer_and_not_with_small_changes_of_it()
    {
        Assert.Equal(WithdrawalReasons.OfferWithdrawn, Reason(Agreed(), Offer(2) with { IsOpen = false, EndReason = WithdrawalReasons.OfferWithdrawn }));
        Assert.Null(Reason(Agreed(), Offer(2) with { IsOpen = false, EndReason = WithdrawalReasons.OfferExhausted }));
        Assert.Null(Reason(Agreed(), Offer(2) with { IsOpen = false }));
        Assert.Null(Reason(Agreed(), Offer(2) with { IsTaken = true }));
        Assert.Null(Reason(Agreed(), Offer(2) with { Offer = Offers.Any() with { Categories = ["andet"] } }));
        Assert.Equal(WithdrawalReasons.OfferExhausted, Reason(Suggested(), Offer(2) with { IsOpen = false, EndReason = WithdrawalReasons.OfferExhausted }));
        Assert.Equal(WithdrawalReasons.OfferPaused, Reason(Suggested(), Offer(2) with { IsOpen = false }));
        Assert.Equal(WithdrawalReasons.OfferTaken, Reason(Suggested(), Offer(2) with { IsTaken = true }));

        static string? Reason(Match match, OfferStore.Known offer) => (Comparison.Follow(match, Need(1), offer, Now)?.Event as OpportunityWithdrawn)?.Reason;
    }

    private static Match Agreed() => Answered(Answered(Suggested(), Side.Need, true).Match, Side.Offer, true).Match;

    private static Match Suggested()
    {
        var change = Comparison.Suggest(null, Need(1), Offer(1), Now)!;
        Assert.Equal(1, Assert.IsType<OpportunityMatched>(change.Event).Version);
        return change.Match;
    }

    private static MatchChange Answered(Match match, Side side, bool isYes)
    {
        Assert.False(match.Answer(side, isYes, isYes ? null : "no tak", Now).IsRejected(out _, out var change));
        return change!;
    }

    private static NeedNow Need(long version) => new(NeedId, version, Needs.Local(), null, true, null);

    private static OfferStore.Known Offer(long version) => new(OfferId, version, Offers.Any(), true, false, null);
}
