using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
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
    private const string Ndjson = "application/x-ndjson";

    public static void MapImport(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/needs:import", ImportAsync).WithName("importNeeds").WithTags("Needs")
            .WithSummary("Publish many needs")
            .WithDescription("One need a line (NDJSON), at most 10,000; one result a line comes back as it goes. A bad row never stops the others, and sending the same file again doubles nothing where rows have a reference.")
            .Accepts<PublishNeed>(Ndjson).Produces<ImportLine>(StatusCodes.Status200OK, Ndjson).ProducesProblems(403);

    private static async Task<IResult> ImportAsync(HttpContext http, ImportNeedsHandler handler, CancellationToken ct)
    {
        var caller = http.Caller();
        if (Need.UnlessMayPublish(caller) is { } forbidden)
        {
            return forbidden.ToHttp();
        }
        if (http.Request.ContentType?.StartsWith(Ndjson, StringComparison.OrdinalIgnoreCase) != true)
        {
            return new Rejection(ProblemCode.UnsupportedMediaType, new("Send application/x-ndjson.", "Send application/x-ndjson.")).ToHttp();
        }
        LiftLimits(http);
        http.Response.ContentType = Ndjson;
        // A caller that reads only when all is sent must not stop us reading: results wait in memory, as many as there may be rows.
        var results = Channel.CreateUnbounded<ImportResult>();
        await Task.WhenAll(WorkAsync(http, handler, caller, results.Writer, ct), WriteAsync(http, results.Reader, ct));
        return Results.Empty;
    }

    private static async Task WorkAsync(HttpContext http, ImportNeedsHandler handler, Caller caller, ChannelWriter<ImportResult> results, CancellationToken ct)
    {
        var queue = ImportNeedsHandler.CreateQueue();
        var reading = CompleteAsync(NdjsonRows.ReadAsync(http.Request.BodyReader, queue.Writer, ct), queue.Writer);
        try
        {
            await foreach (var result in handler.RunAsync(caller, queue.Reader, ct))
            {
                await results.WriteAsync(result, ct);
            }
            await reading;
        }
        finally
        {
            results.Complete();
        }
    }

    private static async Task CompleteAsync(Task reading, ChannelWriter<ImportRow> rows)
    {
        try
        {
            await reading;
            rows.Complete();
        }
        catch (Exception error)
        {
            rows.Complete(error);
        }
    }

    private static async Task WriteAsync(HttpContext http, ChannelReader<ImportResult> results, CancellationToken ct)
    {
        var language = http.Request.Headers.AcceptLanguage.ToString();
        while (await results.WaitToReadAsync(ct))
        {
            while (results.TryRead(out var result))
            {
                var line = JsonSerializer.SerializeToUtf8Bytes(Line(result, language), HubJson.Options);
                await http.Response.BodyWriter.WriteAsync((byte[])[.. line, (byte)'\n'], ct);
            }
            await http.Response.BodyWriter.FlushAsync(ct);
        }
    }

    private static ImportLine Line(ImportResult result, string language)
    {
        var problem = result.Rejection is { } rejection ? ProblemDocument.From(rejection, language) : null;
        return new ImportLine(result.Row, result.Outcome, result.Id, problem?.Code, problem?.Detail, problem?.Errors);
    }

    private static void LiftLimits(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = (long)ImportNeedsHandler.MaxRows * (ImportNeedsHandler.MaxRowBytes + 1);
        }
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }
}
