using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Opportunities.Reconciliation;

/// <summary>The REST door of reconciliations.</summary>
internal static class ReconciliationsApi
{
    public static void MapReconciliations(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/reconciliations").WithTags("reconciliations");
        group.MapGet("", async (HttpContext http, ReconcileHandler handler, string? cursor, int? limit, CancellationToken ct) =>
            (await handler.ListAsync(http.Caller(), cursor, limit ?? ReconcileHandler.DefaultLimit, ct)).ToHttp(page =>
            {
                http.LinkNext(page.Cursor);
                return TypedResults.Ok(page);
            }))
            .WithName("listReconciliations").WithSummary("What comparisons of what should have happened with what did have found, newest first")
            .Produces<ReconciliationPage>().ProducesProblems(403);
        group.MapPost("", async (HttpContext http, ReconcileHandler handler, CancellationToken ct) =>
            (await handler.RunAsync(http.Caller(), ct)).ToHttp(TypedResults.Ok))
            .WithName("reconcile").WithSummary("Compare what should have happened with what did now, and repair it").Produces<ReconciliationResult>().ProducesProblems(403, 409);
    }
}
