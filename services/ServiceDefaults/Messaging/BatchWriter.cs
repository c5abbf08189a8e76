using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>
/// Commits whatever waits in one transaction, and completes each item with its own result: a hot path pays for one commit, not for hundreds.
/// </summary>
/// <param name="commit">Commits all of the items or throws and commits none.</param>
/// <param name="maxBatch">How many items one commit takes at most; as many again may wait, more wait outside.</param>
/// <param name="waitsForDatabase">True: a transient failure is retried until it is cured (a message that stays queued). False: it is the caller's to hear of.</param>
public sealed partial class BatchWriter<T>(
    Func<IReadOnlyList<T>, CancellationToken, Task> commit, int maxBatch, bool waitsForDatabase, ILogger logger)
{
    private readonly Channel<Item> _queue = Channel.CreateBounded<Item>(
        new BoundedChannelOptions(maxBatch) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    /// <summary>Waits until the item is committed.</summary>
    /// <exception cref="Exception">What made the item fail by itself; nothing of it is committed.</exception>
    public async Task WriteAsync(T value, CancellationToken ct)
    {
        var item = new Item(value, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await _queue.Writer.WriteAsync(item, ct);
        await item.Done.Task.WaitAsync(ct);
    }

    /// <summary>Runs until it is stopped; items that still wait then are cancelled, and their messages come again.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var batch = new List<Item>(maxBatch);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(ct))
            {
                batch.Clear();
                while (batch.Count < maxBatch && _queue.Reader.TryRead(out var item))
                {
                    batch.Add(item);
                }
                await CommitAsync(batch, ct);
            }
        }
        // Whatever a commit makes of being stopped: it was not done.
        catch (Exception) when (ct.IsCancellationRequested)
        {
            // First the door, so that nobody comes in behind the last one who is told.
            _queue.Writer.TryComplete(new OperationCanceledException(ct));
            foreach (var item in batch)
            {
                item.Done.TrySetCanceled(ct);
            }
            while (_queue.Reader.TryRead(out var item))
            {
                item.Done.TrySetCanceled(ct);
            }
        }
    }

    private async Task CommitAsync(IReadOnlyList<Item> batch, CancellationToken ct)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await commit([.. batch.Select(item => item.Value)], ct);
                foreach (var item in batch)
                {
                    item.Done.TrySetResult();
                }
                return;
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                var isTransient = FailurePolicy.IsTransient(error);
                if (isTransient && waitsForDatabase)
                {
                    LogWaiting(batch.Count, failures, error.GetType().Name);
                    await Task.Delay(RelayBackoff.After(failures), ct);
                    continue;
                }
                // Nobody is to blame for a database that is away, and asking it once for each would only make all of them wait longer.
                if (isTransient || batch.Count == 1)
                {
                    foreach (var item in batch)
                    {
                        item.Done.TrySetException(error);
                    }
                    return;
                }
            }
            // One of them is bad: alone, each gets its own answer.
            foreach (var item in batch)
            {
                await CommitAsync([item], ct);
            }
            return;
        }
    }

    [LoggerMessage(1221, LogLevel.Warning, "{Count} items wait for the database, attempt {Attempt}: {Reason}")]
    private partial void LogWaiting(int count, int attempt, string reason);

    private readonly record struct Item(T Value, TaskCompletionSource Done);
}
