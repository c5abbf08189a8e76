using Microsoft.AspNetCore.Mvc;
using Npgsql;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.OpenData;

/// <summary>Agreements and results for everybody, also those without a key: as data and as a page.</summary>
internal static class OpenPartnershipsApi
{
    private const int DefaultLimit = 20;

    // With its parties and results one can be long.
    private const int MaxLimit = 50;

    private const string What =
        "Partnerships that have been active and whose parties have all agreed that they are public: the text they last agreed on, commitments and results. No personal " +
        "data, and no hours, for a number that fewer than five partnerships are behind is not shown. Gone as soon as a new text is not public. Needs no key; CC BY 4.0. " +
        "limit: 1 to 50.";

    public static void MapOpenPartnerships(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/v1/openData").WithTags("OpenData").AllowAnonymous();
        open.MapGet("/partnerships.json", FileAsync).WithName("getOpenPartnerships").WithSummary("Public agreements and their results").WithDescription(What)
            .Produces<OpenPartnershipFile>().ProducesProblems();
        open.MapGet("/partnerships", PageAsync).WithName("showOpenPartnerships").WithSummary("The same as a page for people")
            .WithDescription(What + " HTML without script, in Danish or English.")
            .Produces<string>(StatusCodes.Status200OK, "text/html").ProducesProblems();
    }

    private static async Task<IResult> FileAsync(
        HttpContext http, NpgsqlDataSource db, CancellationToken ct, [FromQuery] string? cursor = null, [FromQuery] string? limit = null) =>
        (await ReadAsync(db, cursor, limit, ct)).ToHttp(file =>
        {
            http.LinkNext(file.Cursor);
            return BrieflyKept(http, TypedResults.Ok(file));
        });

    private static async Task<IResult> PageAsync(
        HttpContext http, NpgsqlDataSource db, CancellationToken ct, [FromQuery] string? cursor = null, [FromQuery] string? limit = null)
    {
        if ((await ReadAsync(db, cursor, limit, ct)).IsRejected(out var rejection, out var file))
        {
            return HtmlPage.Show(http, OpenPartnershipsPage.Title, rejection, _ => { });
        }
        http.LinkNext(file.Cursor);
        return BrieflyKept(http, OpenPartnershipsPage.Show(http, file, limit));
    }

    private static async Task<Outcome<OpenPartnershipFile>> ReadAsync(NpgsqlDataSource db, string? cursor, string? limit, CancellationToken ct)
    {
        var errors = new List<FieldError>();
        var (size, after) = (Page.ReadLimit(limit, errors, DefaultLimit, MaxLimit), Page.ReadCursor(cursor, errors));
        if (errors.Count > 0)
        {
            return Rejections.Invalid(errors);
        }
        var (shown, next) = Page.Of(await OpenPartnershipStore.ListAsync(db, after ?? Guid.Empty, size + 1, ct), size, one => one.Id);
        return OpenPartnerships.File([.. shown.Select(OpenPartnerships.Of)], next);
    }

    // What is no longer public is soon gone from caches, too.
    private static IResult BrieflyKept(HttpContext http, IResult answer)
    {
        http.Response.Headers.CacheControl = "public, max-age=60";
        return answer;
    }
}
