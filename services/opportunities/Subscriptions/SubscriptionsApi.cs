using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Opportunities.Subscriptions;

/// <summary>What a caller states to make a subscription. Without a filter it meets every need.</summary>
/// <param name="Topics">needs (those that meet the filter), matches, callOuts, interests, partnerships, impact (one's own, whatever the filter). Only needs, unless stated.</param>
internal sealed record SubscriptionBody(
    [property: Required] string? Name = null, JsonElement? Filter = null, [property: Required] Channel? Channel = null, string? Url = null, IReadOnlyList<string?>? Topics = null,
    bool? ConfirmNoPersonalData = null);

/// <summary>The REST door of subscriptions.</summary>
internal static class SubscriptionsApi
{
    public static void MapSubscriptions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/subscriptions").WithTags("subscriptions");
        group.MapPost("", CreateAsync).Accepts<SubscriptionBody>("application/json").Produces<Subscription>(201).Produces<ValidatedSubscription>().ProducesProblems(403)
            .WithName("createSubscription").WithSummary("Follow opportunities")
            .WithDescription("validateOnly=true saves nothing, and answers what it would have caught in the last 30 days.");
        group.MapGet("", ListAsync).WithName("listSubscriptions").WithSummary("One's own subscriptions").Produces<SubscriptionPage>().ProducesProblems(403);
        group.MapGet("/{id:guid}", async (Guid id, HttpContext http, ReadSubscriptionsHandler handler, CancellationToken ct) =>
            Answer(http, await handler.GetAsync(http.Caller(), id, ct)))
            .WithName("getSubscription").WithSummary("One subscription").Produces<Subscription>().ProducesProblems(403, 404);
        group.MapPatch("/{id:guid}", UpdateAsync).Accepts<SubscriptionBody>("application/merge-patch+json", "application/json")
            .WithName("updateSubscription").WithSummary("Change a subscription").WithDescription("A merge patch (RFC 7396). If-Match carries the version the change is based on.")
            .Produces<Subscription>().ProducesProblems(403, 404, 409, 412, 428);
        group.MapDelete("/{id:guid}", async (Guid id, HttpContext http, DeleteSubscriptionHandler handler, CancellationToken ct) =>
            (await handler.HandleAsync(http.Caller(), id, ct)).ToHttp(_ => TypedResults.NoContent()))
            .WithName("deleteSubscription").WithSummary("End a subscription").Produces(204).ProducesProblems(403, 404);
        group.MapPost("/{id:guid}:pause", (Guid id, HttpContext http, SwitchSubscriptionHandler handler, CancellationToken ct) =>
            SwitchAsync(http, handler, id, Switch.Pause, ct))
            .WithName("pauseSubscription").WithSummary("Send nothing for a while").Produces<Subscription>().ProducesProblems(403, 404, 409);
        group.MapPost("/{id:guid}:resume", (Guid id, HttpContext http, SwitchSubscriptionHandler handler, CancellationToken ct) =>
            SwitchAsync(http, handler, id, Switch.Resume, ct))
            .WithName("resumeSubscription").WithSummary("Send again").Produces<Subscription>().ProducesProblems(403, 404, 409);
        group.MapPost("/{id:guid}:test", (Guid id, HttpContext http, SwitchSubscriptionHandler handler, CancellationToken ct) =>
            SwitchAsync(http, handler, id, Switch.Test, ct))
            .WithName("testSubscription").WithSummary("Ask the webhook's address again whose it is").Produces<Subscription>().ProducesProblems(403, 404, 409);
        group.MapPost("/{id:guid}:rotateSecret", async (Guid id, HttpContext http, RotateSecretHandler handler, CancellationToken ct) =>
            Answer(http, await handler.HandleAsync(http.Caller(), id, ct)))
            .WithName("rotateSecret").WithSummary("A new secret for the webhook").Produces<Subscription>().ProducesProblems(403, 404, 409);
    }

    private static async Task<IResult> CreateAsync(
        HttpContext http, CreateSubscriptionHandler handler, ValidateSubscriptionHandler validate, CancellationToken ct, string? validateOnly = null)
    {
        if ((await JsonBody.ReadAsync<SubscriptionBody>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body))
        {
            return rejection.ToHttp();
        }
        if (validateOnly is not (null or "" or "true" or "false"))
        {
            // Whoever only wanted to ask must not find that it was made.
            return Rejections.Invalid("#/validateOnly", "Skriv true eller false.", "Write true or false.").ToHttp();
        }
        if (validateOnly is "true")
        {
            return (await validate.HandleAsync(http.Caller(), Command(body.Value), ct)).ToHttp(TypedResults.Ok);
        }
        var outcome = await handler.HandleAsync(http.Caller(), Command(body.Value), ct);
        return outcome.ToHttp(subscription =>
        {
            http.TagVersion(subscription.Version);
            return TypedResults.Created($"/v1/subscriptions/{subscription.Id}", subscription);
        });
    }

    private static async Task<IResult> ListAsync(HttpContext http, ReadSubscriptionsHandler handler, string? cursor, int? limit, CancellationToken ct) =>
        (await handler.ListAsync(http.Caller(), cursor, limit ?? 0, ct)).ToHttp(page =>
        {
            http.LinkNext(page.Cursor);
            return TypedResults.Ok(page);
        });

    private static async Task<IResult> UpdateAsync(Guid id, HttpContext http, UpdateSubscriptionHandler handler, CancellationToken ct)
    {
        if (!TryReadVersion(http.Request.Headers.IfMatch.ToString(), out var version))
        {
            return Rejections.VersionRequired.ToHttp();
        }
        if ((await JsonBody.ReadAsync<SubscriptionBody>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body))
        {
            return rejection.ToHttp();
        }
        var stated = body.Value;
        return Answer(http, await handler.HandleAsync(
            http.Caller(), new(id, version, stated.Name, Read(stated.Filter), stated.Channel, stated.Url, Read(stated.Topics)), ct));
    }

    private static async Task<IResult> SwitchAsync(HttpContext http, SwitchSubscriptionHandler handler, Guid id, Switch what, CancellationToken ct) =>
        Answer(http, await handler.HandleAsync(http.Caller(), id, what, ct));

    private static IResult Answer(HttpContext http, Outcome<Subscription> outcome) => outcome.ToHttp<Subscription>(subscription =>
    {
        http.TagVersion(subscription.Version);
        return TypedResults.Ok(subscription);
    });

    private static CreateSubscription Command(SubscriptionBody stated) =>
        new(stated.Name, FilterJson.ReadOrEverything(stated.Filter), stated.Channel, stated.Url, Read(stated.Topics) ?? Topics.Default);

    private static Outcome<ImmutableArray<Topic>>? Read(IReadOnlyList<string?>? topics) =>
        topics is null ? default(Outcome<ImmutableArray<Topic>>?) : Topics.Read(topics);

    private static Outcome<Filter>? Read(JsonElement? filter) =>
        filter is { ValueKind: not JsonValueKind.Null } stated ? FilterJson.Read(stated) : default(Outcome<Filter>?);

    private static bool TryReadVersion(string ifMatch, out long version) =>
        long.TryParse(ifMatch.Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out version);
}
