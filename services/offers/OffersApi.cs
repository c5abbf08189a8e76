using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Offers;

/// <summary>The REST door of offers; that of what is drawn on them is ReservationsApi.</summary>
internal static class OffersApi
{
    public static void MapOffers(this IEndpointRouteBuilder routes)
    {
        var offers = routes.MapGroup("/v1/offers").WithTags("Offers");
        offers.MapPost("", PublishAsync).WithName("publishOffer")
            .WithSummary("Publish an offer")
            .WithDescription("Title, description, an area and one contribution are enough. The same reference again changes the offer; Idempotency-Key makes a repetition harmless; validateOnly saves nothing. Scope offers:write, all sectors.")
            .Accepts<PublishOffer>("application/json").Produces<OfferView>(StatusCodes.Status201Created).Produces<OfferView>()
            .ProducesProblems(403, 409);
        offers.MapGet("", ListAsync).WithName("listOffers")
            .WithSummary("Find offers")
            .WithDescription("Open offers that the caller is shown, newest first; mine=true: one's own in whatever state. Link: rel=next and cursor lead to the next page.")
            .Produces<OfferList>().ProducesProblems();
        offers.MapGet("/{id:guid}", GetAsync).WithName("getOffer").WithSummary("One offer").Produces<OfferView>().ProducesProblems(404);
        offers.MapPatch("/{id:guid}", UpdateAsync).WithName("updateOffer")
            .WithSummary("Change an offer")
            .WithDescription("A merge patch (RFC 7396): what it names is replaced, null removes, lists are replaced whole. If-Match carries the version the change is based on. No quantity goes below what is held and confirmed.")
            .Accepts<PublishOffer>("application/merge-patch+json", "application/json").Produces<OfferView>()
            .ProducesProblems(403, 404, 409, 412, 428);
        offers.MapPost("/{id:guid}:withdraw", WithdrawAsync).WithName("withdrawOffer")
            .WithSummary("Withdraw an offer")
            .WithDescription("Everyone who heard of it hears of this. What is held comes back at once, what was confirmed stays confirmed. If-Match may be sent.")
            .Accepts<WithdrawOffer>("application/json").Produces<OfferView>().ProducesProblems(403, 404, 409, 412);
        offers.MapPost("/{id:guid}:pause", PauseAsync).WithName("pauseOffer")
            .WithSummary("Pause an offer").WithDescription("A paused offer is neither matched nor drawn on; what is held or confirmed stays so.")
            .Produces<OfferView>().ProducesProblems(403, 404, 409, 412);
        offers.MapPost("/{id:guid}:resume", ResumeAsync).WithName("resumeOffer")
            .WithSummary("Resume an offer").Produces<OfferView>().ProducesProblems(403, 404, 409, 412);
        offers.MapGet("/{id:guid}/history", HistoryAsync).WithName("offerHistory")
            .WithSummary("What the owner did to an offer").WithDescription("For its owner. Versions between are drawings: see the balance.")
            .Produces<OfferVersionList>().ProducesProblems(404);
    }

    private static async Task<IResult> PublishAsync(
        HttpContext http, PublishOfferHandler handler, CancellationToken ct, [FromQuery] string? validateOnly = null)
    {
        var caller = http.Caller();
        if ((await JsonBody.ReadAsync<PublishOffer>(http.Request, offer => offer.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body))
        {
            return (Offer.UnlessMayPublish(caller) ?? rejection).ToHttp();
        }
        if (validateOnly is not (null or "" or "true" or "false"))
        {
            // Whoever only wanted to ask must not find that it was published.
            return Rejections.Invalid("#/validateOnly", "Skriv true eller false.", "Write true or false.").ToHttp();
        }
        if (validateOnly is "true")
        {
            return (await handler.ValidateAsync(caller, body.Value, ct)).ToHttp(answer => Results.Ok(answer.Offer));
        }
        if (IdempotencyKey.Read(http.Request, caller, body.Utf8).IsRejected(out rejection, out var key))
        {
            return rejection.ToHttp();
        }
        return (await handler.HandleAsync(caller, body.Value, key, ct)).ToHttp(answer =>
        {
            http.TagVersion(answer.Offer.Version);
            http.Response.Headers.Location = $"/v1/offers/{answer.Offer.Id}";
            return Results.Json(answer.Offer, statusCode: answer.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        });
    }

    private static async Task<IResult> ListAsync(HttpContext http, [AsParameters] ListOffers query, ListOffersHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(http.Caller(), query, ct)).ToHttp(page =>
        {
            http.LinkNext(page.Cursor);
            return Results.Ok(page);
        });

    private static async Task<IResult> GetAsync(HttpContext http, Guid id, GetOfferHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(http.Caller(), id, ct)).ToHttp(offer => Answer(http, offer));

    private static async Task<IResult> UpdateAsync(HttpContext http, Guid id, UpdateOfferHandler handler, CancellationToken ct)
    {
        if (http.Request.Headers.IfMatch.Count == 0)
        {
            return Rejections.VersionRequired.ToHttp();
        }
        return (await JsonBody.ReadAsync<JsonObject>(http.Request, MergePatch.IsConfirmed, ct)).IsRejected(out var rejection, out var patch)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(http.Caller(), id, http.IfMatch(), content => MergePatch.Apply<OfferContent, PublishOffer>(content, patch.Value).Map(OfferContent (read) => read), ct))
                .ToHttp(offer => Answer(http, offer));
    }

    private static async Task<IResult> WithdrawAsync(HttpContext http, Guid id, WithdrawOfferHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<WithdrawOffer>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(http.Caller(), id, body.Value.Reason, http.IfMatch(), ct)).ToHttp(offer => Answer(http, offer));

    private static async Task<IResult> PauseAsync(HttpContext http, Guid id, PauseOfferHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(http.Caller(), id, isPaused: true, http.IfMatch(), ct)).ToHttp(offer => Answer(http, offer));

    private static async Task<IResult> ResumeAsync(HttpContext http, Guid id, PauseOfferHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(http.Caller(), id, isPaused: false, http.IfMatch(), ct)).ToHttp(offer => Answer(http, offer));

    private static async Task<IResult> HistoryAsync(
        HttpContext http, Guid id, OfferHistoryHandler handler, CancellationToken ct, [FromQuery] string? cursor = null, [FromQuery] string? limit = null)
    {
        if (Page.ReadNumbered(limit, cursor).IsRejected(out var rejection, out var asked))
        {
            return rejection.ToHttp();
        }
        return (await handler.HandleAsync(http.Caller(), id, asked.After, asked.Limit + 1, ct)).ToHttp(versions =>
        {
            var (items, next) = Page.OfNumbered(versions, asked.Limit, version => version.Version);
            http.LinkNext(next);
            return Results.Ok(new OfferVersionList(items, next));
        });
    }

    private static IResult Answer(HttpContext http, OfferView offer)
    {
        http.TagVersion(offer.Version);
        return Results.Ok(offer);
    }
}
