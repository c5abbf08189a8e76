using Microsoft.AspNetCore.Mvc;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Needs;

/// <summary>The REST door of reservations: for the need's publisher, and for services of the hub.</summary>
internal static class ReservationsApi
{
    public static void MapReservations(this IEndpointRouteBuilder routes)
    {
        var reservations = routes.MapGroup("/v1/needs/{id:guid}/reservations").WithTags("Reservations");
        reservations.MapPost("", ReserveAsync).WithName("reservePlaces")
            .WithSummary("Hold places of a need")
            .WithDescription("Held for holdSeconds, or confirmed at once. The same reservationId again has no second effect. Too few places left: 409 nothing-left, which says how many.")
            .Accepts<ReservePlaces>("application/json").Produces<ReservationView>(StatusCodes.Status201Created).Produces<ReservationView>()
            .ProducesProblems(403, 404, 409);
        reservations.MapGet("", ListAsync).WithName("listReservations")
            .WithSummary("The reservations of a need").Produces<ReservationList>().ProducesProblems(404);
        reservations.MapPost("/{reservation:guid}:confirm", ConfirmAsync).WithName("confirmReservation")
            .WithSummary("Make a hold lasting")
            .WithDescription("The answer carries the exact place. A hold whose time is up is refused: 409 hold-expired.")
            .Produces<ReservationView>().ProducesProblems(403, 404, 409);
        reservations.MapPost("/{reservation:guid}:return", ReturnAsync).WithName("returnReservation")
            .WithSummary("Give places back")
            .WithDescription("Held or confirmed; a filled need opens again. Once is as good as twice.")
            .Produces<ReservationView>().ProducesProblems(403, 404);
    }

    private static async Task<IResult> ReserveAsync(HttpContext http, Guid id, ReservePlacesHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<ReservePlaces>(http.Request, null, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(http.Caller(), id, body.Value, ct)).ToHttp(answer =>
                Results.Json(answer.Reservation, statusCode: answer.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK));

    private static async Task<IResult> ConfirmAsync(HttpContext http, Guid id, Guid reservation, SettleReservationHandler handler, CancellationToken ct) =>
        (await handler.ConfirmAsync(http.Caller(), id, reservation, ct)).ToHttp(Results.Ok);

    private static async Task<IResult> ReturnAsync(HttpContext http, Guid id, Guid reservation, SettleReservationHandler handler, CancellationToken ct) =>
        (await handler.ReturnAsync(http.Caller(), id, reservation, ct)).ToHttp(Results.Ok);

    private static async Task<IResult> ListAsync(
        HttpContext http, Guid id, ListReservationsHandler handler, CancellationToken ct, [FromQuery] string? cursor = null, [FromQuery] string? limit = null)
    {
        var errors = new List<FieldError>();
        var (count, after) = Page.Read(limit, cursor, errors);
        if (errors.Count > 0)
        {
            return Rejections.Invalid(errors).ToHttp();
        }
        return (await handler.HandleAsync(http.Caller(), id, after, count, ct)).ToHttp(page =>
        {
            http.LinkNext(page.Cursor);
            return Results.Ok(page);
        });
    }
}
