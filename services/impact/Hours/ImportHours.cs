using System.Runtime.CompilerServices;
using System.Threading.Channels;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Imports;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>What became of a row.</summary>
internal sealed record ImportedRow(int Row, Outcome<Reported> Outcome);

/// <summary>Reports rows as they come; a bad one never stops the others. Both doors feed it.</summary>
internal sealed partial class ImportHoursHandler(ReportHoursHandler report, TimeProvider clock, ILogger<ImportHoursHandler> logger)
{
    // One event tells of a chunk, and one commit pays for it.
    private const int ChunkRows = 5_000;

    public static readonly ImportLimits Limits = new(MaxRows: 50_000, MaxRowBytes: 8 * 1024);

    // Whoever sends slowly hears of what came so far.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>A queue that holds one chunk while another is committed.</summary>
    public static Channel<ImportRow<ReportHour>> CreateQueue() =>
        Channel.CreateBounded<ImportRow<ReportHour>>(new BoundedChannelOptions(ChunkRows) { SingleReader = true, SingleWriter = true });

    /// <summary>Commits chunk by chunk, and tells what became of each row, in order.</summary>
    public async IAsyncEnumerable<ImportedRow> RunAsync(
        Caller caller, ChannelReader<ImportRow<ReportHour>> rows, [EnumeratorCancellation] CancellationToken ct)
    {
        var batches = new BatchIds();
        var chunk = new List<ImportRow<ReportHour>>(ChunkRows);
        while (await FillAsync(chunk, rows, ct))
        {
            foreach (var result in await CommitAsync(caller, chunk, batches, ct))
            {
                yield return result;
            }
            chunk.Clear();
        }
    }

    // False: there are no more.
    private async Task<bool> FillAsync(List<ImportRow<ReportHour>> chunk, ChannelReader<ImportRow<ReportHour>> rows, CancellationToken ct)
    {
        if (!await rows.WaitToReadAsync(ct))
        {
            return false;
        }
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        try
        {
            do
            {
                while (chunk.Count < ChunkRows && rows.TryRead(out var row))
                {
                    chunk.Add(row);
                }
            }
            while (chunk.Count < ChunkRows && await rows.WaitToReadAsync(either.Token));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
        }
        return true;
    }

    private async Task<IReadOnlyList<ImportedRow>> CommitAsync(Caller caller, List<ImportRow<ReportHour>> chunk, BatchIds batches, CancellationToken ct)
    {
        var checkedRows = chunk.ConvertAll(row => row.Content.IsRejected(out var unread, out var said) ? unread : report.Check(caller, said));
        var ready = new List<CheckedRow>(chunk.Count);
        foreach (var row in checkedRows)
        {
            if (!row.IsRejected(out _, out var right))
            {
                ready.Add(right);
            }
        }
        var answers = new Queue<Outcome<Reported>>(await WriteAsync(caller, ready, batches, ct));
        return [.. chunk.Select((row, i) => new ImportedRow(
            row.Row, checkedRows[i].IsRejected(out var rejection, out _) ? rejection : answers.Dequeue()))];
    }

    private async Task<IReadOnlyList<Outcome<Reported>>> WriteAsync(Caller caller, List<CheckedRow> rows, BatchIds batches, CancellationToken ct)
    {
        try
        {
            return await report.WriteAsync(caller, rows, batches, ct);
        }
        catch (Exception error) when (!ct.IsCancellationRequested && FailurePolicy.IsTransient(error))
        {
            // The database is away: a later import reports only what is missing.
            return [.. rows.Select(_ => (Outcome<Reported>)Rejections.Unavailable)];
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
        }
        // One of them is bad in a way that no rule knew: alone, each gets its own answer.
        var answers = new List<Outcome<Reported>>(rows.Count);
        foreach (var row in rows)
        {
            try
            {
                answers.AddRange(await report.WriteAsync(caller, [row], batches, ct));
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                LogRowFailed(error);
                answers.Add(FailurePolicy.IsTransient(error) ? Rejections.Unavailable : Rejections.Fault);
            }
        }
        return answers;
    }

    [LoggerMessage(7201, LogLevel.Error, "A row of an import of hours failed")]
    private partial void LogRowFailed(Exception error);
}
