using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Impact.Surveys;

/// <summary>A survey of social capital in an area, asked before and after something is done there.</summary>
internal sealed record Survey(
    Guid Id, Guid OwnerId, string OwnerName, string Title, string Municipality, string? Area, GeoPoint? Centre, string Questions, DateTimeOffset CreatedAt);

/// <summary>One of the two rounds: how many gave each value to each question, and nothing of who gave which together.</summary>
/// <param name="Counts">Five for each question, in their order.</param>
internal sealed record SurveyRound(string Round, Guid RollId, IReadOnlyList<int> Counts)
{
    public const string Before = "before";
    public const string After = "after";

    public static readonly IReadOnlyList<string> Both = [Before, After];

    /// <summary>Where a value of a question is counted, from 1 as the database counts.</summary>
    public static int Place(int question, int value) => (question * SurveyQuestions.Values) + value;
}

/// <summary>The middle of an area, rounded to 100 m.</summary>
public sealed record SurveyCentre(double Latitude, double Longitude);

/// <summary>A survey as its owner sees it.</summary>
/// <param name="Page">Where somebody with a code answers in a browser.</param>
public sealed record SurveyView(
    Guid Id, string Title, string Municipality, string? Area, SurveyCentre? Centre, RollView Before, RollView After, string Page, DateTimeOffset CreatedAt)
{
    internal static SurveyView Of(Survey survey, Roll before, Roll after) => new(
        survey.Id, survey.Title, survey.Municipality, survey.Area, survey.Centre is { } centre ? new(centre.Latitude, centre.Longitude) : null,
        before.View, after.View, $"/v1/surveys/{survey.Id}/page", survey.CreatedAt);
}
