using Microsoft.AspNetCore.OpenApi;
using SocialEnzyme.Hub.Partnerships.Experiments;
using SocialEnzyme.Hub.Partnerships.Texts;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>What others have tried and learned: programmes with their chapters, experiments, and how texts speak of people.</summary>
internal static class KnowledgeParts
{
    public static IServiceCollection AddKnowledge(this IServiceCollection services) => services
        .Configure<OpenApiOptions>("v1", KnowledgeDescription.Describe)
        .AddSingleton<PublishProgrammeHandler>()
        .AddSingleton<FindProgrammesHandler>()
        .AddSingleton<AdoptProgrammeHandler>()
        .AddSingleton<ChangeChapterHandler>()
        .AddSingleton<ChapterReader>()
        .AddSingleton<RunExperimentHandler>()
        .AddSingleton<FindExperimentsHandler>();

    public static void MapKnowledge(this IEndpointRouteBuilder routes)
    {
        routes.MapProgrammes();
        routes.MapExperiments();
        routes.MapTexts();
    }
}
