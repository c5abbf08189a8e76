using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>Every statement about the outbox but its insert.</summary>
internal static class OutboxStore
{
    // What a crash makes of a mark that was not yet on the disk is one message sent twice, and the inbox drops it: no row waits for a disk here.
    private const string DoNotWaitForDisk = "SELECT set_config('synchronous_commit', 'off', true)";

    // Rows that another relay holds are skipped, not waited for.
    private const string Claim = """
        SELECT id, type, body, traceparent, tracestate, attempts
        FROM outbox
        WHERE sent_at IS NULL AND (retry_at IS NULL OR retry_at <= now())
        ORDER BY id
        LIMIT $1
        FOR UPDATE SKIP LOCKED
        """;

    // A row that another relay has claimed meanwhile is marked by it; waiting for one would hold up all others. As an array the rows that are free
    // are found once; as a set, a plan that takes the table for small would find them again for each.
    private const string MarkSent = """
        UPDATE outbox SET sent_at = now(), error = NULL
        WHERE id = ANY (ARRAY(SELECT id FROM outbox WHERE id = ANY($1) AND sent_at IS NULL FOR UPDATE SKIP LOCKED)) AND sent_at IS NULL
        """;

    private const string LetGo = "UPDATE outbox SET retry_at = now() WHERE id = ANY($1) AND sent_at IS NULL";

    private const string MarkFailed = """
        UPDATE outbox SET attempts = attempts + 1, retry_at = now() + make_interval(secs => failed.wait), error = failed.error
        FROM unnest($1, $2, $3) AS failed (id, wait, error)
        WHERE outbox.id = failed.id AND outbox.sent_at IS NULL
        """;

    // The oldest of those that were sent, by the primary key: no index on their age has to be kept up with every row that is sent.
    private const string DeleteOld = """
        DELETE FROM outbox USING (
            SELECT transaction, position FROM outbox WHERE sent_at IS NOT NULL ORDER BY transaction, position LIMIT $2) AS oldest
        WHERE outbox.transaction = oldest.transaction AND outbox.position = oldest.position
            AND outbox.sent_at < now() - make_interval(secs => $1)
        """;

    // What a running transaction may still commit below a position is never skipped: readers stop at the oldest running one.
    private const string ReadAfter = """
        SELECT transaction, position, id, type, body, recorded_at
        FROM outbox
        WHERE (transaction, position) > ($1, $2) AND transaction < pg_snapshot_xmin(pg_current_snapshot())
        ORDER BY transaction, position
        LIMIT $3
        """;

    /// <summary>A row that was not sent, when it may be tried again, and why it was not.</summary>
    public sealed record Failed(Guid Id, TimeSpan Wait, string Error);

    public sealed record Retained(string Cursor, Guid Id, string Type, string Body, DateTimeOffset RecordedAt);

    public static async Task<List<OutboxRow>> ClaimAsync(NpgsqlTransaction transaction, int limit, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands = { new NpgsqlBatchCommand(DoNotWaitForDisk), new NpgsqlBatchCommand(Claim) { Parameters = { new() { Value = limit } } } },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var rows = new List<OutboxRow>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new OutboxRow(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetInt32(5)));
        }
        return rows;
    }

    public static async Task MarkAsync(NpgsqlTransaction transaction, Guid[] sent, IReadOnlyList<Failed> failed, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        AddMarks(batch, sent, failed);
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Any relay may claim them now.</summary>
    public static async Task LetGoAsync(NpgsqlDataSource db, Guid[] held, CancellationToken ct)
    {
        await using var command = db.CreateCommand(LetGo);
        command.Parameters.Add(new() { Value = held });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Marks rows that nobody claimed, in one round trip.</summary>
    public static async Task MarkAsync(NpgsqlDataSource db, Guid[] sent, IReadOnlyList<Failed> failed, CancellationToken ct)
    {
        await using var batch = db.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(DoNotWaitForDisk));
        AddMarks(batch, sent, failed);
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static void AddMarks(NpgsqlBatch batch, Guid[] sent, IReadOnlyList<Failed> failed)
    {
        if (sent.Length > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(MarkSent) { Parameters = { new() { Value = sent } } });
        }
        if (failed.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(MarkFailed)
            {
                Parameters =
                {
                    new() { Value = failed.Select(row => row.Id).ToArray() },
                    new() { Value = failed.Select(row => row.Wait.TotalSeconds).ToArray() },
                    new() { Value = failed.Select(row => row.Error).ToArray() },
                },
            });
        }
    }

    public static async Task<int> DeleteOldAsync(NpgsqlDataSource db, TimeSpan retention, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(DeleteOld);
        command.Parameters.AddWithValue(retention.TotalSeconds);
        command.Parameters.AddWithValue(limit);
        return await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<List<Retained>> ReadAfterAsync(
        NpgsqlDataSource db, ulong transaction, long position, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(ReadAfter);
        command.Parameters.Add(new() { Value = transaction, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.AddWithValue(position);
        command.Parameters.AddWithValue(limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<Retained>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new Retained(
                RetainedEvents.Cursor(reader.GetFieldValue<ulong>(0), reader.GetInt64(1)), reader.GetGuid(2), reader.GetString(3), reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5)));
        }
        return rows;
    }
}
