using Npgsql;

namespace SocialEnzyme.Hub.Needs;

/// <summary>The statements that end needs whose time ran out; they read no content, so that none of it can stop them.</summary>
internal static class NeedExpiryStore
{
    private const string FindDue = """
        SELECT id FROM needs
        WHERE status IN ('published', 'filled') AND expires_at <= now() AND id <> ALL($2)
        ORDER BY expires_at
        LIMIT $1
        """;

    // Asked again under the lock: the publisher may have prolonged it. What another process holds is left to it.
    private const string Expire = """
        WITH due AS (
            SELECT * FROM needs
            WHERE id = ANY($1) AND status IN ('published', 'filled') AND expires_at <= now()
            ORDER BY id
            FOR UPDATE SKIP LOCKED),
        kept AS (
            INSERT INTO need_versions (need_id, version, status, content, change, changed_by, changed_at, reason)
            SELECT id, version, status, content, change, changed_by, changed_at, reason FROM due)
        UPDATE needs SET status = 'expired', version = due.version + 1, change = 'expired', changed_by = NULL, changed_at = now(),
            changed_in = pg_current_xact_id()
        FROM due WHERE needs.id = due.id
        RETURNING needs.id, needs.version, needs.changed_at
        """;

    public static async Task<List<Guid>> FindDueAsync(NpgsqlDataSource db, int limit, Guid[] except, CancellationToken ct)
    {
        await using var command = db.CreateCommand(FindDue);
        command.Parameters.AddWithValue(limit);
        command.Parameters.AddWithValue(except);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var due = new List<Guid>();
        while (await reader.ReadAsync(ct))
        {
            due.Add(reader.GetGuid(0));
        }
        return due;
    }

    public static async Task<List<(Guid Id, long Version, DateTimeOffset At)>> ExpireAsync(
        NpgsqlTransaction transaction, IReadOnlyList<Guid> due, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Expire, transaction.Connection, transaction) { Parameters = { new() { Value = due.ToArray() } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var expired = new List<(Guid, long, DateTimeOffset)>();
        while (await reader.ReadAsync(ct))
        {
            expired.Add((reader.GetGuid(0), reader.GetInt64(1), NeedStore.Time(reader, 2)!.Value));
        }
        return expired;
    }
}
