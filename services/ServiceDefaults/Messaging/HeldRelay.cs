using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>
/// Sends what this process has just committed without asking the database for it. Whatever goes wrong here, the rows are in the outbox, and a
/// relay claims them when nobody holds them any more.
/// </summary>
internal sealed partial class HeldRelay(Outbox outbox, NpgsqlDataSource db, OutboxSender sender, ILogger<HeldRelay> logger) : BackgroundService
{
    // While one waits for the broker's confirms, the other takes what was committed meanwhile.
    private const int Loops = 2;

    // Marks wait for company. What a crash makes of those that wait is one message sent twice, and the inbox drops it.
    private static readonly TimeSpan MarkEvery = TimeSpan.FromMilliseconds(100);

    // What waited longer would still be on its way when a relay may claim it.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1.5);

    private readonly Channel<OutboxSender.Sent> _sent = Channel.CreateUnbounded<OutboxSender.Sent>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = SuppressInstrumentationScope.Begin();
        var marking = MarkAsync();
        await Task.WhenAll(Enumerable.Range(0, Loops).Select(_ => LoopAsync(stoppingToken)));
        _sent.Writer.Complete();
        await marking;
        var left = new List<OutboxRow>();
        while (outbox.Held.TryRead(out var row))
        {
            left.Add(row);
        }
        await LetGoAsync(left);
    }

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        var rows = new List<OutboxRow>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await outbox.Held.WaitToReadAsync(stoppingToken);
                rows.Clear();
                while (rows.Count < OutboxRelay.BatchSize && outbox.Held.TryRead(out var row))
                {
                    rows.Add(row);
                }
                var isLate = !sender.HasBroker || (rows.Count > 0 && Stopwatch.GetElapsedTime(rows[0].HeldSince) > Fresh);
                if (isLate)
                {
                    await LetGoAsync(rows);
                }
                else if (rows.Count > 0)
                {
                    _sent.Writer.TryWrite(await sender.SendAsync(rows, stoppingToken));
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogFailed(error);
            }
        }
    }

    // The relays take them at once, in the order of their ids: a later version of the same is not far behind.
    private async Task LetGoAsync(List<OutboxRow> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }
        try
        {
            await OutboxStore.LetGoAsync(db, [.. rows.Select(row => row.Id)], CancellationToken.None);
            outbox.Wake();
        }
        catch (Exception error)
        {
            // Then they are claimed when their time is over.
            LogFailed(error);
        }
    }

    // Ends when the loops have; what was sent until then is marked.
    private async Task MarkAsync()
    {
        while (await _sent.Reader.WaitToReadAsync())
        {
            await Task.WhenAny(Task.Delay(MarkEvery), _sent.Reader.Completion);
            var (ids, failed) = (new List<Guid>(), new List<OutboxStore.Failed>());
            while (_sent.Reader.TryRead(out var sent))
            {
                ids.AddRange(sent.Ids);
                failed.AddRange(sent.Failed);
            }
            try
            {
                await OutboxStore.MarkAsync(db, [.. ids], failed, CancellationToken.None);
            }
            catch (Exception error)
            {
                LogFailed(error);
            }
        }
    }

    [LoggerMessage(1203, LogLevel.Warning, "What was committed here could not be sent or marked at once; a relay does it later")]
    private partial void LogFailed(Exception error);
}
