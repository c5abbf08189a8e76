using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Reports;

/// <summary>The REST door of reports.</summary>
internal static class ReportsApi
{
    private const string What =
        "Only what was approved. A caller counts the partnerships at whose table it is (its own hours of those it has left), an operator all. " +
        "asOf: as it was known at a moment, the same whenever it is asked. value=rates: hours valued by the table of rates. " +
        "Periods of whole months are read from sums that are kept; others, and asOf, from the ledger.";

    public static IServiceCollection AddReports(this IServiceCollection services) => services
        .AddSingleton<MakeReportHandler>()
        .AddSingleton<ListEntriesHandler>();

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("/v1").WithTags("Reports");
        reports.MapGet("/impact", async (HttpContext http, [AsParameters] ReportQuery query, MakeReportHandler handler, CancellationToken ct) =>
            (await handler.HandleAsync(http.Caller(), query, isFile: false, ct)).ToHttp(report =>
            {
                http.LinkNext(report.Cursor);
                return TypedResults.Ok(report);
            }))
            .WithName("getImpact").WithSummary("What came of it, in groups").WithDescription(What + " Every row links to the ledger entries behind it.")
            .Produces<Report>().ProducesProblems();
        reports.MapGet("/impact.csv", async (HttpContext http, [AsParameters] ReportQuery query, MakeReportHandler handler, CancellationToken ct) =>
            (await handler.HandleAsync(http.Caller(), query, isFile: true, ct)).ToHttp(report =>
                TypedResults.Bytes(ReportFile.Write(report), Csv.ContentType, "impact.csv")))
            .WithName("getImpactFile").WithSummary("The same as a table")
            .WithDescription(What + " For a Danish spreadsheet: UTF-8 with its mark, semicolons, decimal comma; texts that could be formulas begin with an apostrophe. A row for each group and kind; all rows, at most 100,000 groups.")
            .Produces<byte[]>(StatusCodes.Status200OK, "text/csv").ProducesProblems();
        reports.MapGet("/impact/entries", async (HttpContext http, [AsParameters] ReportFilter query, ListEntriesHandler handler, CancellationToken ct) =>
            (await handler.HandleAsync(http.Caller(), query, ct)).ToHttp(entries =>
            {
                http.LinkNext(entries.Cursor);
                return TypedResults.Ok(entries);
            }))
            .WithName("listEntries").WithSummary("The ledger entries behind a number").WithDescription("With the filters of the report; their sums are the number.")
            .Produces<EntryList>().ProducesProblems();
    }
}
