using Microsoft.AspNetCore.Mvc;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Offers;

/// <summary>The REST door of what is drawn on offers.</summary>
internal static class ReservationsApi
{
    private const int DefaultMovements = 200;

    public static void MapReservations(this IEndpointRouteBuilder routes)
    {
        var offer = routes.MapGroup("/v1/offers/{id:guid}").WithTags("Offers");
        offer.MapGet("/balance", BalanceAsync).WithName("offerBalance")
            .WithSummary("What is left of an offer")
            .WithDescription("Rebuilt from every movement. The owner sees all movements, whoever drew on the offer its own, everybody the totals; oldest first, at most 1,000 at a time.")
            .Produces<OfferBalance>().ProducesProblems(404);
        offer.MapPost("/reservations", ReserveAsync).WithName("reserveContribution")
            .WithSummary("Draw on an offer")
            .WithDescription("Holds a quantity for a time; confirm makes it lasting at once. The same reservationId again has no second effect. The owner, for anyone; where the offer is openToDrawing whoever is shown it, for itself. Scope offers:write.")
            .Accepts<ReserveContribution>("application/json").Produces<ReservationView>(StatusCodes.Status200OK)
            .ProducesProblems(403, 404, 409);
        offer.MapGet("/reservations", ListAsync).WithName("listReservations")
            .WithSummary("The reservations of an offer").WithDescription("The owner sees all, whoever drew on the offer its own.")
            .Produces<ReservationList>().ProducesProblems(404);
        offer.MapPost("/reservations/{reservationId:guid}:confirm", ConfirmAsync).WithName("confirmReservation")
            .WithSummary("Make a hold lasting").WithDescription("A hold whose time is up is refused: hold-expired. Once is as good as twice.")
            .Produces<ReservationView>().ProducesProblems(403, 404, 409);
        offer.MapPost("/reservations/{reservationId:guid}:return", ReturnAsync).WithName("returnReservation")
            .WithSummary("Give back what is held or confirmed").WithDescription("Of equipment that was handed over it logs that it came back. Once is as good as twice.")
            .Produces<ReservationView>().ProducesProblems(403, 404, 409);
        offer.MapPost("/reservations/{reservationId:guid}:handOver", HandOverAsync).WithName("handOverReservation")
            .WithSummary("Log that what is lent was handed over").WithDescription("For a confirmed booking of space or equipment.")
            .Produces<ReservationView>().ProducesProblems(403, 404, 409);
    }

    private static async Task<IResult> BalanceAsync(
        HttpContext http, Guid id, GetBalanceHandler handler, CancellationToken ct, [FromQuery] string? cursor = null, [FromQuery] string? limit = null)
    {
        if (Page.ReadNumbered(limit, cursor, DefaultMovements, GetBalanceHandler.MaxMovements).IsRejected(out var rejection, out var asked))
        {
            return rejection.ToHttp();
        }
        return (await handler.HandleAsync(http.Caller(), id, asked.After, asked.Limit + 1, ct)).ToHttp(answer =>
        {
            var (items, next) = Page.OfNumbered(answer.Movements, asked.Limit, movement => movement.Number);
            http.LinkNext(next);
            return Results.Ok(new OfferBalance(answer.Balances, items, next));
        });
    }

    private static async Task<IResult> ReserveAsync(HttpContext http, Guid id, ReserveContributionHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<ReserveContribution>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : Answer(await handler.HandleAsync(http.Caller(), id, body.Value, ct));

    private static async Task<IResult> ListAsync(
        HttpContext http, Guid id, ListReservationsHandler handler, CancellationToken ct, [FromQuery] string? cursor = null, [FromQuery] string? limit = null) =>
        (await handler.HandleAsync(http.Caller(), id, limit, cursor, ct)).ToHttp(page =>
        {
            http.LinkNext(page.Cursor);
            return Results.Ok(page);
        });

    private static async Task<IResult> ConfirmAsync(HttpContext http, Guid id, Guid reservationId, SettleReservationHandler handler, CancellationToken ct) =>
        Answer(await handler.ConfirmAsync(http.Caller(), id, reservationId, ct));

    private static async Task<IResult> ReturnAsync(HttpContext http, Guid id, Guid reservationId, SettleReservationHandler handler, CancellationToken ct) =>
        Answer(await handler.ReturnAsync(http.Caller(), id, reservationId, ct));

    private static async Task<IResult> HandOverAsync(HttpContext http, Guid id, Guid reservationId, SettleReservationHandler handler, CancellationToken ct) =>
        Answer(await handler.HandOverAsync(http.Caller(), id, reservationId, ct));

    private static IResult Answer(Outcome<ReservationView> outcome) => outcome.ToHttp(reservation => Results.Ok(reservation));
}
