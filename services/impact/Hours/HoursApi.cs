using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SocialEnzyme.Hub.Impact.Ledger;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>The REST door of hours: reporting, deciding, correcting, counting.</summary>
internal static class HoursApi
{
    public static void MapHours(this IEndpointRouteBuilder routes)
    {
        var hours = routes.MapGroup("/v1/hours").WithTags("Hours");
        hours.MapPost("", ReportAsync).WithName("reportHour")
            .WithSummary("Report hours")
            .WithDescription("One row, by a party of an active or completed partnership, for itself or another party that was at the table on that day. The same reference again: unchanged, or replaced while nobody decided. At most 24 hours a day for a volunteer. Scope impact:write.")
            .Accepts<ReportHour>("application/json").Produces<HoursView>(StatusCodes.Status201Created).Produces<HoursView>()
            .ProducesProblems(403, 404, 409);
        hours.MapGet("", ListAsync).WithName("listHours")
            .WithSummary("Find reports").WithDescription("Of the caller's partnerships, in the order in which they came. Link: rel=next and cursor lead to the next page.")
            .Produces<HoursList>().ProducesProblems(404);
        hours.MapGet("/{id:guid}", GetAsync).WithName("getHours").WithSummary("One report, with its entries in the ledger")
            .Produces<HoursView>().ProducesProblems(404);
        hours.MapPost("/{id:guid}:approve", ApproveAsync).WithName("approveHours")
            .WithSummary("Let a report count, or a correction take effect")
            .WithDescription("Another party than the reporter; once is as good as twice. What two systems reported needs notDuplicate. The body may be left out. Scope impact:approve.")
            .Accepts<ApproveOne>(isOptional: true, "application/json").Produces<HoursView>().ProducesProblems(403, 404, 409, 412);
        hours.MapPost("/{id:guid}:reject", RejectAsync).WithName("rejectHours")
            .WithSummary("Say why a report, or a correction, does not count").WithDescription("Another party than the reporter. Scope impact:approve.")
            .Accepts<RejectOne>("application/json").Produces<HoursView>().ProducesProblems(403, 404, 409, 412);
        hours.MapPost("/{id:guid}:correct", CorrectAsync).WithName("correctHours")
            .WithSummary("Correct one's own report")
            .WithDescription("What waits is replaced at once. What counts is reversed, and entered anew unless cancel, when another party or the agreed rule approves the correction. Scope impact:write.")
            .Accepts<CorrectHours>("application/json").Produces<HoursView>().ProducesProblems(403, 404, 409, 412);
        routes.MapPost("/v1/hours:approve", ApproveManyAsync).WithTags("Hours").WithName("approveManyHours")
            .WithSummary("Let many reports count")
            .WithDescription("By their ids, all or none; or whatever waits of a batch, but what two systems reported unless notDuplicate. Scope impact:approve.")
            .Accepts<ApproveMany>("application/json").Produces<DecidedHours>().ProducesProblems(403, 404, 409);
        routes.MapPost("/v1/hours:reject", RejectManyAsync).WithTags("Hours").WithName("rejectManyHours")
            .WithSummary("Say why many reports do not count").WithDescription("By their ids, all or none; or whatever waits of a batch. Scope impact:approve.")
            .Accepts<RejectMany>("application/json").Produces<DecidedHours>().ProducesProblems(403, 404, 409);
        hours.MapPost("/batches/{batchId:guid}/links", LinkAsync).WithName("makeApprovalLink")
            .WithSummary("Make a link that approves a batch in one step")
            .WithDescription("For the approver's own people: single use, 14 days, shown once. Another party than the reporter. Scope impact:approve.")
            .Produces<ApprovalLink>(StatusCodes.Status201Created).ProducesProblems(403, 404, 409);
        hours.MapGet("/totals", TotalsAsync).WithName("hoursTotals")
            .WithSummary("What counts, now or as it was known at any moment")
            .WithDescription("From the append-only ledger, by party, kind and month; kinds are never added together. The same asOf has the same answer for ever.")
            .Produces<HoursTotals>().ProducesProblems(404);
        hours.MapGet("/checksums", ChecksumsAsync).WithName("hoursChecksums")
            .WithSummary("What the hub holds of one's own reports")
            .WithDescription("A day at a time, the last 31 days when from and until are left out, at most 366: counts, minutes by kind, and the SHA-256 (lower-case hex) of one line a report, reference:minutes and a line feed in UTF-8, sorted by the bytes of the reference. silentSince tells that reports stopped coming.")
            .Produces<HoursChecksums>().ProducesProblems();
    }

