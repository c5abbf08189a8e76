using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Needs;

/// <summary>The REST door.</summary>
internal static class NeedsApi
{
    public static void MapNeeds(this IEndpointRouteBuilder routes)
    {
        var needs = routes.MapGroup("/v1/needs").WithTags("Needs");
        needs.MapPost("", PublishAsync).WithName("publishNeed")
            .WithSummary("Publish a need")
            .WithDescription("Title, description, category and a municipality (or scope national or unspecified) are enough. The same reference again changes the need; Idempotency-Key makes a repetition harmless; validateOnly saves nothing. Scope needs:write, public and civil sectors.")
            .Accepts<PublishNeed>("application/json").Produces<NeedView>(StatusCodes.Status201Created).Produces<NeedView>()
            .ProducesProblems(403, 409);
        needs.MapGet("", ListAsync).WithName("listNeeds")
            .WithSummary("Find needs")
            .WithDescription("Open needs, newest first; with near, nearest first; with sort=fit, those first that ask for most of the skills. The point of near is rounded to 100 m before it is used. Link: rel=next and cursor lead to the next page.")
            .Produces<NeedList>().ProducesProblems();
        needs.MapGet("/{id:guid}", GetAsync).WithName("getNeed").WithSummary("One need").Produces<NeedView>().ProducesProblems(404);
        needs.MapPatch("/{id:guid}", UpdateAsync).WithName("updateNeed")
            .WithSummary("Change a need")
            .WithDescription("A merge patch (RFC 7396): what it names is replaced, null removes. If-Match carries the version the change is based on. draft: false publishes a draft.")
            .Accepts<PublishNeed>("application/merge-patch+json", "application/json").Produces<NeedView>()
            .ProducesProblems(403, 404, 409, 412, 428);
        needs.MapPost("/{id:guid}:withdraw", WithdrawAsync).WithName("withdrawNeed")
            .WithSummary("Withdraw a need")
            .WithDescription("Everyone who heard of it hears of this. If-Match may be sent.")
            .Accepts<WithdrawNeed>("application/json").Produces<NeedView>().ProducesProblems(403, 404, 409, 412);
        needs.MapGet("/{id:guid}/history", HistoryAsync).WithName("needHistory")
            .WithSummary("Every version of a need").Produces<NeedVersionList>().ProducesProblems(404);
        // Not of the group: its prefix would be followed by a slash.
        routes.MapImport();
        routes.MapReservations();
    }

    private static async Task<IResult> PublishAsync(
        HttpContext http, PublishNeedHandler handler, CancellationToken ct, [FromQuery] string? validateOnly = null)
    {
        var caller = http.Caller();
        if ((await JsonBody.ReadAsync<PublishNeed>(http.Request, need => need.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body))
        {
            return (Need.UnlessMayPublish(caller) ?? rejection).ToHttp();
        }
        if (validateOnly is not (null or "" or "true" or "false"))
        {
            // Whoever only wanted to ask must not find that it was published.
            return Rejections.Invalid("#/validateOnly", "Skriv true eller false.", "Write true or false.").ToHttp();
        }
        if (validateOnly is "true")
        {
            return (await handler.ValidateAsync(caller, body.Value, body.Value.Draft == true, ct)).ToHttp(answer => Results.Ok(answer.Need));
        }
        if (IdempotencyKey.Read(http.Request, caller, body.Utf8).IsRejected(out rejection, out var key))
        {
            return rejection.ToHttp();
        }
        var outcome = await handler.HandleAsync(caller, body.Value, body.Value.Draft == true, key, ct);
        return outcome.ToHttp(answer =>
        {
            http.TagVersion(answer.Need.Version);
            http.Response.Headers.Location = Path(answer.Need.Id);
            return Results.Json(answer.Need, statusCode: answer.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        });
    }

    private static async Task<IResult> ListAsync(HttpContext http, [AsParameters] ListNeeds query, ListNeedsHandler handler, CancellationToken ct)
    {
        var caller = http.Caller();
        return (await handler.HandleAsync(caller, query, ct)).ToHttp(page =>
        {
            var cursor = page.Next?.ToString();
            http.LinkNext(cursor);
            return Results.Ok(new NeedList([.. page.Items.Select(found => NeedView.Of(found.Need, Guid.Empty, found.Distance))], cursor));
        });
    }

    private static async Task<IResult> GetAsync(HttpContext http, Guid id, GetNeedHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(http.Caller(), id, ct)).ToHttp(need => Answer(http, need));

    private static async Task<IResult> UpdateAsync(HttpContext http, Guid id, UpdateNeedHandler handler, CancellationToken ct)
    {
        if (http.Request.Headers.IfMatch.Count == 0)
        {
            return Rejections.VersionRequired.ToHttp();
        }
        return (await JsonBody.ReadAsync<JsonObject>(http.Request, MergePatch.IsConfirmed, ct)).IsRejected(out var rejection, out var patch)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(http.Caller(), id, http.IfMatch(), content => UpdatedContent.Patch(content, patch.Value), ct))
                .ToHttp(need => Answer(http, need));
    }

    private static async Task<IResult> WithdrawAsync(HttpContext http, Guid id, WithdrawNeedHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<WithdrawNeed>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(http.Caller(), id, body.Value.Reason, http.IfMatch(), ct)).ToHttp(need => Answer(http, need));

    private static async Task<IResult> HistoryAsync(
        HttpContext http, Guid id, NeedHistoryHandler handler, CancellationToken ct, [FromQuery] string? cursor = null, [FromQuery] string? limit = null)
    {
        if (Page.ReadNumbered(limit, cursor).IsRejected(out var rejection, out var asked))
        {
            return rejection.ToHttp();
        }
        return (await handler.HandleAsync(http.Caller(), id, asked.After, asked.Limit + 1, ct)).ToHttp(versions =>
        {
            var (items, next) = Page.OfNumbered(versions, asked.Limit, version => version.Version);
            http.LinkNext(next);
            return Results.Ok(new NeedVersionList(items, next));
        });
    }

    private static IResult Answer(HttpContext http, NeedView need)
    {
        http.TagVersion(need.Version);
        return Results.Ok(need);
    }

    private static string Path(Guid id) => $"/v1/needs/{id}";
}

/// <summary>A page of needs; the cursor is absent on the last.</summary>
public sealed record NeedList(IReadOnlyList<NeedView> Items, string? Cursor = null);

/// <summary>A page of a need's versions; the cursor is absent on the last.</summary>
public sealed record NeedVersionList(IReadOnlyList<NeedVersion> Items, string? Cursor = null);
