using System.Net.Mime;
using Microsoft.AspNetCore.Mvc;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Partnerships.Audit;

/// <summary>The REST door of the audit chain.</summary>
internal static class AuditApi
{
    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        var audit = routes.MapGroup("/v1/partnerships/{id:guid}/audit").WithTags("Audit");
        audit.MapGet("", ExportAsync).WithName("exportAudit")
            .WithSummary("The audit chain as a file")
            .WithDescription(
                "A line of JSON for each change, each bound to the one before it by its hash, and a last line with the state that they lead to. "
                + "Checked offline by: dotnet SocialEnzyme.Hub.Partnerships.dll verify FILE. Who was a party gets it up to the day it went. Taking it is logged.")
            .Produces<string>(StatusCodes.Status200OK, AuditFile.ContentType).ProducesProblems(404);
        audit.MapGet("/accesses", ListAsync).WithName("auditAccesses")
            .WithSummary("Who took the audit file, and when").WithDescription("Oldest first; for those at the table.")
            .Produces<AuditAccessList>().ProducesProblems(404);
    }

    private static async Task<IResult> ExportAsync(HttpContext http, Guid id, ExportAuditHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(http.Caller(), id, ct)).ToHttp(file =>
        {
            http.Response.Headers.ContentDisposition = new ContentDisposition { FileName = $"partnership-{id}.ndjson" }.ToString();
            // To be written down where the file is not.
            http.Response.Headers["Audit-Head"] = file.Head;
            return Results.Stream(stream => handler.WriteAsync(file, stream, http.RequestAborted), AuditFile.ContentType);
        });

    private static async Task<IResult> ListAsync(
        HttpContext http, Guid id, ExportAuditHandler handler, CancellationToken ct, [FromQuery] string? cursor = null, [FromQuery] string? limit = null) =>
        (await handler.ListAsync(http.Caller(), id, limit, cursor, ct)).ToHttp(page =>
        {
            http.LinkNext(page.Cursor);
            return Results.Ok(page);
        });
}