    private static async Task<IResult> ReportAsync(HttpContext http, ReportHoursHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<ReportHour>(http.Request, row => row.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(http.Caller(), body.Value, ct)).ToHttp(answer =>
            {
                http.TagVersion(answer.Hours.Version);
                http.Response.Headers.Location = $"/v1/hours/{answer.Hours.Id}";
                return Results.Json(
                    HoursView.Of(answer.Hours, http.Caller().ParticipantId),
                    statusCode: answer.Outcome == "reported" ? StatusCodes.Status201Created : StatusCodes.Status200OK);
            });

    private static async Task<IResult> ListAsync(HttpContext http, [AsParameters] ListHours query, ListHoursHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(http.Caller(), query, ct)).ToHttp(page =>
        {
            http.LinkNext(page.Cursor);
            return Results.Ok(page);
        });

    private static async Task<IResult> GetAsync(HttpContext http, Guid id, GetHoursHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(http.Caller(), id, ct)).ToHttp(hours => Answer(http, hours));

    private static async Task<IResult> ApproveAsync(HttpContext http, Guid id, DecideHoursHandler handler, CancellationToken ct)
    {
        var said = new ApproveOne();
        // One click needs no body.
        if (http.Request.ContentType is not null || http.Request.ContentLength > 0)
        {
            if ((await JsonBody.ReadAsync<ApproveOne>(http.Request, null, ct)).IsRejected(out var rejection, out var body))
            {
                return rejection.ToHttp();
            }
            said = body.Value;
        }
        return (await handler.ApproveAsync(http.Caller(), [id], said.NotDuplicate == true, http.IfMatch(), ct)).ToHttp(decided => Answer(http, decided.Items![0]));
    }

    private static async Task<IResult> RejectAsync(HttpContext http, Guid id, DecideHoursHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<RejectOne>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.RejectAsync(http.Caller(), [id], body.Value.Reason, http.IfMatch(), ct)).ToHttp(decided => Answer(http, decided.Items![0]));

    private static async Task<IResult> CorrectAsync(HttpContext http, Guid id, CorrectHoursHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<CorrectHours>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(http.Caller(), id, body.Value, http.IfMatch(), ct)).ToHttp(hours => Answer(http, hours));

    private static async Task<IResult> ApproveManyAsync(HttpContext http, DecideHoursHandler handler, CancellationToken ct)
    {
        if ((await JsonBody.ReadAsync<ApproveMany>(http.Request, null, ct)).IsRejected(out var rejection, out var body))
        {
            return rejection.ToHttp();
        }
        var many = body.Value;
        return (UnlessOneOf(many.Ids, many.BatchId) is { } unclear ? unclear
            : many.BatchId is { } batch ? await handler.ApproveBatchAsync(http.Caller(), batch, many.NotDuplicate == true, ct)
            : await handler.ApproveAsync(http.Caller(), many.Ids!, many.NotDuplicate == true, VersionMatch.Any, ct)).ToHttp(decided => Results.Ok(decided));
    }

    private static async Task<IResult> RejectManyAsync(HttpContext http, DecideHoursHandler handler, CancellationToken ct)
    {
        if ((await JsonBody.ReadAsync<RejectMany>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body))
        {
            return rejection.ToHttp();
        }
        var many = body.Value;
        return (UnlessOneOf(many.Ids, many.BatchId) is { } unclear ? unclear
            : many.BatchId is { } batch ? await handler.RejectBatchAsync(http.Caller(), batch, many.Reason, ct)
            : await handler.RejectAsync(http.Caller(), many.Ids!, many.Reason, VersionMatch.Any, ct)).ToHttp(decided => Results.Ok(decided));
    }

    private static async Task<IResult> LinkAsync(HttpContext http, Guid batchId, MakeApprovalLinkHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(http.Caller(), batchId, ct)).ToHttp(link =>
        {
            http.Response.Headers.CacheControl = "no-store";
            return Results.Json(link, statusCode: StatusCodes.Status201Created);
        });

    private static async Task<IResult> TotalsAsync(
        HttpContext http, HoursTotalsHandler handler, CancellationToken ct, [FromQuery, Required] string? partnership = null, [FromQuery] string? asOf = null) =>
        (await handler.HandleAsync(http.Caller(), partnership, asOf, ct)).ToHttp(totals => Results.Ok(totals));

    private static async Task<IResult> ChecksumsAsync(
        HttpContext http, ChecksumsHandler handler, CancellationToken ct, [FromQuery] string? from = null, [FromQuery] string? until = null) =>
        (await handler.HandleAsync(http.Caller(), from, until, ct)).ToHttp(sums => Results.Ok(sums));

    private static Rejection? UnlessOneOf(IReadOnlyList<Guid>? ids, Guid? batch) => ids is null == batch is null
        ? Rejections.Invalid("#/ids", "Skriv enten ids eller batchId.", "Write either ids or batchId.")
        : null;

    private static IResult Answer(HttpContext http, HoursView hours)
    {
        http.TagVersion(hours.Version);
        return Results.Ok(hours);
    }
}
