using Microsoft.Net.Http.Headers;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Imports;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>One line of the answer to an import.</summary>
/// <param name="Row">The line in what was sent, from 1.</param>
/// <param name="Outcome">reported, replaced, unchanged or refused.</param>
/// <param name="BatchId">What it was reported together with: a batch is approved as a whole.</param>
/// <param name="State">reported, questioned, approved or rejected.</param>
/// <param name="Code">Of a refused row, the code of the problem.</param>
public sealed record ImportedHours(
    int Row, string Outcome, Guid? Id = null, Guid? BatchId = null, HoursState? State = null, string? Code = null, string? Detail = null,
    IReadOnlyList<ProblemDocument.Field>? Errors = null);

/// <summary>The REST door of the import of hours.</summary>
internal static class ImportApi
{
    private const string Csv = "text/csv";

    public static void MapHoursImport(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/hours:import", ImportAsync).WithName("importHours").WithTags("Hours")
            .WithSummary("Report many hours")
            .WithDescription("One row a line, at most 50,000: NDJSON, or CSV (UTF-8) whose first line names the columns reference, partnershipId, partyId, kind, minutes, day, activity, volunteer. One result a line comes back as it goes. A bad row never stops the others, and sending the same file again doubles nothing.")
            .Accepts<ReportHour>(ImportExchange.Ndjson, Csv).Produces<ImportedHours>(StatusCodes.Status200OK, ImportExchange.Ndjson).ProducesProblems(403);

    private static async Task<IResult> ImportAsync(HttpContext http, ImportHoursHandler handler, CancellationToken ct)
    {
        var caller = http.Caller();
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } forbidden)
        {
            return forbidden.ToHttp();
        }
        if (Parser(http.Request.ContentType) is not { } parse)
        {
            return new Rejection(ProblemCode.UnsupportedMediaType, new(
                "Send application/x-ndjson eller text/csv i UTF-8.", "Send application/x-ndjson or text/csv in UTF-8.")).ToHttp();
        }
        await ImportExchange.RunAsync(
            http, ImportHoursHandler.Limits, ImportHoursHandler.CreateQueue(),
            rows => LineRows.ReadAsync(http.Request.BodyReader, rows, ImportHoursHandler.Limits, parse, ct),
            rows => handler.RunAsync(caller, rows, ct), Line, ct);
        return Results.Empty;
    }

    private static Func<byte[], Outcome<ReportHour>?>? Parser(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            return null;
        }
        return type.MediaType.Equals(ImportExchange.Ndjson, StringComparison.OrdinalIgnoreCase)
            ? line => JsonBody.Parse<ReportHour>(line, row => row.ConfirmNoPersonalData == true)
            : type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase) ? new CsvHours().Parse : null;
    }

    private static ImportedHours Line(ImportedRow result, string language)
    {
        if (result.Outcome.IsRejected(out var rejection, out var reported))
        {
            var problem = ProblemDocument.From(rejection, language);
            return new ImportedHours(result.Row, "refused", Code: problem.Code, Detail: problem.Detail, Errors: problem.Errors);
        }
        return new ImportedHours(result.Row, reported.Outcome, reported.Hours.Id, reported.Hours.BatchId, reported.Hours.State);
    }
}
