using SocialEnzyme.Hub.Impact.Surveys;
using SocialEnzyme.Hub.Impact.Voice;

namespace SocialEnzyme.Hub.UnitTests.Voice;

public sealed class SurveyResultsTests
{
    private static readonly Survey Survey = new(Guid.NewGuid(), Guid.NewGuid(), "En forening", "At bo her", "0101", null, null, "area-1", DateTimeOffset.UnixEpoch);

    [Fact]
    public void Nine_answers_are_not_shown_and_ten_are()
    {
        Assert.All(Only("before", 9, 4).Rounds[0].Dimensions, dimension => Assert.True(dimension is { Mean: null, Answers: null }));
        Assert.Null(Only("before", 9, 4).Rounds[0].Answered);
        Assert.All(Only("before", 10, 4).Rounds[0].Dimensions, dimension => Assert.True(dimension is { Mean: 4m, Answers: 10 }));
    }

    [Fact]
    public void The_change_of_each_dimension_is_shown_when_ten_answered_both_rounds()
    {
        var result = Both((10, 2), (12, 5));
        Assert.Equal(SurveyQuestions.Asked.Questions.Count, result.Changes.Count);
        Assert.All(result.Changes, change => Assert.Equal((2m, 5m, 3m), (change.Before, change.After, change.Change)));
    }

    [Theory]
    [InlineData(9, 12)]
    [InlineData(12, 9)]
    public void No_change_is_shown_when_one_round_is_too_small(int before, int after) => Assert.Empty(Both((before, 2), (after, 5)).Changes);

    [Fact]
    public void A_question_that_few_answered_is_kept_back_alone()
    {
        var counts = Counts(10, 3);
        counts[SurveyRound.Place(2, 3) - 1] = 9;
        var dimensions = SurveyResults.Of(Survey, [(new SurveyRound("before", Guid.NewGuid(), counts), Roll(10))]).Rounds[0].Dimensions;
        Assert.Null(dimensions[2].Mean);
        Assert.Null(dimensions[2].Answers);
        Assert.Equal(6, dimensions.Count(dimension => dimension.Mean == 3));
    }

    [Fact]
    public void A_mean_is_that_of_all_answers()
    {
        var counts = new int[35];
        // 3 × 1, 4 × 2, 4 × 5: 31 / 11.
        (counts[0], counts[1], counts[4]) = (3, 4, 4);
        Assert.Equal(2.82m, SurveyResults.Of(Survey, [(new SurveyRound("after", Guid.NewGuid(), counts), Roll(11))]).Rounds[0].Dimensions[0].Mean);
    }

    [Fact]
    public void Ideas_are_for_the_two_lowest()
    {
        var counts = Counts(10, 4);
        foreach (var question in new[] { 1, 5 })
        {
            (counts[SurveyRound.Place(question, 4) - 1], counts[SurveyRound.Place(question, 1) - 1]) = (0, 10);
        }
        var ideas = SurveyResults.Of(Survey, [(new SurveyRound("before", Guid.NewGuid(), counts), Roll(10))]).Ideas;
        Assert.Equal(["network", "belonging"], ideas.Select(idea => idea.Dimension));
        Assert.All(ideas, idea => Assert.NotEmpty(idea.Ideas));
    }

    [Fact]
    public void There_are_no_ideas_of_what_is_kept_back() => Assert.Empty(Only("before", 9, 1).Ideas);

    [Fact]
    public void Five_to_eight_questions_are_asked_in_both_languages()
    {
        Assert.InRange(SurveyQuestions.Asked.Questions.Count, 5, 8);
        Assert.Equal(SurveyQuestions.Values, SurveyQuestions.Asked.Scale.Count);
        Assert.All(SurveyQuestions.Asked.Questions, question => Assert.All(
            [question.Name, question.Statement, .. question.Ideas], text => Assert.True(text.Danish.Length > 0 && text.English.Length > 0 && text.Danish != text.English)));
    }

    [Fact]
    public void An_answer_raises_one_counter_of_each_question_it_answers()
    {
        var answer = new AnswerSurvey("x", new Dictionary<string, int> { ["trust"] = 1, ["influence"] = 5, ["help"] = 3 });
        Assert.False(AnswerSurveyHandler.Check(answer).IsRejected(out _, out var places));
        Assert.Equal([1, 13, 35], places!.Order());
    }

    [Theory]
    [InlineData("trust", 0)]
    [InlineData("trust", 6)]
    [InlineData("Trust", 3)]
    [InlineData("income", 3)]
    public void An_answer_outside_the_questions_or_the_scale_is_refused(string dimension, int value)
    {
        Assert.True(AnswerSurveyHandler.Check(new("x", new Dictionary<string, int> { [dimension] = value, ["help"] = 3 })).IsRejected(out _, out _));
        Assert.True(AnswerSurveyHandler.Check(new("x", new Dictionary<string, int>())).IsRejected(out _, out _));
    }

    private static SurveyResult Only(string round, int answers, int value) =>
        SurveyResults.Of(Survey, [(new SurveyRound(round, Guid.NewGuid(), Counts(answers, value)), Roll(answers))]);

    private static SurveyResult Both((int Answers, int Value) before, (int Answers, int Value) after) => SurveyResults.Of(Survey,
    [
        (new SurveyRound("after", Guid.NewGuid(), Counts(after.Answers, after.Value)), Roll(after.Answers)),
        (new SurveyRound("before", Guid.NewGuid(), Counts(before.Answers, before.Value)), Roll(before.Answers)),
    ]);

    private static int[] Counts(int answers, int value)
    {
        var counts = new int[35];
        for (var question = 0; question < 7; question++) counts[SurveyRound.Place(question, value) - 1] = answers;
        return counts;
    }

    private static Roll Roll(int answered) => new(Guid.NewGuid(), DateTimeOffset.UnixEpoch, null, DateTimeOffset.UnixEpoch, 50, answered, false, true);
}
