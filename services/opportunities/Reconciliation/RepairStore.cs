using Npgsql;
using SocialEnzyme.Hub.Opportunities.Log;

namespace SocialEnzyme.Hub.Opportunities.Reconciliation;

/// <summary>Every statement that puts right what is missing of one need, under the locks that its writer takes.</summary>
internal static class RepairStore
{
    private const string LockSubject = "SELECT id FROM subjects WHERE id = $1 FOR UPDATE";

    // After the lock: whoever waited for it would else see what was newest before.
    private const string SelectNewest = "SELECT e.id, e.kind FROM subjects s JOIN events e ON e.id = s.event_id WHERE s.id = $1";

    private const string Fill = """
        INSERT INTO deliveries (subscription_id, sequence, event_id) SELECT id, sequence, $1 FROM unnest($2, $3) AS hole (id, sequence)
        ON CONFLICT DO NOTHING
        """;

    private const string SelectHeld = """
        SELECT got.id, max(got.sequence)
        FROM events e CROSS JOIN LATERAL unnest(e.subscriptions, e.sequences) AS got (id, sequence)
        JOIN deliveries d ON d.subscription_id = got.id AND d.sequence = got.sequence AND d.event_id = e.id
        WHERE e.id = $1 AND got.id = ANY($2)
        GROUP BY got.id
        """;

    private const string Append =
        "INSERT INTO deliveries (subscription_id, sequence, event_id) SELECT id, sequence, $1 FROM unnest($2, $3) AS added (id, sequence)";

    private const string RaiseSequences =
        "UPDATE subscription_sequences SET last = added.sequence FROM unnest($1, $2) AS added (id, sequence) WHERE subscription_id = added.id";

    private const string AddRecipients = """
        UPDATE events SET subscriptions = subscriptions || $2, sequences = sequences || $3, reconciled = COALESCE(reconciled, '{}') || $2 WHERE id = $1
        """;

    /// <summary>Locks the need and tells its newest event; null: the log has none.</summary>
    public static async Task<(Guid Id, EventKind Kind)?> LockAsync(NpgsqlTransaction transaction, Guid need, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(LockSubject) { Parameters = { new() { Value = need } } },
                new NpgsqlBatchCommand(SelectNewest) { Parameters = { new() { Value = need } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetGuid(0), EventKind.Parse(reader.GetString(1))) : null;
    }

    /// <summary>Puts deliveries back where they were.</summary>
    public static async Task FillAsync(NpgsqlTransaction transaction, Guid eventId, Guid[] subscriptions, long[] sequences, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Fill, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = eventId }, new() { Value = subscriptions }, new() { Value = sequences } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Of these subscriptions, those that hold a delivery of the event, and its last sequence.</summary>
    public static async Task<Dictionary<Guid, long>> HeldAsync(NpgsqlTransaction transaction, Guid eventId, Guid[] subscriptions, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectHeld, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = eventId }, new() { Value = subscriptions } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var held = new Dictionary<Guid, long>();
        while (await reader.ReadAsync(ct))
        {
            held[reader.GetGuid(0)] = reader.GetInt64(1);
        }
        return held;
    }

    /// <summary>Delivers the event to these subscriptions, under sequences that are their next.</summary>
    public static async Task AppendAsync(NpgsqlTransaction transaction, Guid eventId, Guid[] subscriptions, long[] sequences, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Append)
        {
            Parameters = { new() { Value = eventId }, new() { Value = subscriptions }, new() { Value = sequences } },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(RaiseSequences) { Parameters = { new() { Value = subscriptions }, new() { Value = sequences } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(AddRecipients)
        {
            Parameters = { new() { Value = eventId }, new() { Value = subscriptions }, new() { Value = sequences } },
        });
        await batch.ExecuteNonQueryAsync(ct);
    }
}
