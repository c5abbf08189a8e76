using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Valuation;

/// <summary>The REST door of rates and estimates.</summary>
internal static class ValuationApi
{
    private const decimal MaxDiscount = 50;

    private const string RateExample = """
        { "kind": "frivillig", "oerePerHour": 20000, "from": "2027-01-01", "source": "SDU 2013: 200 kr. pr. time; ikke en officiel sats" }
        """;

    private const string EstimateExample = """
        {
          "key": "undgaaede-udsaettelser",
          "kind": "avoidedCost",
          "what": "En udsættelse mindre om måneden",
          "oere": 12000000,
          "source": "Boligorganisationens regnskab for genhusning",
          "deadweightPercent": 20,
          "attributionPercent": 30,
          "displacementPercent": 0,
          "dropOffPercent": 10,
          "years": 3
        }
        """;

    public static IServiceCollection AddValuation(this IServiceCollection services) => services
        .AddSingleton<RatesHandler>()
        .AddSingleton<EstimatesHandler>();

    public static OpenApiOptions DescribeValuation(this OpenApiOptions options) => options.AddSchemaTransformer((schema, context, _) =>
    {
        var example = context.JsonTypeInfo.Type == typeof(AddRate) ? RateExample : context.JsonTypeInfo.Type == typeof(AddEstimate) ? EstimateExample : null;
        if (example is not null)
        {
            schema.Examples = [JsonNode.Parse(example)!];
        }
        return Task.CompletedTask;
    });

    public static void MapValuation(this IEndpointRouteBuilder routes)
    {
        var rates = routes.MapGroup("/v1/rates").WithTags("Valuation");
        rates.MapPost("", AddRateAsync).WithName("addRate")
            .WithSummary("Say what an hour is held to be worth")
            .WithDescription("From the first of a month, with its source. Rates are added and never changed: one for the same kind and month stands before the old one. Scope operate.")
            .Accepts<AddRate>("application/json").Produces<Rate>(StatusCodes.Status201Created).ProducesProblems(403);
        rates.MapGet("", async (HttpContext http, RatesHandler handler, CancellationToken ct, [FromQuery] string? cursor = null, [FromQuery] string? limit = null) =>
            Page.ReadNumbered(limit, cursor).IsRejected(out var rejection, out var page) ? rejection.ToHttp() : Listed(http, await handler.ListAsync(page.After, page.Limit, ct)))
            .WithName("listRates").WithSummary("Every rate with its source").Produces<RateList>().ProducesProblems();

        var estimates = routes.MapGroup("/v1/partnerships/{id:guid}/impact/estimates").WithTags("Valuation");
        estimates.MapPost("", AddEstimateAsync).WithName("addEstimate")
            .WithSummary("Say what was spent, or what others perhaps need not spend")
            .WithDescription("Said again under the same key, the newest counts and the old stays readable. An avoided cost is an estimate and says its source, deadweight, attribution, displacement and drop-off. Scope impact:write, a party of the partnership.")
            .Accepts<AddEstimate>("application/json").Produces<Estimate>(StatusCodes.Status201Created).ProducesProblems(403, 404);
        estimates.MapGet("", ListEstimatesAsync).WithName("listEstimates").WithSummary("Every estimate as it was said")
            .Produces<EstimateList>().ProducesProblems(404);
        routes.MapGet("/v1/partnerships/{id:guid}/impact/value", ValueAsync).WithTags("Valuation").WithName("partnershipValue")
            .WithSummary("What was put in, and what is estimated to have come of it")
            .WithDescription("Social return on investment after the SROI Guide of 2012. asOf: as it was known then; the same again gives the same to the øre. discountPercent: 3.5 when it is left out. Hours are shown apart and never added to money.")
            .Produces<PartnershipValue>().ProducesProblems(404);
    }

    private static async Task<IResult> AddRateAsync(HttpContext http, RatesHandler handler, CancellationToken ct)
    {
        var caller = http.Caller();
        if ((await JsonBody.ReadAsync<AddRate>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            || IdempotencyKey.Read(http.Request, caller, body.Utf8).IsRejected(out rejection, out var key))
        {
            return rejection.ToHttp();
        }
        return (await handler.AddAsync(caller, body.Value, key, ct)).ToHttp(rate => TypedResults.Created("/v1/rates", rate));
    }

    private static async Task<IResult> AddEstimateAsync(HttpContext http, Guid id, EstimatesHandler handler, CancellationToken ct)
    {
        var caller = http.Caller();
        if ((await JsonBody.ReadAsync<AddEstimate>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            || IdempotencyKey.Read(http.Request, caller, body.Utf8).IsRejected(out rejection, out var key))
        {
            return rejection.ToHttp();
        }
        return (await handler.AddAsync(caller, id, body.Value, key, ct)).ToHttp(estimate => TypedResults.Created($"/v1/partnerships/{id}/impact/estimates", estimate));
    }

    private static async Task<IResult> ListEstimatesAsync(
        HttpContext http, Guid id, EstimatesHandler handler, CancellationToken ct, [FromQuery] string? cursor = null, [FromQuery] string? limit = null)
    {
        if (Page.ReadNumbered(limit, cursor).IsRejected(out var rejection, out var page))
        {
            return rejection.ToHttp();
        }
        return (await handler.ListAsync(http.Caller(), id, page.After, page.Limit, ct)).ToHttp(list =>
        {
            http.LinkNext(list.Cursor);
            return TypedResults.Ok(list);
        });
    }

    private static async Task<IResult> ValueAsync(
        HttpContext http, Guid id, EstimatesHandler handler, TimeProvider clock, CancellationToken ct,
        [FromQuery] string? asOf = null, [FromQuery] string? discountPercent = null)
    {
        var errors = new List<FieldError>();
        var moment = PastMoment.Read(asOf, clock.GetUtcNow(), errors);
        var discount = EstimatesHandler.UsualDiscountPercent;
        if (!string.IsNullOrEmpty(discountPercent)
            && (!decimal.TryParse(discountPercent, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out discount)
                || discount > MaxDiscount || decimal.Round(discount, 2) != discount))
        {
            errors.Add(new("#/discountPercent", new("Skriv 0 til 50 procent med højst 2 decimaler.", "Write 0 to 50 percent with at most 2 decimals.")));
        }
        return errors.Count > 0
            ? Rejections.Invalid(errors).ToHttp()
            : (await handler.ValueAsync(http.Caller(), id, moment, discount, ct)).ToHttp(TypedResults.Ok);
    }

    private static Ok<RateList> Listed(HttpContext http, RateList list)
    {
        http.LinkNext(list.Cursor);
        return TypedResults.Ok(list);
    }
}
