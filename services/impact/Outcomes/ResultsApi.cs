using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>The REST door of results.</summary>
internal static class ResultsApi
{
    private const string Example = """
        {
          "measureKey": "udsatte-lejere",
          "value": 10,
          "day": "2026-10-01",
          "place": "Leksand",
          "source": "Boligorganisationens egen opgørelse",
          "method": "Andel af lejere med restance, talt den første i måneden",
          "contributions": []
        }
        """;

    public static IServiceCollection AddResults(this IServiceCollection services) => services
        .AddSingleton<RecordResultHandler>()
        .AddSingleton<ReadResultsHandler>()
        .AddSingleton<DueFollowUpsHandler>()
        .AddSingleton<ContributionGraphHandler>();

    public static OpenApiOptions DescribeResults(this OpenApiOptions options) => options.AddSchemaTransformer((schema, context, _) =>
    {
        if (context.JsonTypeInfo.Type == typeof(RecordResult))
        {
            schema.Examples = [JsonNode.Parse(Example)!];
        }
        return Task.CompletedTask;
    });

    public static void MapResults(this IEndpointRouteBuilder routes)
    {
        var results = routes.MapGroup("/v1/partnerships/{id:guid}/results").WithTags("Results");
        results.MapPost("", RecordAsync).WithName("recordResult")
            .WithSummary("Record what a measure was found to be")
            .WithDescription("A measure of one's own, from the day on which all agreed on it; figures are added and never changed: a new one for the same day stands before the old one, which stays readable. Scope impact:write, a party of the partnership.")
            .Accepts<RecordResult>("application/json").Produces<Figure>(StatusCodes.Status201Created).ProducesProblems(403, 404);
        results.MapGet("", async (HttpContext http, Guid id, ReadResultsHandler handler, CancellationToken ct) =>
            (await handler.ListAsync(http.Caller(), id, ct)).ToHttp(TypedResults.Ok)).WithName("listResults")
            .WithSummary("Baseline, target, expected and actual, a line for each party's own measure")
            .WithDescription("What was expected was fixed when all first agreed on the measure; follow-ups come 12 and 36 months after that. For parties; who has left sees its own lines.")
            .Produces<ResultLines>().ProducesProblems(404);
        results.MapGet("/history", HistoryAsync).WithName("resultHistory")
            .WithSummary("Every figure as it was recorded").WithDescription("Also those that others stand before now: supersededBy names them.")
            .Produces<FigureList>().ProducesProblems(404);
        routes.MapGet("/v1/partnerships/{id:guid}/impact/contributions", ContributionsAsync).WithTags("Results").WithName("contributionGraph")
            .WithSummary("Who gave what").WithDescription("All parties with their minutes by kind and their part of each result; without={participantId} shows the gap that one of them would leave.")
            .Produces<ContributionGraph>().ProducesProblems(404);
        routes.MapGet("/v1/impact/followUps", DueAsync).WithTags("Results").WithName("dueFollowUps")
            .WithSummary("What is to be looked at again")
            .WithDescription("Measures 12 and 36 months after all agreed on them whose figure is not recorded yet, the longest due first. dueBy: a day; today when it is left out.")
            .Produces<DueFollowUps>().ProducesProblems();
    }

    private static async Task<IResult> RecordAsync(HttpContext http, Guid id, RecordResultHandler handler, CancellationToken ct)
    {
        var caller = http.Caller();
        if ((await JsonBody.ReadAsync<RecordResult>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            || IdempotencyKey.Read(http.Request, caller, body.Utf8).IsRejected(out rejection, out var key))
        {
            return rejection.ToHttp();
        }
        return (await handler.HandleAsync(caller, id, body.Value, key, ct)).ToHttp(figure => TypedResults.Created($"/v1/partnerships/{id}/results/history", figure));
    }

    private static async Task<IResult> HistoryAsync(
        HttpContext http, Guid id, ReadResultsHandler handler, CancellationToken ct,
        [FromQuery] string? measureKey = null, [FromQuery] string? cursor = null, [FromQuery] string? limit = null)
    {
        if (Page.ReadNumbered(limit, cursor).IsRejected(out var rejection, out var page))
        {
            return rejection.ToHttp();
        }
        return (await handler.HistoryAsync(http.Caller(), id, measureKey, page.After, page.Limit, ct)).ToHttp(figures =>
        {
            http.LinkNext(figures.Cursor);
            return TypedResults.Ok(figures);
        });
    }

    private static async Task<IResult> ContributionsAsync(
        HttpContext http, Guid id, ContributionGraphHandler handler, CancellationToken ct, [FromQuery] string? without = null)
    {
        if (!string.IsNullOrEmpty(without) && !Guid.TryParse(without, out _))
        {
            return Rejections.Invalid("#/without", "Skriv en part i partnerskabet.", "Write a party of the partnership.").ToHttp();
        }
        return (await handler.HandleAsync(http.Caller(), id, Guid.TryParse(without, out var party) ? party : null, ct)).ToHttp(TypedResults.Ok);
    }

    private static async Task<IResult> DueAsync(
        HttpContext http, DueFollowUpsHandler handler, CancellationToken ct,
        [FromQuery] string? dueBy = null, [FromQuery] string? cursor = null, [FromQuery] string? limit = null)
    {
        if (Page.ReadNumbered(limit, cursor).IsRejected(out var rejection, out var page))
        {
            return rejection.ToHttp();
        }
        var day = default(DateOnly);
        if (!string.IsNullOrEmpty(dueBy) && !DateOnly.TryParseExact(dueBy, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
        {
            return Rejections.Invalid("#/dueBy", "Skriv en dag som 2027-11-22.", "Write a day as 2027-11-22.").ToHttp();
        }
        return (await handler.HandleAsync(http.Caller(), string.IsNullOrEmpty(dueBy) ? null : day, page.After, page.Limit, ct)).ToHttp(due =>
        {
            http.LinkNext(due.Cursor);
            return TypedResults.Ok(due);
        });
    }
}
