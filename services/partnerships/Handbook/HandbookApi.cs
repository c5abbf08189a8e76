using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Handbook;

/// <summary>The door of the handbook: JSON, or a page for whoever asks for text/html.</summary>
internal static class HandbookApi
{
    public static IServiceCollection AddHandbook(this IServiceCollection services) => services.AddSingleton<OpenHandbookHandler>();

    public static void MapHandbook(this IEndpointRouteBuilder routes)
    {
        var handbook = routes.MapGroup("/v1/handbook").WithTags("Handbook");
        handbook.MapGet("", OpenAsync).WithName("openHandbook")
            .WithSummary("The handbook for municipal employees")
            .WithDescription("Six steps, in Danish: find, ask, agree, insure, document, thank; each with an owner, a legal note and texts to send. need: opens at the step that fits the need's state. ETag tells the version. Accept: text/html gives a page.")
            .Produces<HandbookView>().Produces<string>(StatusCodes.Status200OK, "text/html").Produces(StatusCodes.Status304NotModified).ProducesProblems(404);
        handbook.MapGet("/{step}", StepAsync).WithName("getHandbookStep")
            .WithSummary("One step of the handbook")
            .WithDescription("find, ask, agree, insure, document or thank. Accept: text/html gives a page.")
            .Produces<HandbookStep>().Produces<string>(StatusCodes.Status200OK, "text/html").Produces(StatusCodes.Status304NotModified).ProducesProblems(404);
    }

    private static async Task<IResult> OpenAsync(HttpContext http, OpenHandbookHandler handler, CancellationToken ct, [FromQuery] string? need = null) =>
        (await handler.HandleAsync(http.Caller(), need, ct)).ToHttp(view =>
            Answer(http, view, view.OpensAt is { } key ? $"-{key}" : "", view, () => HandbookPage.Of(view)));

    private static IResult StepAsync(HttpContext http, string step) => HandbookContent.Present.Find(step) is { } found
        ? Answer(http, HandbookView.Of(HandbookContent.Present), "", found, () => HandbookPage.Of(found, HandbookView.Of(HandbookContent.Present)))
        : new Rejection(ProblemCode.NotFound, new(
            $"Håndbogens trin er {string.Join(", ", HandbookContent.Keys)}.", $"The steps of the handbook are {string.Join(", ", HandbookContent.Keys)}.")).ToHttp();

    // One tag for each of what may stand at the address: the version, the step it is open at, and whether it is a page.
    private static IResult Answer<T>(HttpContext http, HandbookView view, string place, T json, Func<string> page)
    {
        var isPage = WantsPage(http.Request);
        var tag = new EntityTagHeaderValue($"\"{view.Version}{place}{(isPage ? "-html" : "")}\"");
        http.Response.Headers.ETag = tag.ToString();
        http.Response.Headers.Vary = "Accept";
        // It is the same for everybody, but where it is open is not.
        http.Response.Headers.CacheControl = "private, no-cache";
        if (EntityTagHeaderValue.TryParseList(http.Request.Headers.IfNoneMatch, out var known) && known.Any(each => each.Compare(tag, useStrongComparison: false) || each.Equals(EntityTagHeaderValue.Any)))
        {
            return Results.StatusCode(StatusCodes.Status304NotModified);
        }
        return isPage ? Results.Content(page(), "text/html; charset=utf-8") : Results.Ok(json);
    }

    // JSON unless the caller likes a page better: as a browser does, and no tool.
    private static bool WantsPage(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && Quality(accepted, "text/html") is { } html && html > 0 && html >= (Quality(accepted, "application/json") ?? 0);

    private static double? Quality(IList<MediaTypeHeaderValue> accepted, string type) =>
        accepted.Where(each => each.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)).Select(each => (double?)(each.Quality ?? 1)).Max();
}
