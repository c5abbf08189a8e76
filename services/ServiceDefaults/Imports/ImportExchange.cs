using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.ServiceDefaults.Imports;

/// <summary>Rows in, results out, while it goes: what the REST doors of imports have alike.</summary>
public static class ImportExchange
{
    /// <summary>How results are written, and rows may be.</summary>
    public const string Ndjson = "application/x-ndjson";

    /// <summary>Reads the request and answers a line a result, in order.</summary>
    /// <param name="queue">Bounded: what is read waits for what is committed.</param>
    /// <param name="read">Reads the body into the queue.</param>
    /// <param name="run">Takes the rows and tells what became of each.</param>
    /// <param name="line">A result as it is written, in the caller's language.</param>
    public static async Task RunAsync<TRow, TResult, TLine>(
        HttpContext http, ImportLimits limits, Channel<ImportRow<TRow>> queue, Func<ChannelWriter<ImportRow<TRow>>, Task> read,
        Func<ChannelReader<ImportRow<TRow>>, IAsyncEnumerable<TResult>> run, Func<TResult, string, TLine> line, CancellationToken ct)
    {
        LiftLimits(http, limits);
        http.Response.ContentType = Ndjson;
        // A caller that reads only when all is sent must not stop us reading: results wait in memory, as many as there may be rows.
        var results = Channel.CreateUnbounded<TResult>();
        await Task.WhenAll(WorkAsync(queue, read, run, results.Writer, ct), WriteAsync(http, results.Reader, line, ct));
    }

    private static async Task WorkAsync<TRow, TResult>(
        Channel<ImportRow<TRow>> queue, Func<ChannelWriter<ImportRow<TRow>>, Task> read,
        Func<ChannelReader<ImportRow<TRow>>, IAsyncEnumerable<TResult>> run, ChannelWriter<TResult> results, CancellationToken ct)
    {
        var reading = CompleteAsync(read(queue.Writer), queue.Writer);
        try
        {
            await foreach (var result in run(queue.Reader).WithCancellation(ct))
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

    private static async Task CompleteAsync<TRow>(Task reading, ChannelWriter<ImportRow<TRow>> rows)
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

    private static async Task WriteAsync<TResult, TLine>(HttpContext http, ChannelReader<TResult> results, Func<TResult, string, TLine> line, CancellationToken ct)
    {
        var language = http.Request.Headers.AcceptLanguage.ToString();
        while (await results.WaitToReadAsync(ct))
        {
            while (results.TryRead(out var result))
            {
                var written = JsonSerializer.SerializeToUtf8Bytes(line(result, language), HubJson.Options);
                await http.Response.BodyWriter.WriteAsync((byte[])[.. written, (byte)'\n'], ct);
            }
            await http.Response.BodyWriter.FlushAsync(ct);
        }
    }

    private static void LiftLimits(HttpContext http, ImportLimits limits)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = (long)limits.MaxRows * (limits.MaxRowBytes + 1);
        }
        if (http.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }
    }
}
