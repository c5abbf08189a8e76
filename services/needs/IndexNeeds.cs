using Npgsql;
using OpenTelemetry;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Keeps the index of places up with the database; any number may run. What it has not reached yet is found all the same.</summary>
internal sealed partial class IndexNeeds(NpgsqlDataSource db, GeoIndex index, Outbox outbox, ILogger<IndexNeeds> logger) : BackgroundService
{
    internal const int BatchSize = 1_000;

    // What another replica committed is found by this timer at the latest.
    private static readonly TimeSpan Net = TimeSpan.FromSeconds(2);

    // Many commits at once are one question to the database.
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(100);

    private readonly SemaphoreSlim _woken = new(0);

    // 1 while a wake-up waits to be taken.
    private int _isWoken;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Questions that are asked all day are no traces worth keeping.
        using var quiet = SuppressInstrumentationScope.Begin();
        outbox.Woken += Wake;
        var failures = 0;
        using var stopped = stoppingToken.Register(() => outbox.Woken -= Wake);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var isMore = await RunOnceAsync(stoppingToken);
                failures = 0;
                await Task.Delay(Debounce, stoppingToken);
                if (!isMore && await _woken.WaitAsync(Net, stoppingToken))
                {
                    Volatile.Write(ref _isWoken, 0);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // The index stays at its watermark; searches ask the database for what came after.
                LogFailed(error.GetType().Name);
                await Task.Delay(RelayBackoff.After(++failures), stoppingToken);
            }
        }
    }

    /// <summary>Takes the index one batch further, or builds it.</summary>
    /// <returns>True when there is more to do.</returns>
    internal async Task<bool> RunOnceAsync(CancellationToken ct)
    {
        if (index.Key is null)
        {
            index.Open(await NeedIndexStore.ReadNameAsync(db, ct));
        }
        if (await index.ReadWatermarkAsync() is not { } watermark)
        {
            return await BuildAsync(ct);
        }
        // First where the database stands, then what changed: a change that is committed in between is read once more the next time.
        var settled = await NeedIndexStore.ReadSettledAsync(db, ct);
        if (settled < watermark)
        {
            // Of a database that was put back to an earlier day.
            await index.DropAsync();
            return true;
        }
        var changes = await NeedIndexStore.ListChangedAsync(db, watermark, BatchSize, ct);
        var isMore = changes.Count == BatchSize;
        var reached = isMore ? Math.Min(settled, changes[^1].ChangedIn) : settled;
        if (changes.Count == 0 && reached == watermark)
        {
            return false;
        }
        // Of the last transaction there may be more than was read: the next batch begins with it. No transaction of ours fills a batch.
        return !await index.AdvanceAsync(watermark, reached, changes) || (isMore && reached > watermark);
    }

    private async Task<bool> BuildAsync(CancellationToken ct)
    {
        var settled = await NeedIndexStore.ReadSettledAsync(db, ct);
        var building = await index.BeginAsync();
        var after = Guid.Empty;
        while (true)
        {
            var needs = await NeedIndexStore.ListOpenAsync(db, after, BatchSize, ct);
            if (!await index.FillAsync(building, needs))
            {
                // Flushed in the middle: from the beginning.
                return true;
            }
            if (needs.Count < BatchSize)
            {
                break;
            }
            after = needs[^1].Id;
        }
        var isFirst = await index.FinishAsync(building, settled);
        if (isFirst)
        {
            LogBuilt();
        }
        return true;
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _isWoken, 1) == 0)
        {
            _woken.Release();
        }
    }

    [LoggerMessage(2321, LogLevel.Warning, "The index of places is not kept up, and searches ask the database for more: {Reason}")]
    private partial void LogFailed(string reason);

    [LoggerMessage(2322, LogLevel.Information, "The index of places was built anew")]
    private partial void LogBuilt();
}
