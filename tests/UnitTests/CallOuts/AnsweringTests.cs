using SocialEnzyme.Hub.Opportunities.CallOuts;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.UnitTests.CallOuts;

public sealed class AnsweringTests
{
    [Theory]
    [InlineData(CallOutState.Open, AskState.Asked, Answer.Accept, AskState.Accepting)]
    [InlineData(CallOutState.Open, AskState.Declined, Answer.Accept, AskState.Accepting)]
    [InlineData(CallOutState.Open, AskState.DroppedOut, Answer.Accept, AskState.Accepting)]
    [InlineData(CallOutState.Open, AskState.StoodDown, Answer.Accept, AskState.Accepting)]
    [InlineData(CallOutState.Open, AskState.Accepted, Answer.Accept, AskState.Accepted)]
    [InlineData(CallOutState.Filled, AskState.Asked, Answer.Accept, AskState.Waiting)]
    [InlineData(CallOutState.Filled, AskState.StoodDown, Answer.Accept, AskState.Waiting)]
    [InlineData(CallOutState.Filled, AskState.Waiting, Answer.Accept, AskState.Waiting)]
    [InlineData(CallOutState.Filled, AskState.Accepted, Answer.Accept, AskState.Accepted)]
    [InlineData(CallOutState.Closed, AskState.Asked, Answer.Accept, AskState.StoodDown)]
    [InlineData(CallOutState.Withdrawn, AskState.Declined, Answer.Accept, AskState.StoodDown)]
    [InlineData(CallOutState.Expired, AskState.Accepted, Answer.Accept, AskState.Accepted)]
    [InlineData(CallOutState.Open, AskState.Asked, Answer.Decline, AskState.Declined)]
    [InlineData(CallOutState.Filled, AskState.Waiting, Answer.Decline, AskState.Declined)]
    [InlineData(CallOutState.Filled, AskState.StoodDown, Answer.Decline, AskState.StoodDown)]
    [InlineData(CallOutState.Open, AskState.Accepted, Answer.Decline, AskState.Returning)]
    [InlineData(CallOutState.Filled, AskState.Accepted, Answer.DropOut, AskState.Returning)]
    [InlineData(CallOutState.Closed, AskState.Accepted, Answer.DropOut, AskState.Returning)]
    [InlineData(CallOutState.Filled, AskState.Waiting, Answer.DropOut, AskState.DroppedOut)]
    [InlineData(CallOutState.Filled, AskState.DroppedOut, Answer.DropOut, AskState.DroppedOut)]
    public void An_answer_leads_where_the_state_allows(CallOutState callOut, AskState ask, Answer answer, AskState expected)
    {
        Assert.False(Answering.Decide(SomeCallOut.Open(callOut), ask, answer, isCapReached: false).IsRejected(out _, out var state));
        Assert.Equal(expected, state);
    }

    [Theory]
    [InlineData(AskState.Asked)]
    [InlineData(AskState.Declined)]
    [InlineData(AskState.StoodDown)]
    public void Nobody_drops_out_who_did_not_say_yes(AskState ask)
    {
        Assert.True(Answering.Decide(SomeCallOut.Open(), ask, Answer.DropOut, isCapReached: false).IsRejected(out var rejection, out _));
        Assert.Equal(ProblemCode.Conflict, rejection.Code);
    }

    [Fact]
    public void Whoever_says_yes_when_the_call_out_wants_no_more_waits()
    {
        Assert.False(Answering.Decide(SomeCallOut.Open(), AskState.Asked, Answer.Accept, isCapReached: true).IsRejected(out _, out var state));
        Assert.Equal(AskState.Waiting, state);
    }

    [Theory]
    [InlineData(AskState.Asked, Answer.Accept, AskState.Accepted)]
    [InlineData(AskState.Accepted, Answer.DropOut, AskState.DroppedOut)]
    public void A_test_alarm_takes_and_returns_no_place(AskState ask, Answer answer, AskState expected)
    {
        Assert.False(Answering.Decide(SomeCallOut.Open(isTest: true), ask, answer, isCapReached: false).IsRejected(out _, out var state));
        Assert.Equal(expected, state);
    }

    [Theory]
    [InlineData("Open", "Accepting", "Done", AskState.Accepted)]
    [InlineData("Open", "Accepting", "NothingLeft", AskState.Waiting)]
    [InlineData("Open", "Accepting", "Refused", AskState.StoodDown)]
    [InlineData("Open", "Accepting", "Unavailable", AskState.Accepting)]
    [InlineData("Withdrawn", "Accepting", "Done", AskState.StoodDown)]
    [InlineData("Closed", "Accepting", "Done", AskState.Accepted)]
    [InlineData("Closed", "Accepting", "NothingLeft", AskState.StoodDown)]
    [InlineData("Filled", "Promoting", "Done", AskState.Accepted)]
    [InlineData("Filled", "Promoting", "NothingLeft", AskState.Waiting)]
    [InlineData("Filled", "Returning", "Done", AskState.DroppedOut)]
    [InlineData("Filled", "Returning", "Refused", AskState.DroppedOut)]
    [InlineData("Filled", "Returning", "Unavailable", AskState.Returning)]
    public void What_needs_says_decides(string callOut, string ask, string said, AskState expected) => Assert.Equal(
        expected, Answering.After(SomeCallOut.Open(Enum.Parse<CallOutState>(callOut)), Enum.Parse<AskState>(ask), Enum.Parse<PlaceAnswer>(said)));

    [Theory]
    [InlineData(CallOutState.Filled, AskState.Waiting, AskState.Accepted)]
    [InlineData(CallOutState.Open, AskState.Declined, AskState.Returning)]
    [InlineData(CallOutState.Closed, AskState.StoodDown, AskState.Returning)]
    [InlineData(CallOutState.Withdrawn, AskState.StoodDown, AskState.StoodDown)]
    [InlineData(CallOutState.Open, AskState.Accepted, AskState.Accepted)]
    [InlineData(CallOutState.Open, AskState.Returning, AskState.Returning)]
    public void A_place_that_was_given_late_is_kept_or_taken_back_and_never_lost(CallOutState callOut, AskState present, AskState expected) =>
        Assert.Equal(expected, Answering.AfterLate(SomeCallOut.Open(callOut), present));

    [Fact]
    public void What_is_under_way_is_told_as_it_was_before() => Assert.Equal(
        [AskState.Asked, AskState.Waiting, AskState.Accepted],
        new[] { AskState.Accepting, AskState.Promoting, AskState.Returning }.Select(Ask.Told));

    [Fact]
    public void Rounds_widen_to_the_last_circle_and_a_reopened_call_out_may_ask_one_round_more()
    {
        var callOut = SomeCallOut.Open();
        Assert.Equal((1, 20), (callOut.NextRound, callOut.MayAskNow));
        Assert.Equal((3, 5), ((callOut with { Round = 3, Asked = 55 }).NextRound, (callOut with { Round = 3, Asked = 55 }).MayAskNow));
        var filled = callOut with { State = CallOutState.Filled, Round = 3, Asked = 60 };
        Assert.Equal(0, filled.MayAskNow);
        Assert.Equal((CallOutState.Open, 20), (filled.Reopen().State, filled.Reopen().MayAskNow));
        Assert.Equal(CallOutRules.MaxAsked, (filled with { MayAsk = CallOutRules.MaxAsked }).Reopen().MayAsk);
    }
}
