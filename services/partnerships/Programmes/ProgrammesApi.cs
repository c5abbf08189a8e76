using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>The REST door of programmes; that of their chapters is ChaptersApi.</summary>
internal static class ProgrammesApi
{
    public static void MapProgrammes(this IEndpointRouteBuilder routes)
    {
        var programmes = routes.MapGroup("/v1/programmes").WithTags("Programmes");
        programmes.MapPost("", PublishAsync).WithName("publishProgramme")
            .WithSummary("Write down what worked, so that others can do it too")
            .WithDescription("Title, summary and one step are enough. A published programme is public knowledge to every participant; a draft is its owner's. Idempotency-Key makes a repetition harmless. Scope partnerships:write, any sector.")
            .Accepts<PublishProgramme>("application/json").Produces<ProgrammeView>(StatusCodes.Status201Created).ProducesProblems(403);
        programmes.MapGet("", ListAsync).WithName("listProgrammes")
            .WithSummary("Find programmes")
            .WithDescription("Newest first, each with the municipalities that run it. q searches words in Danish; owner: those of one organisation. Link: rel=next and cursor lead to the next page.")
            .Produces<ProgrammeList>().ProducesProblems();
        programmes.MapGet("/{id:guid}", GetAsync).WithName("getProgramme").WithSummary("One programme").Produces<ProgrammeView>().ProducesProblems(404);
        programmes.MapPatch("/{id:guid}", UpdateAsync).WithName("updateProgramme")
            .WithSummary("Change a programme")
            .WithDescription("A merge patch (RFC 7396): what it names is replaced, null removes, lists are replaced whole. If-Match carries the version the change is based on. draft: false publishes a draft. Every version is kept; chapters stay as they are until they take the change over.")
            .Accepts<PublishProgramme>("application/merge-patch+json", "application/json").Produces<ProgrammeView>().ProducesProblems(403, 404, 409, 412, 428);
        programmes.MapGet("/{id:guid}/versions", VersionsAsync).WithName("listProgrammeVersions")
            .WithSummary("What a programme said in each of its versions").Produces<ProgrammeVersionList>().ProducesProblems(404);
        programmes.MapChapters();
    }

    private static async Task<IResult> PublishAsync(HttpContext http, PublishProgrammeHandler handler, CancellationToken ct)
    {
        var caller = http.Caller();
        return (await JsonBody.ReadAsync<PublishProgramme>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            || IdempotencyKey.Read(http.Request, caller, body.Utf8).IsRejected(out rejection, out var key)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(caller, body.Value, key, ct)).ToHttp(programme =>
            {
                http.TagVersion(programme.Version);
                return Results.Created($"/v1/programmes/{programme.Id}", programme);
            });
    }

    private static async Task<IResult> ListAsync(HttpContext http, [AsParameters] ListProgrammes query, FindProgrammesHandler handler, CancellationToken ct) =>
        (await handler.ListAsync(http.Caller(), query, ct)).ToHttp(page =>
        {
            http.LinkNext(page.Cursor);
            return Results.Ok(page);
        });

    private static async Task<IResult> GetAsync(HttpContext http, Guid id, FindProgrammesHandler handler, CancellationToken ct) =>
        (await handler.GetAsync(http.Caller(), id, ct)).ToHttp(programme => Answer(http, programme));

    private static async Task<IResult> UpdateAsync(HttpContext http, Guid id, PublishProgrammeHandler handler, CancellationToken ct)
    {
        if (http.Request.Headers.IfMatch.Count == 0)
        {
            return Rejections.VersionRequired.ToHttp();
        }
        return (await JsonBody.ReadAsync<JsonObject>(http.Request, MergePatch.IsConfirmed, ct)).IsRejected(out var rejection, out var patch)
            ? rejection.ToHttp()
            : (await handler.UpdateAsync(http.Caller(), id, http.IfMatch(), content => MergePatch.Apply<ProgrammeContent, PublishProgramme>(content, patch.Value)
                .Map(read => new RevisedProgramme(read, patch.Value.ContainsKey("draft") ? read.Draft ?? false : null)), ct))
                .ToHttp(programme => Answer(http, programme));
    }

    private static async Task<IResult> VersionsAsync(
        HttpContext http, Guid id, FindProgrammesHandler handler, CancellationToken ct, [FromQuery] string? limit = null, [FromQuery] string? cursor = null)
    {
        if (Page.ReadNumbered(limit, cursor).IsRejected(out var rejection, out var asked))
        {
            return rejection.ToHttp();
        }
        return (await handler.VersionsAsync(http.Caller(), id, asked.After, asked.Limit + 1, ct)).ToHttp(versions =>
        {
            var next = versions.Count > asked.Limit ? versions[asked.Limit - 1].Version.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
            http.LinkNext(next);
            return Results.Ok(new ProgrammeVersionList([.. versions.Take(asked.Limit)], next));
        });
    }

    private static IResult Answer(HttpContext http, ProgrammeView programme)
    {
        http.TagVersion(programme.Version);
        return Results.Ok(programme);
    }
}
