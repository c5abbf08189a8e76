using Npgsql;

namespace SocialEnzyme.Hub.Benchmarks.Yardsticks;

/// <summary>The events of one subscription as rows: written without the hub, since publishing a million would take longer than reading them.</summary>
internal static class StoredEvents
{
    // Ids rise as those of version 7 do: events of the same time lie together.
    private const string CopyFirst = """
        WITH first AS (SELECT e.* FROM deliveries d JOIN events e ON e.id = d.event_id WHERE d.subscription_id = $1 AND d.sequence = 1),
        copies AS (
            INSERT INTO events (id, subject_id, version, kind, at, expires_at, municipality, traceparent, revision, subscriptions, sequences, data)
            SELECT overlay(f.id::text placing lpad(to_hex(n), 12, '0') from 25)::uuid, f.subject_id, f.version, f.kind, f.at, f.expires_at, f.municipality,
                f.traceparent, f.revision, ARRAY[$1], ARRAY[n::bigint], f.data
            FROM first f, generate_series(2, $2) n
            RETURNING id, sequences[1] AS sequence
        )
        INSERT INTO deliveries (subscription_id, sequence, event_id) SELECT $1, sequence, id FROM copies
        """;

    private const string Raise = "UPDATE subscription_sequences SET last = $2 WHERE subscription_id = $1";

    private const string Read = """
        SELECT d.sequence, e.id, e.subject_id, e.version, e.kind, e.at, e.expires_at, e.municipality, e.traceparent, e.superseded_by, e.data
        FROM deliveries d JOIN events e ON e.id = d.event_id WHERE d.subscription_id = $1 ORDER BY d.sequence
        """;

    public static async Task CopyFirstAsync(NpgsqlDataSource db, Guid subscription, int events)
    {
        await using var connection = await db.OpenConnectionAsync();
        foreach (var statement in (string[])[CopyFirst, Raise])
        {
#pragma warning disable CA2100 // The two statements above.
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 600 };
#pragma warning restore CA2100
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subscription });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = events });
            await command.ExecuteNonQueryAsync();
        }
        await using var analyze = new NpgsqlCommand("VACUUM ANALYZE events, deliveries", connection) { CommandTimeout = 600 };
        await analyze.ExecuteNonQueryAsync();
    }

    public static async Task<int> ReadAsync(NpgsqlDataSource db, Guid subscription)
    {
        await using var command = db.CreateCommand(Read);
        command.CommandTimeout = 600;
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = subscription });
        await using var reader = await command.ExecuteReaderAsync();
        var length = 0;
        while (await reader.ReadAsync()) length += reader.GetString(10).Length;
        return length;
    }
}
