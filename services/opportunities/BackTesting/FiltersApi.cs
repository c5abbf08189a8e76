using System.Text.Json;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Opportunities.BackTesting;

/// <summary>What a caller states to try a filter. Without one every need is caught.</summary>
internal sealed record BackTestBody(JsonElement? Filter = null, int? Days = null, bool? ConfirmNoPersonalData = null);

/// <summary>The REST door of filters.</summary>
internal static class FiltersApi
{
    public static void MapFilters(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/filters:backtest", BackTestAsync).WithTags("filters").WithName("backTestFilter")
            .WithSummary("Try a filter on the past")
            .WithDescription("Which needs of the last days (30 unless stated) the filter would have caught, newest first. The same body with cursor leads to the next page.")
            .Accepts<BackTestBody>("application/json").Produces<BackTested>().ProducesProblems(403);

    private static async Task<IResult> BackTestAsync(
        HttpContext http, BackTestFilterHandler handler, CancellationToken ct, int? limit = null, string? cursor = null)
    {
        if ((await JsonBody.ReadAsync<BackTestBody>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body))
        {
            return rejection.ToHttp();
        }
        var command = new BackTestFilter(FilterJson.ReadOrEverything(body.Value.Filter), body.Value.Days, limit ?? 0, cursor);
        return (await handler.HandleAsync(http.Caller(), command, ct)).ToHttp(tested =>
        {
            http.LinkNext(tested.Cursor);
            return TypedResults.Ok(tested);
        });
    }
}
