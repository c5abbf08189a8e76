using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Texts;

/// <summary>The REST door of the text check, for portals that help while somebody writes.</summary>
internal static class TextsApi
{
    public static void MapTexts(this IEndpointRouteBuilder routes) => routes.MapPost("/v1/texts:check", CheckAsync).WithTags("Texts").WithName("checkTexts")
        .WithSummary("How texts speak of people")
        .WithDescription("Warns of words that make clients of people and proposes others, and tells of tasks that are an authority's decision. Nothing is kept. Any participant.")
        .Accepts<CheckTexts>("application/json").Produces<CheckedTexts>().ProducesProblems();

    private static async Task<IResult> CheckAsync(HttpContext http, CancellationToken ct) =>
        (await JsonBody.ReadAsync<CheckTexts>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : body.Value.Answer().ToHttp(Results.Ok);
}
