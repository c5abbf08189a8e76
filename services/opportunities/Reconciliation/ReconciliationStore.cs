using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.Opportunities.Reconciliation;

/// <summary>Every statement about what was compared, and up to where.</summary>
internal static class ReconciliationStore
{
    private const int LockKey = 5_420;

    // Of the session and not of a transaction: a comparison may take long, and holds nothing else meanwhile.
    private const string TryLock = "SELECT pg_try_advisory_lock($1)";

    private const string Unlock = "SELECT pg_advisory_unlock($1)";

    private const string SelectPosition = """
        SELECT cursor, logged_at, event_id, now() - $1::interval, (SELECT until_at FROM reconciliations ORDER BY id DESC LIMIT 1)
        FROM reconciliation_position
        """;

    private const string UpdatePosition = "UPDATE reconciliation_position SET cursor = $1, logged_at = $2, event_id = $3";

    private const string Save = """
        INSERT INTO reconciliations (id, from_at, until_at, is_heard, published, events, lost, missing, surplus, repaired, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (id) DO UPDATE SET
            is_heard = excluded.is_heard, published = excluded.published, events = excluded.events, lost = excluded.lost,
            missing = excluded.missing, surplus = excluded.surplus, repaired = excluded.repaired
        """;

    private const string SelectPage = """
        SELECT id, from_at, until_at, is_heard, published, events, lost, missing, surplus, repaired, at
        FROM reconciliations WHERE id < $1 ORDER BY id DESC LIMIT $2
        """;

    private const string SelectVersions = "SELECT id, version FROM subjects WHERE id = ANY($1)";

    /// <summary>False: another process compares just now.</summary>
    public static async Task<bool> TryLockAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(TryLock, connection) { Parameters = { new() { Value = LockKey, NpgsqlDbType = NpgsqlDbType.Bigint } } };
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Before the connection goes back to the pool: it would keep the lock.</summary>
    public static async Task UnlockAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(Unlock, connection) { Parameters = { new() { Value = LockKey, NpgsqlDbType = NpgsqlDbType.Bigint } } };
        await command.ExecuteScalarAsync(CancellationToken.None);
    }

    /// <summary>Where to go on, up to when by the database's clock, and up to when the last comparison went.</summary>
    public static async Task<(ReconciliationPosition Position, DateTimeOffset Until, DateTimeOffset? From)> PositionAsync(
        NpgsqlDataSource db, TimeSpan margin, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectPosition);
        command.Parameters.Add(new() { Value = margin });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (new(reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetGuid(2)), reader.GetFieldValue<DateTimeOffset>(3),
            reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4));
    }

    /// <summary>Keeps what a page has found together with where the next one begins: nothing is counted twice.</summary>
    public static async Task SaveAsync(NpgsqlDataSource db, ReconciliationResult result, ReconciliationPosition position, CancellationToken ct)
    {
        await using var batch = db.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(UpdatePosition)
        {
            Parameters = { new() { Value = position.Cursor }, new() { Value = position.LoggedAt }, new() { Value = position.EventId } },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Save)
        {
            Parameters =
            {
                new() { Value = result.Id }, new() { Value = (object?)result.From ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = result.Until }, new() { Value = result.IsPublisherHeard }, new() { Value = result.Published },
                new() { Value = result.Events }, new() { Value = result.Lost }, new() { Value = result.Missing },
                new() { Value = result.Surplus }, new() { Value = result.Repaired }, new() { Value = result.At },
            },
        });
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Newest first.</summary>
    public static async Task<List<ReconciliationResult>> PageAsync(NpgsqlDataSource db, Guid before, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectPage);
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var results = new List<ReconciliationResult>();
        while (await reader.ReadAsync(ct))
        {
            results.Add(new(
                reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetFieldValue<DateTimeOffset>(10))
            {
                IsPublisherHeard = reader.GetBoolean(3),
                Published = reader.GetInt64(4),
                Events = reader.GetInt64(5),
                Lost = reader.GetInt64(6),
                Missing = reader.GetInt64(7),
                Surplus = reader.GetInt64(8),
                Repaired = reader.GetInt64(9),
            });
        }
        return results;
    }

    /// <summary>The newest version of each of these needs that the log took.</summary>
    public static async Task<Dictionary<Guid, long>> VersionsAsync(NpgsqlDataSource db, Guid[] needs, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectVersions);
        command.Parameters.Add(new() { Value = needs });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var versions = new Dictionary<Guid, long>();
        while (await reader.ReadAsync(ct))
        {
            versions[reader.GetGuid(0)] = reader.GetInt64(1);
        }
        return versions;
    }
}
