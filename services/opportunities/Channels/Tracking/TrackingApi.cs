using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Channels.Tracking;

/// <summary>The REST door to what became of deliveries.</summary>
internal static class TrackingApi
{
    public static void MapTracking(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/subscriptions/{id:guid}").WithTags("subscriptions");
        group.MapGet("/deliveries", (Guid id, string? after, int? limit, HttpContext http, TrackDeliveriesHandler handler, CancellationToken ct) =>
            ListAsync(id, after, limit, onlyDead: false, http, handler, ct))
            .WithName("listDeliveries").WithSummary("What became of each delivery").Produces<TrackedPage>().ProducesProblems(403, 404);
        group.MapGet("/deadLetters", (Guid id, string? after, int? limit, HttpContext http, TrackDeliveriesHandler handler, CancellationToken ct) =>
            ListAsync(id, after, limit, onlyDead: true, http, handler, ct))
            .WithName("listDeadLetters").WithSummary("Deliveries that were given up").Produces<TrackedPage>().ProducesProblems(403, 404);
        routes.MapPost("/v1/subscriptions/{id:guid}:redrive", async (Guid id, HttpContext http, TrackDeliveriesHandler handler, CancellationToken ct) =>
            (await handler.RedriveAsync(http.Caller(), id, ct)).ToHttp(redriven => TypedResults.Ok(new RedriveAnswer(redriven))))
            .WithTags("subscriptions").WithName("redrive").WithSummary("Send what was given up again").Produces<RedriveAnswer>().ProducesProblems(403, 404, 409);
        routes.MapGet("/v1/events/{id:guid}/deliveries", async (Guid id, HttpContext http, TrackDeliveriesHandler handler, CancellationToken ct) =>
            (await handler.OfEventAsync(http.Caller(), id, ct)).ToHttp(TypedResults.Ok))
            .WithTags("events").WithName("eventDeliveries").WithSummary("Whom an event met, and what became of it").Produces<TrackedEvent>().ProducesProblems(403, 404);
    }

    private static async Task<IResult> ListAsync(
        Guid id, string? after, int? limit, bool onlyDead, HttpContext http, TrackDeliveriesHandler handler, CancellationToken ct) =>
        (await handler.ListAsync(http.Caller(), id, after, limit ?? 0, onlyDead, ct)).ToHttp(TypedResults.Ok);

    /// <param name="Redriven">How many dead letters wait to be sent again.</param>
    private sealed record RedriveAnswer(long Redriven);
}
