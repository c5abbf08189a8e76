using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Surveys;

/// <summary>What a round that has ended says of one side of social capital.</summary>
/// <param name="Answers">Absent under ten, and so is the mean.</param>
/// <param name="Mean">From 1 to 5.</param>
public sealed record DimensionMean(string Dimension, Text Name, int? Answers = null, decimal? Mean = null);

/// <summary>A round that has ended.</summary>
/// <param name="Answered">Absent under ten.</param>
public sealed record RoundResult(string Round, int Invited, IReadOnlyList<DimensionMean> Dimensions, int? Answered = null);

/// <summary>What is different after.</summary>
public sealed record DimensionChange(string Dimension, Text Name, decimal Before, decimal After, decimal Change);

/// <summary>What may be tried where it is lowest.</summary>
public sealed record DimensionIdeas(string Dimension, Text Name, IReadOnlyList<Text> Ideas);

/// <summary>The result of a survey: of rounds that have ended, and only what ten or more answered.</summary>
/// <param name="Changes">Of the dimensions that ten or more answered in both rounds.</param>
/// <param name="Ideas">For the two lowest of the last round.</param>
public sealed record SurveyResult(
    Guid Id, string Title, string Municipality, string? Area, IReadOnlyList<RoundResult> Rounds, IReadOnlyList<DimensionChange> Changes, IReadOnlyList<DimensionIdeas> Ideas);

/// <summary>Makes results of counters, and keeps back what could tell of somebody.</summary>
internal static class SurveyResults
{
    /// <summary>Under this nothing is told.</summary>
    public const int Least = 10;
    private const int LowestOnes = 2;

    public static SurveyResult Of(Survey survey, IReadOnlyList<(SurveyRound Round, Roll Roll)> ended)
    {
        var rounds = ended.OrderBy(round => round.Round.Round == SurveyRound.After).Select(round => Of(round.Round, round.Roll)).ToList();
        return new SurveyResult(
            survey.Id, survey.Title, survey.Municipality, survey.Area, rounds, rounds is [var before, var after] ? Compare(before, after) : [],
            rounds is [.., var last] ? Ideas(last) : []);
    }

    private static RoundResult Of(SurveyRound round, Roll roll) => new(
        round.Round, roll.Issued, [.. SurveyQuestions.Asked.Questions.Select((question, place) => Mean(question, place, round))], roll.Answered >= Least ? roll.Answered : null);

    // A question may be left out, so that each has a number of its own.
    private static DimensionMean Mean(SurveyQuestion question, int place, SurveyRound round)
    {
        var counts = round.Counts.Skip(place * SurveyQuestions.Values).Take(SurveyQuestions.Values).ToList();
        var answers = counts.Sum();
        return answers < Least
            ? new(question.Dimension, question.Name)
            : new(question.Dimension, question.Name, answers,
                Math.Round((decimal)counts.Select((count, value) => count * (value + 1)).Sum() / answers, 2, MidpointRounding.AwayFromZero));
    }

    private static List<DimensionChange> Compare(RoundResult before, RoundResult after) =>
        [.. from pair in before.Dimensions.Zip(after.Dimensions)
            where pair.First.Mean is not null && pair.Second.Mean is not null
            let means = (Before: pair.First.Mean ?? 0, After: pair.Second.Mean ?? 0)
            select new DimensionChange(pair.First.Dimension, pair.First.Name, means.Before, means.After, means.After - means.Before)];

    private static List<DimensionIdeas> Ideas(RoundResult round) =>
        [.. (from dimension in round.Dimensions
            where dimension.Mean is not null
            orderby dimension.Mean
            join question in SurveyQuestions.Asked.Questions on dimension.Dimension equals question.Dimension
            select new DimensionIdeas(dimension.Dimension, dimension.Name, question.Ideas)).Take(LowestOnes)];
}
