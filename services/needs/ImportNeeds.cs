using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Imports;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Telemetry;

namespace SocialEnzyme.Hub.Needs;

/// <summary>What became of a row.</summary>
/// <param name="Outcome">published, changed, unchanged or refused.</param>
internal sealed record ImportResult(int Row, string Outcome, Guid? Id, Rejection? Rejection);

/// <summary>Publishes rows as they come; a bad one never stops the others. Both doors feed it.</summary>
internal sealed partial class ImportNeedsHandler(PublishWriter writer, TimeProvider clock, ILogger<ImportNeedsHandler> logger)
{
    private const int ChunkRows = 500;

    public static readonly ImportLimits Limits = new(MaxRows: 10_000, MaxRowBytes: 64 * 1024);

    /// <summary>A queue that holds one chunk while another is committed.</summary>
    public static Channel<ImportRow<PublishNeed>> CreateQueue() =>
        Channel.CreateBounded<ImportRow<PublishNeed>>(new BoundedChannelOptions(ChunkRows) { SingleReader = true, SingleWriter = true });

    /// <summary>Commits whatever waits, in chunks, and tells what became of each row, in order.</summary>
    public async IAsyncEnumerable<ImportResult> RunAsync(
        Caller caller, ChannelReader<ImportRow<PublishNeed>> rows, [EnumeratorCancellation] CancellationToken ct)
    {
        var import = Activity.Current?.Context ?? default;
        var chunk = new List<ImportRow<PublishNeed>>(ChunkRows);
        while (await rows.WaitToReadAsync(ct))
        {
            chunk.Clear();
            while (chunk.Count < ChunkRows && rows.TryRead(out var row))
            {
                chunk.Add(row);
            }
            foreach (var result in await CommitAsync(caller, chunk, import, ct))
            {
                yield return result;
            }
        }
    }

    private async Task<IReadOnlyList<ImportResult>> CommitAsync(Caller caller, List<ImportRow<PublishNeed>> chunk, ActivityContext import, CancellationToken ct)
    {
        var tracked = chunk.ConvertAll(row => new Tracked(row, Prepare(caller, row, import)));
        var ready = tracked.Where(row => row.Prepared.Publication is not null).Select(row => row.Prepared.Publication!).ToList();
        try
        {
            await WriteAsync(ready, ct);
        }
        finally
        {
            foreach (var row in tracked)
            {
                row.Prepared.End();
            }
        }
        return tracked.ConvertAll(row => Result(row.Row.Row, row.Prepared.Publication?.Answer ?? row.Prepared.Refused ?? Rejections.Fault));
    }

    private async Task WriteAsync(IReadOnlyList<Publication> ready, CancellationToken ct)
    {
        try
        {
            await writer.WriteManyAsync(ready, ct);
            return;
        }
        catch (Exception error) when (!ct.IsCancellationRequested && FailurePolicy.IsTransient(error))
        {
            // The database is away: the rows without an answer say so, and a later import publishes only what is missing.
            foreach (var one in ready.Where(publication => publication.Answer is null))
            {
                one.Answer = Rejections.Unavailable;
            }
            return;
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
        }
        // One of them is bad in a way that no rule knew: alone, each gets its own answer.
        foreach (var one in ready.Where(publication => publication.Answer is null))
        {
            try
            {
                await writer.WriteManyAsync([one], ct);
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                LogRowFailed(error);
                one.Answer = FailurePolicy.IsTransient(error) ? Rejections.Unavailable : Rejections.Fault;
            }
        }
    }

    // Each row is a trace of its own, linked to the import's: a need is followed by itself.
    private Prepared Prepare(Caller caller, ImportRow<PublishNeed> row, ActivityContext import)
    {
        if (row.Content.IsRejected(out var rejection, out var need)
            || NeedRules.Check(need, clock.GetUtcNow()).IsRejected(out rejection, out var content))
        {
            return new Prepared(null, rejection, null);
        }
        var (activity, traceparent) = StartRow(row.Row, import);
        return new Prepared(new Publication(caller, content, need.Draft == true, null) { Traceparent = traceparent, Tracestate = null }, null, activity);
    }

    private static (Activity? Activity, string Traceparent) StartRow(int row, ActivityContext import)
    {
        var current = Activity.Current;
        Activity.Current = null;
        try
        {
            ActivityLink[] links = import == default ? [] : [new ActivityLink(import)];
            var activity = HubTelemetry.Source.StartActivity("import row", ActivityKind.Internal, default(ActivityContext), links: links)?.SetTag("import.row", row);
            // Also when nobody records, the need has a trace to be followed by.
            return (activity, activity?.Id ?? $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-00");
        }
        finally
        {
            Activity.Current = current;
        }
    }

    private static ImportResult Result(int row, Outcome<PublishedNeed> answer) => answer.IsRejected(out var rejection, out var published)
        ? new ImportResult(row, "refused", null, rejection)
        : new ImportResult(row, published.Outcome, published.Need.Id, null);

    [LoggerMessage(2201, LogLevel.Error, "A row of an import failed")]
    private partial void LogRowFailed(Exception error);

    private sealed record Tracked(ImportRow<PublishNeed> Row, Prepared Prepared);

    private sealed record Prepared(Publication? Publication, Rejection? Refused, Activity? Activity)
    {
        public void End()
        {
            if (Publication?.Answer is { } answer && !answer.IsRejected(out _, out var published))
            {
                Activity?.SetTag("need.id", published.Need.Id);
            }
            Activity?.Dispose();
        }
    }
}
