using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>Sends rows of the outbox, and says what became of each.</summary>
internal sealed partial class OutboxSender(IBus bus, IBusControl control, ILogger<OutboxSender> logger)
{
    // A confirm that takes longer counts as failed: the row is sent again, and the inbox drops the second copy.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(6);

    /// <summary>False: what is sent now would only fail.</summary>
    public bool HasBroker => control.CheckHealth().Status == BusHealthStatus.Healthy;

    /// <summary>Returns when the broker has each row in a queue or it is clear that it has not.</summary>
    public async Task<Sent> SendAsync(IReadOnlyList<OutboxRow> rows, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Timeout);
        var errors = new Dictionary<Guid, string>();
        await Task.WhenAll(Parcel.Pack(rows, errors).Select(parcel => SendAsync(parcel, errors, timeout.Token)));
        // When it is stopped in the middle, what the broker has counts all the same, and the rest is nobody's failure.
        var failed = ct.IsCancellationRequested ? [] : rows.Where(row => errors.ContainsKey(row.Id)).ToList();
        foreach (var row in failed)
        {
            LogNotSent(row.Type, row.Id, row.Attempts + 1, errors[row.Id]);
        }
        return new(
            [.. rows.Where(row => !errors.ContainsKey(row.Id)).Select(row => row.Id)],
            failed.ConvertAll(row => new OutboxStore.Failed(row.Id, RelayBackoff.After(row.Attempts + 1), errors[row.Id])));
    }

    // A parcel that fails never holds up its neighbours.
    private async Task SendAsync(Parcel parcel, Dictionary<Guid, string> errors, CancellationToken ct)
    {
        using (parcel)
        {
            try
            {
                // The client does not always heed its token while a connection dies; its rows would stay locked for as long as it waits.
                await PublishAsync(parcel, ct).WaitAsync(ct);
            }
            catch (Exception error)
            {
                parcel.Fail(error);
                lock (errors)
                {
                    foreach (var item in parcel.Items)
                    {
                        errors[item.Row.Id] = error.GetType().Name;
                    }
                }
            }
        }
    }

    private Task PublishAsync(Parcel parcel, CancellationToken ct)
    {
        var alone = parcel.Alone;
        // The spans of a bundle's events are theirs; the message itself is no trace worth keeping.
        using var told = SuppressInstrumentationScope.Begin(value: alone is null);
        Activity.Current = alone?.Span;
        return bus.Publish(parcel.Message, parcel.MessageType, Pipe.Execute<PublishContext>(context =>
        {
            Identify(context, alone?.Row.Id ?? Guid.CreateVersion7(), alone?.Row.Traceparent);
            // Without a bound queue RabbitMQ confirms and drops; mandatory makes it return the message instead.
            if (parcel.IsMandatory && context.TryGetPayload<RabbitMqSendContext>(out var rabbit))
            {
                rabbit.Mandatory = true;
            }
        }), ct);
    }

    /// <summary>What an event is known by, whoever sends it.</summary>
    /// <param name="traceparent">The publisher's call.</param>
    internal static void Identify(PublishContext context, Guid id, string? traceparent)
    {
        context.MessageId = id;
        if (traceparent is not null)
        {
            context.Headers.Set(Outbox.StoredTraceHeader, traceparent);
        }
    }

    [LoggerMessage(1202, LogLevel.Warning, "{Type} {Id} was not sent, attempt {Attempt}: {Reason}")]
    private partial void LogNotSent(string type, Guid id, int attempt, string reason);

    /// <param name="Ids">The broker has these.</param>
    public sealed record Sent(Guid[] Ids, IReadOnlyList<OutboxStore.Failed> Failed);
}
