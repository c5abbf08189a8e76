using System.Globalization;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Opportunities.Volunteers;

/// <summary>The REST door of volunteers, for the tools of those who hold them.</summary>
internal static class VolunteersApi
{
    public static void MapVolunteers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/volunteers").WithTags("volunteers");
        group.MapPost("", SaveAsync).Accepts<SaveVolunteer>("application/json").WithName("saveVolunteer")
            .WithSummary("Save where somebody would help").WithDescription("The same reference again changes the volunteer. Scope callouts:answer, civil sector.")
            .Produces<VolunteerView>(201).Produces<VolunteerView>().ProducesProblems(403, 409);
        group.MapGet("", async (HttpContext http, ReadVolunteersHandler handler, string? cursor, int? limit, CancellationToken ct) =>
            (await handler.ListAsync(http.Caller(), cursor, limit, ct)).ToHttp(page =>
            {
                http.LinkNext(page.Cursor);
                return TypedResults.Ok(new VolunteerViewPage([.. page.Items.Select(VolunteerView.Of)], page.Cursor));
            })).WithName("listVolunteers").WithSummary("One's own volunteers").Produces<VolunteerViewPage>().ProducesProblems(403);
        group.MapGet("/{id:guid}", async (Guid id, HttpContext http, ReadVolunteersHandler handler, CancellationToken ct) =>
            (await handler.GetAsync(http.Caller(), id, ct)).ToHttp(found => TypedResults.Ok(VolunteerView.Of(found))))
            .WithName("getVolunteer").WithSummary("One volunteer").Produces<VolunteerView>().ProducesProblems(403, 404);
        group.MapDelete("/{id:guid}", async (Guid id, HttpContext http, DeleteVolunteerHandler handler, CancellationToken ct) =>
            (await handler.HandleAsync(http.Caller(), id, ct)).ToHttp(_ => TypedResults.NoContent()))
            .WithName("deleteVolunteer").WithSummary("Erase a volunteer").Produces(204).ProducesProblems(403, 404);
    }

    private static async Task<IResult> SaveAsync(HttpContext http, SaveVolunteerHandler handler, CancellationToken ct)
    {
        if ((await JsonBody.ReadAsync<SaveVolunteer>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body))
        {
            return (Holder.UnlessMayHold(http.Caller()) ?? rejection).ToHttp();
        }
        return (await handler.HandleAsync(http.Caller(), body.Value, ct)).ToHttp<SavedVolunteer>(saved => saved.IsNew
            ? TypedResults.Created($"/v1/volunteers/{saved.Volunteer.Id}", VolunteerView.Of(saved.Volunteer))
            : TypedResults.Ok(VolunteerView.Of(saved.Volunteer)));
    }
}

/// <summary>A volunteer as its holder sees it.</summary>
internal sealed record VolunteerView(
    Guid Id, string Reference, VolunteerPlace Place, double RadiusKm, IReadOnlyList<string> Categories, IReadOnlyList<string> Skills,
    QuietBody? QuietHours, int WeeklyLimit, DateTimeOffset CreatedAt)
{
    public static VolunteerView Of(Volunteer volunteer) => new(
        volunteer.Id, volunteer.Reference, volunteer.Place, volunteer.RadiusKm, volunteer.Categories, volunteer.Skills,
        volunteer.QuietHours is { } quiet ? new QuietBody(Clock(quiet.From), Clock(quiet.Until)) : null, volunteer.WeeklyLimit, volunteer.CreatedAt);

    private static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}

/// <summary>A page of volunteers; the cursor is absent on the last.</summary>
internal sealed record VolunteerViewPage(IReadOnlyList<VolunteerView> Items, string? Cursor = null);
