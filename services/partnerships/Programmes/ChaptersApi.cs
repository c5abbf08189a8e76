using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>The REST door of chapters: a programme as one place runs it.</summary>
internal static class ChaptersApi
{
    public static void MapChapters(this IEndpointRouteBuilder programmes)
    {
        programmes.MapPost("/{id:guid}:adopt", AdoptAsync).WithName("adoptProgramme")
            .WithSummary("Take a programme over as a chapter of one's own")
            .WithDescription("The chapter has its own copy of the template, to adapt, and knows the version that it was copied from. One per owner and municipality. Idempotency-Key makes a repetition harmless. Scope partnerships:write, any sector.")
            .Accepts<AdoptProgramme>("application/json").Produces<ChapterView>(StatusCodes.Status201Created).ProducesProblems(403, 404, 409);
        programmes.MapGet("/{id:guid}/chapters", ListAsync).WithName("listChapters")
            .WithSummary("Where a programme is run, by whom and in which version, and what they adapted").Produces<ChapterList>().ProducesProblems(404);
        programmes.MapGet("/{id:guid}/chapters/{chapterId:guid}", GetAsync).WithName("getChapter")
            .WithSummary("One chapter")
            .WithDescription("With its own copy of the template. Figures of the programme keep the place that they are of.")
            .Produces<ChapterView>().ProducesProblems(404);
        programmes.MapPatch("/{id:guid}/chapters/{chapterId:guid}", UpdateAsync).WithName("updateChapter")
            .WithSummary("Adapt a chapter")
            .WithDescription("A merge patch (RFC 7396), lists whole. If-Match carries the version the change is based on. A figure of another place is refused.")
            .Accepts<ChangeChapter>("application/merge-patch+json", "application/json").Produces<ChapterView>().ProducesProblems(403, 404, 409, 412, 428);
        programmes.MapGet("/{id:guid}/chapters/{chapterId:guid}/diff", DifferAsync).WithName("diffChapter")
            .WithSummary("What changed in the programme since, and what the chapter made otherwise").Produces<ChapterDifference>().ProducesProblems(404);
        programmes.MapPost("/{id:guid}/chapters/{chapterId:guid}:rebase", RebaseAsync).WithName("rebaseChapter")
            .WithSummary("Take over what changed in the programme")
            .WithDescription("What the chapter adapted stays. Where both changed the same, onConflict says whose words stand; without it that is a conflict and nothing is changed. If-Match may be sent.")
            .Accepts<RebaseChapter>("application/json").Produces<ChapterView>().ProducesProblems(403, 404, 409, 412);
    }

    private static async Task<IResult> AdoptAsync(HttpContext http, Guid id, AdoptProgrammeHandler handler, CancellationToken ct)
    {
        var caller = http.Caller();
        return (await JsonBody.ReadAsync<AdoptProgramme>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            || IdempotencyKey.Read(http.Request, caller, body.Utf8).IsRejected(out rejection, out var key)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(caller, id, body.Value, key, ct)).ToHttp(chapter =>
            {
                http.TagVersion(chapter.Version);
                return Results.Created($"/v1/programmes/{id}/chapters/{chapter.Id}", chapter);
            });
    }

    private static async Task<IResult> ListAsync(
        HttpContext http, Guid id, ChapterReader reader, CancellationToken ct, [FromQuery] string? limit = null, [FromQuery] string? cursor = null) =>
        (await reader.ListAsync(http.Caller(), id, limit, cursor, ct)).ToHttp(page =>
        {
            http.LinkNext(page.Cursor);
            return Results.Ok(page);
        });

    private static async Task<IResult> GetAsync(HttpContext http, Guid id, Guid chapterId, ChapterReader reader, CancellationToken ct) =>
        (await reader.GetAsync(http.Caller(), id, chapterId, ct)).ToHttp(chapter => Answer(http, chapter));

    private static async Task<IResult> DifferAsync(HttpContext http, Guid id, Guid chapterId, ChapterReader reader, CancellationToken ct) =>
        (await reader.DifferAsync(http.Caller(), id, chapterId, ct)).ToHttp(Results.Ok);

    private static async Task<IResult> UpdateAsync(HttpContext http, Guid id, Guid chapterId, ChangeChapterHandler handler, CancellationToken ct)
    {
        if (http.Request.Headers.IfMatch.Count == 0)
        {
            return Rejections.VersionRequired.ToHttp();
        }
        return (await JsonBody.ReadAsync<JsonObject>(http.Request, MergePatch.IsConfirmed, ct)).IsRejected(out var rejection, out var patch)
            ? rejection.ToHttp()
            : (await handler.UpdateAsync(http.Caller(), id, chapterId, http.IfMatch(), content => MergePatch.Apply<ChapterContent, ChangeChapter>(content, patch.Value).Map(ChapterContent (read) => read), ct))
                .ToHttp(chapter => Answer(http, chapter));
    }

    private static async Task<IResult> RebaseAsync(HttpContext http, Guid id, Guid chapterId, ChangeChapterHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<RebaseChapter>(http.Request, isConfirmed: null, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.RebaseAsync(http.Caller(), id, chapterId, http.IfMatch(), body.Value, ct)).ToHttp(chapter => Answer(http, chapter));

    private static IResult Answer(HttpContext http, ChapterView chapter)
    {
        http.TagVersion(chapter.Version);
        return Results.Ok(chapter);
    }
}
