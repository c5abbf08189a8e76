using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using SocialEnzyme.Hub.ServiceDefaults.Telemetry;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>Sends what the outbox holds. Any number may run: each claims its own rows.</summary>
internal sealed partial class OutboxRelay(
    Outbox outbox, NpgsqlDataSource db, IBus bus, IBusControl control, ILogger<OutboxRelay> logger) : BackgroundService
{
    internal const int BatchSize = 500;

    // While one waits for the broker's confirms, the other takes what was committed meanwhile.
    private const int Loops = 2;

    // A row that another process committed and could not send is found by this timer at the latest.
    private static readonly TimeSpan Net = TimeSpan.FromSeconds(1);

    // A confirm that takes longer counts as failed: the row is sent again, and the inbox drops the second copy.
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(10);

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
        if (control.CheckHealth().Status != BusHealthStatus.Healthy)
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
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(SendTimeout);
        var errors = await Task.WhenAll(rows.Select(row => SendAsync(row, timeout.Token)));
        var sent = rows.Where((_, i) => errors[i] is null).Select(row => row.Position).ToArray();
        // When it is stopped in the middle, what the broker has is marked all the same, and the rest is nobody's failure.
        var failed = ct.IsCancellationRequested ? [] : rows.Zip(errors).Where(pair => pair.Second is not null)
            .Select(pair => (pair.First.Position, RelayBackoff.After(pair.First.Attempts + 1), pair.Second!)).ToList();
        await OutboxStore.MarkAsync(transaction, sent, failed, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
        return rows.Count;
    }

    // Null: the broker has it in a queue. A row that fails never holds up its neighbours.
    private async Task<string?> SendAsync(OutboxStore.Row row, CancellationToken ct)
    {
        using var told = SuppressInstrumentationScope.Begin(value: false);
        using var activity = HubTelemetry.StartStored("outbox relay", ActivityKind.Internal, row.Traceparent, row.Tracestate);
        try
        {
            var (@event, entry) = EventCatalog.Read(row.Type, row.Body);
            await bus.Publish(@event, entry.Type, Pipe.Execute<PublishContext>(context =>
            {
                context.MessageId = row.Id;
                if (row.Traceparent is not null)
                {
                    context.Headers.Set(Outbox.StoredTraceHeader, row.Traceparent);
                }
                // Without a bound queue RabbitMQ confirms and drops; mandatory makes it return the message instead.
                if (entry.Mandatory && context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
                {
                    rabbit.Mandatory = true;
                }
                // The client does not always heed its token while a connection dies; its rows would stay locked for as long as it waits.
            }), ct).WaitAsync(ct);
            return null;
        }
        catch (Exception error)
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.GetType().Name);
            LogNotSent(row.Type, row.Id, row.Attempts + 1, error.GetType().Name);
            return error.GetType().Name;
        }
    }

    [LoggerMessage(1201, LogLevel.Error, "The relay failed and goes on")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(1202, LogLevel.Warning, "{Type} {Id} was not sent, attempt {Attempt}: {Reason}")]
    private partial void LogNotSent(string type, Guid id, int attempt, string reason);
}
