using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Suggestions;

/// <summary>The REST door of suggestions.</summary>
internal static class SuggestionsApi
{
    public static void MapSuggestions(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/partnerships/{id:guid}/suggestions", SuggestAsync).WithTags("Partnerships").WithName("suggestPartners")
            .WithSummary("Who could join")
            .WithDescription("Open offers of those who are not at the table, at most 20; those of a sector that is missing come first. Each says why.")
            .Produces<SuggestionList>().ProducesProblems(404, 503);

    private static async Task<IResult> SuggestAsync(HttpContext http, Guid id, SuggestPartnersHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(http.Caller(), id, ct)).ToHttp(Results.Ok);
}
