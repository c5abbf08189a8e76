using System.Diagnostics;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>Events that are committed together with the state they tell of; the relay sends them afterwards.</summary>
public sealed class Outbox : IDisposable
{
    /// <summary>The name under which a message carries the trace of the publisher's call, also when nobody records traces.</summary>
    public const string StoredTraceHeader = "hub-traceparent";

    private const string Insert =
        "INSERT INTO outbox (id, type, body, traceparent, tracestate) VALUES ($1, $2, $3, $4, $5)";

    private const string InsertMany =
        "INSERT INTO outbox (id, type, body, traceparent, tracestate) SELECT * FROM unnest($1, $2, $3, $4, $5)";

    private readonly SemaphoreSlim _woken = new(0);

    // 1 while a wake-up waits to be taken: under load all but the first cost one comparison.
    private int _isWoken;

    /// <summary>Adds an event to what the batch commits, under the current trace.</summary>
    /// <returns>The event's identity: message id inside, CloudEvents id outside.</returns>
    public Guid Add(NpgsqlBatch batch, object @event)
    {
        var id = Guid.CreateVersion7();
        batch.BatchCommands.Add(Command(id, @event, Activity.Current?.Id, Activity.Current?.TraceStateString));
        return id;
    }

    /// <summary>Adds many events, each under its own trace, as one statement.</summary>
    public static void AddMany(NpgsqlBatch batch, IReadOnlyList<(object Event, string? Traceparent, string? Tracestate)> events)
    {
        if (events.Count == 0)
        {
            return;
        }
        batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertMany)
        {
            Parameters =
            {
                new() { Value = events.Select(_ => Guid.CreateVersion7()).ToArray() },
                new() { Value = events.Select(e => e.Event.GetType().Name).ToArray() },
                new() { Value = events.Select(e => JsonSerializer.Serialize(e.Event, e.Event.GetType(), EventCatalog.Json)).ToArray() },
                new() { Value = events.Select(e => e.Traceparent).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = events.Select(e => e.Tracestate).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            },
        });
    }

    /// <summary>One row of the outbox as a command of a batch.</summary>
    public static NpgsqlBatchCommand Command(Guid id, object @event, string? traceparent, string? tracestate) => new(Insert)
    {
        Parameters =
        {
            new NpgsqlParameter<Guid> { TypedValue = id },
            new NpgsqlParameter<string> { TypedValue = @event.GetType().Name },
            new NpgsqlParameter<string> { TypedValue = JsonSerializer.Serialize(@event, @event.GetType(), EventCatalog.Json) },
            new NpgsqlParameter { Value = (object?)traceparent ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            new NpgsqlParameter { Value = (object?)tracestate ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        },
    };

    /// <summary>Something was committed. Whoever listens only takes note: the caller waits for it.</summary>
    public event Action? Woken;

    /// <summary>Call after the commit: the relay need not wait for its timer.</summary>
    public void Wake()
    {
        Woken?.Invoke();
        if (Interlocked.Exchange(ref _isWoken, 1) == 0)
        {
            _woken.Release();
        }
    }

    public void Dispose() => _woken.Dispose();

    internal async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        if (await _woken.WaitAsync(atMost, ct))
        {
            // Before the outbox is read: what is committed after this wakes the relay again.
            Volatile.Write(ref _isWoken, 0);
        }
    }
}
