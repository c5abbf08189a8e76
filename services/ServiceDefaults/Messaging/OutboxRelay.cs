using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>Sends what the outbox holds. Any number may run: each claims its own rows.</summary>
internal sealed partial class OutboxRelay(Outbox outbox, NpgsqlDataSource db, OutboxSender sender, ILogger<OutboxRelay> logger) : BackgroundService
{
    internal const int BatchSize = 500;

    // While one waits for the broker's confirms, the other takes what was committed meanwhile.
    private const int Loops = 2;

    // A row that another process committed and could not send is found by this timer at the latest.
    private static readonly TimeSpan Net = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Loops).Select(_ => LoopAsync(stoppingToken)));

    private async Task LoopAsync(CancellationToken stoppingToken)
    {
        // The question that is asked every second is no trace worth keeping; the sending of a row is, and says so itself.
        using var quiet = SuppressInstrumentationScope.Begin();
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var sent = await RunOnceAsync(stoppingToken);
                failures = 0;
                if (sent < BatchSize)
                {
                    await outbox.WaitAsync(Net, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // Nothing was marked; the rows are claimed again.
                LogFailed(error);
                await Task.Delay(RelayBackoff.After(++failures), stoppingToken);
            }
        }
    }

    /// <summary>Claims one batch, sends it and records what became of each row.</summary>
    /// <returns>How many rows were claimed.</returns>
    internal async Task<int> RunOnceAsync(CancellationToken ct)
    {
        // Without a broker a claim would only hold rows; health tells of it, and the timer asks again.
        if (!sender.HasBroker)
        {
            return 0;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var rows = await OutboxStore.ClaimAsync(transaction, BatchSize, ct);
        if (rows.Count == 0)
        {
            return 0;
        }
        var sent = await sender.SendAsync(rows, ct);
        await OutboxStore.MarkAsync(transaction, sent.Ids, sent.Failed, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return rows.Count;
    }

    [LoggerMessage(1201, LogLevel.Error, "The relay failed and goes on")]
    private partial void LogFailed(Exception error);
}
