using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Imports;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>One line of the answer to an import.</summary>
/// <param name="Row">The line in what was sent, from 1.</param>
/// <param name="Outcome">published, changed, unchanged or refused.</param>
/// <param name="Code">Of a refused row, the code of the problem.</param>
public sealed record ImportLine(
    int Row, string Outcome, Guid? Id = null, string? Code = null, string? Detail = null, IReadOnlyList<ProblemDocument.Field>? Errors = null);

/// <summary>The REST door of the import: lines in, lines out, while it goes.</summary>
internal static class ImportApi
{
    public static void MapImport(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/needs:import", ImportAsync).WithName("importNeeds").WithTags("Needs")
            .WithSummary("Publish many needs")
            .WithDescription("One need a line (NDJSON), at most 10,000; one result a line comes back as it goes. A bad row never stops the others, and sending the same file again doubles nothing where rows have a reference.")
            .Accepts<PublishNeed>(ImportExchange.Ndjson).Produces<ImportLine>(StatusCodes.Status200OK, ImportExchange.Ndjson).ProducesProblems(403);

    private static async Task<IResult> ImportAsync(HttpContext http, ImportNeedsHandler handler, CancellationToken ct)
    {
        var caller = http.Caller();
        if (Need.UnlessMayPublish(caller) is { } forbidden)
        {
            return forbidden.ToHttp();
        }
        if (http.Request.ContentType?.StartsWith(ImportExchange.Ndjson, StringComparison.OrdinalIgnoreCase) != true)
        {
            return new Rejection(ProblemCode.UnsupportedMediaType, new("Send application/x-ndjson.", "Send application/x-ndjson.")).ToHttp();
        }
        await ImportExchange.RunAsync(
            http, ImportNeedsHandler.Limits, ImportNeedsHandler.CreateQueue(),
            rows => LineRows.ReadAsync(http.Request.BodyReader, rows, ImportNeedsHandler.Limits, Parse, ct),
            rows => handler.RunAsync(caller, rows, ct), Line, ct);
        return Results.Empty;
    }

    private static Outcome<PublishNeed>? Parse(byte[] line) => JsonBody.Parse<PublishNeed>(line, need => need.ConfirmNoPersonalData == true);

    private static ImportLine Line(ImportResult result, string language)
    {
        var problem = result.Rejection is { } rejection ? ProblemDocument.From(rejection, language) : null;
        return new ImportLine(result.Row, result.Outcome, result.Id, problem?.Code, problem?.Detail, problem?.Errors);
    }
}
