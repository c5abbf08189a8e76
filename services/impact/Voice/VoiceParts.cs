using Microsoft.AspNetCore.OpenApi;
using SocialEnzyme.Hub.Impact.Ballots;
using SocialEnzyme.Hub.Impact.Hearings;
using SocialEnzyme.Hub.Impact.Surveys;

namespace SocialEnzyme.Hub.Impact.Voice;

/// <summary>What surveys, hearings and ballots are made of.</summary>
internal static class VoiceParts
{
    public static IServiceCollection AddVoice(this IServiceCollection services) => services
        .AddSingleton<OpenSurveyHandler>()
        .AddSingleton<AnswerSurveyHandler>()
        .AddSingleton<ReadSurveysHandler>()
        .AddSingleton<OpenHearingHandler>()
        .AddSingleton<AnswerHearingHandler>()
        .AddSingleton<ReadHearingsHandler>()
        .AddSingleton<ReadCommentsHandler>()
        .AddSingleton<GatherCommentsHandler>()
        .AddSingleton<OpenBallotHandler>()
        .AddSingleton<CastVoteHandler>()
        .AddSingleton<CloseBallotHandler>()
        .AddSingleton<ReadBallotsHandler>()
        .Configure<OpenApiOptions>("v1", VoiceDescription.Describe);

    public static void MapVoice(this IEndpointRouteBuilder routes)
    {
        routes.MapSurveys();
        routes.MapHearings();
        routes.MapBallots();
    }
}
