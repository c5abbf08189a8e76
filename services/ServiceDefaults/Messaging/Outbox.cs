using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
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

    // Until then the process that commits such a row sends it, and no relay claims it; afterwards any relay may. Longer than a send may take.
    private const string InsertHeld = """
        INSERT INTO outbox (id, type, body, traceparent, tracestate, retry_at)
        SELECT *, now() + interval '8 seconds' FROM unnest($1, $2, $3, $4, $5)
        RETURNING id
        """;

    // What does not fit is claimed like any other row, when nobody holds it any more.
    private readonly Channel<OutboxRow> _held = Channel.CreateBounded<OutboxRow>(5_000);

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
        if (events.Count > 0)
        {
            batch.BatchCommands.Add(Command(InsertMany, Rows(events)));
        }
    }

    /// <summary>
    /// Adds many events that this process sends itself, without asking the database for them: they are what the batch answers, and go to
    /// <see cref="Send"/>. A process that dies in between leaves them to the relays.
    /// </summary>
    public static IReadOnlyList<OutboxRow> AddHeld(NpgsqlBatch batch, IReadOnlyList<(object Event, string? Traceparent, string? Tracestate)> events)
    {
        var rows = Rows(events);
        if (rows.Length > 0)
        {
            batch.BatchCommands.Add(Command(InsertHeld, rows));
        }
        return rows;
    }

    /// <summary>Reads what the batch answers, and returns those of the rows that are in the outbox.</summary>
    public static async Task<IReadOnlyList<OutboxRow>> ReadHeldAsync(NpgsqlBatch batch, IReadOnlyList<OutboxRow> rows, CancellationToken ct)
    {
        var added = new HashSet<Guid>(rows.Count);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        do
        {
            while (await reader.ReadAsync(ct))
            {
                added.Add(reader.GetGuid(0));
            }
        }
        while (await reader.NextResultAsync(ct));
        return added.Count == rows.Count ? rows : [.. rows.Where(row => added.Contains(row.Id))];
    }

    private static OutboxRow[] Rows(IReadOnlyList<(object Event, string? Traceparent, string? Tracestate)> events) =>
    [
        .. events.Select(e => new OutboxRow(
            Guid.CreateVersion7(), e.Event.GetType().Name, JsonSerializer.Serialize(e.Event, e.Event.GetType(), EventCatalog.Json), e.Traceparent, e.Tracestate, 0)
        { Event = e.Event }),
    ];

    private static NpgsqlBatchCommand Command(string insert, OutboxRow[] rows) => new(insert)
    {
        Parameters =
        {
            new() { Value = Array.ConvertAll(rows, row => row.Id) },
            new() { Value = Array.ConvertAll(rows, row => row.Type) },
            new() { Value = Array.ConvertAll(rows, row => row.Body) },
            new() { Value = Array.ConvertAll(rows, row => row.Traceparent), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            new() { Value = Array.ConvertAll(rows, row => row.Tracestate), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        },
    };

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

    /// <summary>Call after the commit, instead of <see cref="Wake"/>, with what this process holds.</summary>
    public void Send(IReadOnlyList<OutboxRow> held)
    {
        Woken?.Invoke();
        var now = Stopwatch.GetTimestamp();
        foreach (var row in held)
        {
            if (!_held.Writer.TryWrite(row with { HeldSince = now }))
            {
                return;
            }
        }
    }

    public void Dispose() => _woken.Dispose();

    /// <summary>What was committed here and is to be sent from here.</summary>
    internal ChannelReader<OutboxRow> Held => _held.Reader;

    internal async Task WaitAsync(TimeSpan atMost, CancellationToken ct)
    {
        if (await _woken.WaitAsync(atMost, ct))
        {
            // Before the outbox is read: what is committed after this wakes the relay again.
            Volatile.Write(ref _isWoken, 0);
        }
    }
}

/// <summary>An event that is to be sent.</summary>
public sealed record OutboxRow(Guid Id, string Type, string Body, string? Traceparent, string? Tracestate, int Attempts)
{
    /// <summary>What the body says, where it need not be read.</summary>
    internal object? Event { get; init; }

    /// <summary>When it was handed over to be sent from memory, by this process's own clock.</summary>
    internal long HeldSince { get; init; }
}
