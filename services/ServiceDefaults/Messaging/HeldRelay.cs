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

    private readonly Channel<OutboxSender.Sent> _sent = Channel.CreateUnbounded<OutboxSender.Sent>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var quiet = SuppressInstrumentationScope.Begin();
        var marking = MarkAsync();
        await Task.WhenAll(Enumerable.Range(0, Loops).Select(_ => LoopAsync(stoppingToken)));
        _sent.Writer.Complete();
        await marking;
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
                if (rows.Count > 0 && sender.HasBroker)
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
