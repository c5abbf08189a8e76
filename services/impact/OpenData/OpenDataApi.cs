using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using SocialEnzyme.Hub.Impact.Reports;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.OpenData;

/// <summary>The door for everybody, also those without a key.</summary>
internal static class OpenDataApi
{
    // Ten years; older ones are fetched by their month.
    private const int MaxReleases = 120;

    private const string What =
        "Approved minutes by the month in which they were recorded, each kind by itself: the whole country, municipalities, sectors. CC BY 4.0; licence and provenance are in the file. " +
        "Released once a month and never changed. A cell that fewer than five people or five partnerships are behind is hidden, and so is what would give it away. " +
        "month: as 2026-11; all months when it is left out.";

    public static IServiceCollection AddOpenData(this IServiceCollection services, IConfiguration section)
    {
        services.AddOptions<OpenDataOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<ReleaseMonths>().AddHostedService<ReleaseJob>();
    }

    public static void MapOpenData(this IEndpointRouteBuilder routes)
    {
        var files = routes.MapGroup("/v1/openData").WithTags("OpenData");
        files.MapGet("/impact.json", async (HttpContext http, NpgsqlDataSource db, CancellationToken ct, [FromQuery] string? month = null) =>
            (await ReadAsync(db, month, ct)).ToHttp(releases => Public(http, TypedResults.Ok(OpenDataFiles.Of(releases)))))
            .WithName("getOpenData").WithSummary("What everybody may know").WithDescription(What)
            .Produces<OpenDataFile>().ProducesProblems().AllowAnonymous();
        files.MapGet("/impact.csv", async (HttpContext http, NpgsqlDataSource db, CancellationToken ct, [FromQuery] string? month = null) =>
            (await ReadAsync(db, month, ct)).ToHttp(releases => Public(http, TypedResults.Bytes(OpenDataFiles.ToCsv(releases), Csv.ContentType, "impact.csv"))))
            .WithName("getOpenDataFile").WithSummary("The same as a table").WithDescription(What)
            .Produces<byte[]>(StatusCodes.Status200OK, "text/csv").ProducesProblems().AllowAnonymous();
    }

    private static async Task<Outcome<List<OpenRelease>>> ReadAsync(NpgsqlDataSource db, string? month, CancellationToken ct)
    {
        var first = default(DateOnly);
        if (!string.IsNullOrEmpty(month) && !DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out first))
        {
            return Rejections.Invalid("#/month", "Skriv en måned som 2026-11.", "Write a month as 2026-11.");
        }
        return await ReleaseStore.ListAsync(db, string.IsNullOrEmpty(month) ? null : first, MaxReleases, ct);
    }

    private static IResult Public(HttpContext http, IResult answer)
    {
        http.Response.Headers.CacheControl = "public, max-age=3600";
        return answer;
    }
}
