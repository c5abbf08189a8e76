using SocialEnzyme.Hub.Impact.Hearings;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.Needs;
using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.UnitTests.Voice;

public sealed class HearingRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Caller Caller = new(Guid.NewGuid(), "En forening", "civil", "association", Guid.NewGuid(), new HashSet<string>(), null);
    private static readonly HearingGroup[] Groups = [new("Unge", 30), new("Voksne", 50), new("Ældre", 20)];

    [Fact]
    public void A_large_mix_is_shown_beside_that_of_the_area()
    {
        var mix = HearingResults.Mix(Groups, [10, 20, 10], 50);
        Assert.Equal([(30, 10, 20), (50, 20, 40), (20, 10, 20)], mix.Select(group => (group.AreaShare, group.Answers!.Value, group.AnswerShare!.Value)));
    }

    [Theory]
    [InlineData(new[] { 4, 20, 10 }, 34)]
    [InlineData(new[] { 20, 10, 0 }, 30)]
    [InlineData(new[] { 20, 10, 15 }, 46)]
    public void A_small_group_is_kept_back_with_another_that_would_reveal_it(int[] counts, int answered)
    {
        var mix = HearingResults.Mix(Groups, counts, answered);
        var cells = counts.Append(answered - counts.Sum()).ToList();
        // What is told and the number of all answers leave two unknown at least, and what is told is never small.
        var hidden = mix.Count(group => group.Answers is null) + 1;
        Assert.True(hidden >= 2);
        Assert.All(mix.Zip(counts), pair => Assert.True(pair.First.Answers is null || pair.First.Answers == pair.Second && pair.Second >= 5));
        Assert.All(mix, group => Assert.Equal(group.Answers is null, group.AnswerShare is null));
        var untold = mix.Zip(cells).Where(pair => pair.First.Answers is null).Sum(pair => pair.Second) + cells[^1];
        Assert.True(untold >= 5 || untold == 0, $"{untold} are left, and that is too few");
    }

    [Fact]
    public void Choices_of_fewer_than_ten_are_kept_back()
    {
        var hearing = Hearing();
        Assert.All(Result(9).Choices, choice => Assert.Null(choice.Answers));
        Assert.Equal([4, 6], Result(10).Choices.Select(choice => choice.Answers!.Value));

        HearingResult Result(int answered) => HearingResults.Of(hearing, new Roll(hearing.Id, Now, Now, Now, 40, answered, false, true), [4, answered - 4], [], 0);
    }

    [Fact]
    public void The_response_rate_is_that_of_those_who_were_invited()
    {
        var hearing = Hearing();
        Assert.Equal(33.3m, HearingResults.Of(hearing, new Roll(hearing.Id, Now, Now, Now, 30, 10, false, true), [0, 0], [], 0).ResponseRate);
        Assert.Equal(0m, HearingResults.Of(hearing, new Roll(hearing.Id, Now, Now, Now, 0, 0, false, true), [0, 0], [], 0).ResponseRate);
    }

    [Fact]
    public void One_person_writes_three_comments_of_a_thousand_characters_at_most()
    {
        Assert.False(HearingRules.CheckComments([new string('a', 1_000), "b", "c"]).IsRejected(out _, out _));
        Assert.True(HearingRules.CheckComments(["a", "b", "c", "d"]).IsRejected(out _, out _));
        Assert.True(HearingRules.CheckComments([new string('a', 1_001)]).IsRejected(out _, out _));
        Assert.True(HearingRules.CheckComments([" "]).IsRejected(out _, out _));
        Assert.True(HearingRules.CheckComments([null]).IsRejected(out _, out _));
        Assert.True(HearingRules.CheckComments(["a\0b"]).IsRejected(out _, out _));
    }

    [Theory]
    [InlineData(60, 50)]
    [InlineData(-1, 50)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Groups_are_no_more_than_the_whole_area(int one, int other) =>
        Assert.True(HearingRules.Check(Said() with { Groups = [new("A", one), new("B", other)] }, Caller, Now).IsRejected(out _, out _));

    [Fact]
    public void All_that_is_wrong_is_told()
    {
        Assert.True(HearingRules.Check(new OpenHearing(ClosesAt: Now, Choices: ["ja"], Groups: [null, null]), Caller, Now).IsRejected(out var rejection, out _));
        Assert.Superset(
            new HashSet<string> { "#/title", "#/question", "#/municipality", "#/closesAt", "#/choices", "#/groups" }, rejection.Errors.Select(error => error.Pointer).ToHashSet());
    }

    [Fact]
    public void A_draft_of_a_need_is_what_the_needs_door_takes()
    {
        var draft = DraftNeed.Of(Hearing() with { Title = new string('å', 200) }, Guid.NewGuid(), "Hellere en bænk.\nOg et træ.");
        var need = new NeedContent
        {
            Title = draft.Title,
            Description = draft.Description,
            Category = draft.Category,
            Municipality = draft.Municipality,
            Extensions = draft.Extensions,
        };
        Assert.False(NeedRules.Check(need, Now).IsRejected(out var rejection, out _), rejection?.Detail.English);
    }

    private static OpenHearing Said() => new("Gården", "Hvad er vigtigst?", "0101", Choices: ["ja", "nej"]);

    private static Hearing Hearing()
    {
        Assert.False(HearingRules.Check(Said(), Caller, Now).IsRejected(out _, out var opened));
        return opened.Hearing;
    }
}
