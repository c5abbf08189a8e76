using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Opportunities.Subscriptions;

namespace SocialEnzyme.Hub.Opportunities.Channels.Webhooks;

/// <summary>Every statement of the webhook sender.</summary>
internal static class SenderStore
{
    // One replica talks to an endpoint at a time; others skip what is claimed. A lease that runs out is a replica that died.
    private const string ClaimDue = """
        WITH due AS (
            SELECT e.subscription_id, s.url, s.state, e.leased_by IS NOT NULL AS is_broken_off
            FROM endpoints e
            JOIN subscriptions s ON s.id = e.subscription_id
            JOIN subscription_sequences q ON q.subscription_id = e.subscription_id
            JOIN subscription_progress p ON p.subscription_id = e.subscription_id
            LEFT JOIN participants t ON t.id = s.participant_id
            WHERE (e.leased_until IS NULL OR e.leased_until < $2)
              AND t.is_suspended IS NOT TRUE
              AND (s.state = 'unconfirmed' AND e.retry_at <= $2
                OR s.state = 'active' AND q.last > p.acknowledged
                   AND (e.retry_at IS NULL OR e.retry_at <= $2 OR e.failures = 0 AND q.last > e.looked))
            ORDER BY e.retry_at NULLS FIRST
            LIMIT $4
            FOR UPDATE OF e SKIP LOCKED)
        UPDATE endpoints e SET leased_by = $1, leased_until = $3
        FROM due WHERE e.subscription_id = due.subscription_id
        RETURNING e.subscription_id, due.url, due.state, e.generation, e.failures, e.secret,
            CASE WHEN e.previous_until > $2 THEN e.previous_secret END, due.is_broken_off
        """;

    private const string ExtendLease = "UPDATE endpoints SET leased_until = $3 WHERE subscription_id = $2 AND leased_by = $1";

    private const string EndLease = """
        UPDATE endpoints SET leased_by = NULL, leased_until = NULL,
            retry_at = CASE WHEN generation = $5 THEN $3 ELSE retry_at END, failures = CASE WHEN generation = $5 THEN $4 ELSE failures END, looked = $6
        WHERE subscription_id = $2 AND leased_by = $1
        """;

    private const string SelectWindow = """
        SELECT d.sequence, d.event_id, e.superseded_by, COALESCE(w.attempts, 0), p.attempted
        FROM subscription_progress p
        JOIN deliveries d ON d.subscription_id = p.subscription_id AND d.sequence > p.acknowledged
        JOIN events e ON e.id = d.event_id
        LEFT JOIN webhook_deliveries w ON w.subscription_id = d.subscription_id AND w.sequence = d.sequence
        WHERE p.subscription_id = $1 AND (w.outcome IS NULL OR w.outcome = 'waiting' AND (w.retry_at IS NULL OR w.retry_at <= $2))
        ORDER BY d.sequence
        LIMIT $3
        """;

    private const string SelectNextRetry =
        "SELECT min(retry_at) FROM webhook_deliveries w JOIN subscription_progress p ON p.subscription_id = w.subscription_id AND w.sequence > p.acknowledged "
        + "WHERE w.subscription_id = $1 AND w.outcome = 'waiting'";

    private const string SelectLook = """
        SELECT q.last, s.state = 'active' AND t.is_suspended IS NOT TRUE AND n.generation = $2
        FROM subscriptions s
        JOIN endpoints n ON n.subscription_id = s.id
        JOIN subscription_sequences q ON q.subscription_id = s.id
        LEFT JOIN participants t ON t.id = s.participant_id
        WHERE s.id = $1
        """;

    private const string SelectStanding = """
        SELECT s.state = 'active' AND t.is_suspended IS NOT TRUE AND n.generation = $3, e.superseded_by
        FROM subscriptions s
        JOIN endpoints n ON n.subscription_id = s.id
        LEFT JOIN participants t ON t.id = s.participant_id
        JOIN events e ON e.id = $2
        WHERE s.id = $1
        """;

    // An earlier version that the sender never touched was dealt with on another channel: it was heard of.
    private const string SelectHeard = """
        SELECT EXISTS (
            SELECT 1
            FROM events e
            CROSS JOIN LATERAL unnest(e.subscriptions, e.sequences) AS got (subscription_id, sequence)
            LEFT JOIN webhook_deliveries w ON w.subscription_id = got.subscription_id AND w.sequence = got.sequence
            WHERE e.subject_id = $2 AND got.subscription_id = $1 AND got.sequence < $3 AND (w.outcome IS NULL OR w.attempts > 0))
        """;

    private const string SettleUnsent = """
        INSERT INTO webhook_deliveries (subscription_id, sequence, outcome, attempts, at)
        SELECT $1, unnest($2), 'superseded', $4, $3
        ON CONFLICT (subscription_id, sequence) DO UPDATE SET outcome = 'superseded', retry_at = NULL, at = excluded.at
        """;

    private const string Record = """
        INSERT INTO webhook_deliveries (subscription_id, sequence, outcome, attempts, retry_at, at)
        SELECT subscription_id, sequence, outcome, 1, retry_at, at FROM unnest($1, $2, $3, $4, $5) AS made (subscription_id, sequence, outcome, retry_at, at)
        ON CONFLICT (subscription_id, sequence) DO UPDATE
            SET outcome = excluded.outcome, attempts = webhook_deliveries.attempts + 1, retry_at = excluded.retry_at, at = excluded.at
        """;

    private const string RecordAttempt = """
        INSERT INTO webhook_attempts (subscription_id, sequence, number, at, status, reason, milliseconds)
        SELECT subscription_id, sequence,
            1 + (SELECT count(*) FROM webhook_attempts a WHERE a.subscription_id = made.subscription_id AND a.sequence = made.sequence),
            at, status, reason, milliseconds
        FROM unnest($1, $2, $3, $4, $5, $6) AS made (subscription_id, sequence, at, status, reason, milliseconds)
        """;

    // Up to the first that is not settled.
    private const string Advance = """
        UPDATE subscription_progress p SET attempted = greatest(p.attempted, $2), acknowledged = greatest(p.acknowledged, COALESCE(
            (SELECT d.sequence - 1
             FROM deliveries d LEFT JOIN webhook_deliveries w ON w.subscription_id = d.subscription_id AND w.sequence = d.sequence
             WHERE d.subscription_id = p.subscription_id AND d.sequence > p.acknowledged AND (w.outcome IS NULL OR w.outcome = 'waiting')
             ORDER BY d.sequence LIMIT 1),
            (SELECT q.last FROM subscription_sequences q WHERE q.subscription_id = p.subscription_id)))
        WHERE p.subscription_id = $1
        """;

    private const string ConfirmEndpoint =
        "UPDATE endpoints SET confirmed_at = $2 WHERE subscription_id = $1 AND generation = $3";

    private const string Activate = """
        UPDATE subscriptions SET state = 'active' FROM endpoints e
        WHERE subscriptions.id = $1 AND state = 'unconfirmed' AND e.subscription_id = $1 AND e.generation = $2
        """;

    private const string DisableSubscription = """
        UPDATE subscriptions SET state = 'disabled' FROM endpoints e
        WHERE subscriptions.id = $1 AND state IN ('active', 'unconfirmed') AND e.subscription_id = $1 AND e.generation = $2
        """;

    /// <param name="IsBrokenOff">Whoever had it before ended in the middle: what was under way then may have arrived, and nothing is written of it.</param>
    public sealed record Lease(
        Guid SubscriptionId, Uri Url, SubscriptionState State, long Generation, int Failures, byte[] Secret, byte[]? PreviousSecret, bool IsBrokenOff);

    public sealed record Pending(long Sequence, Guid EventId, Guid? SupersededBy, int Attempts, long Attempted);

    /// <summary>An attempt that was made, and what it leaves.</summary>
    public sealed record Attempted(
        Guid SubscriptionId, long Sequence, DateTimeOffset At, AttemptResult Result, DeliveryOutcome Outcome, DateTimeOffset? RetryAt);

    /// <summary>What is known just before an attempt.</summary>
    public sealed record Standing(bool MaySend, Guid? SupersededBy);

    public static async Task<List<Lease>> ClaimAsync(
        NpgsqlDataSource db, Guid owner, DateTimeOffset now, DateTimeOffset until, int limit, CancellationToken ct)
    {
        await using var command = Command(db, ClaimDue, owner, now, until, limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var leases = new List<Lease>();
        while (await reader.ReadAsync(ct))
        {
            leases.Add(new Lease(
                reader.GetGuid(0), new Uri(reader.GetString(1)), SubscriptionStore.State(reader.GetString(2)), reader.GetInt64(3), reader.GetInt32(4),
                reader.GetFieldValue<byte[]>(5), reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6),
                reader.GetBoolean(7)));
        }
        return leases;
    }

    public static async Task<bool> ExtendAsync(NpgsqlDataSource db, Guid owner, Guid subscription, DateTimeOffset until, CancellationToken ct)
    {
        await using var command = Command(db, ExtendLease, owner, subscription, until);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Gives the endpoint back. An endpoint that must prove itself anew meanwhile keeps what its owner set.</summary>
    public static async Task ReleaseAsync(
        NpgsqlDataSource db, Guid owner, Lease lease, DateTimeOffset? retryAt, int failures, long looked, CancellationToken ct)
    {
        await using var command = db.CreateCommand(EndLease);
        command.Parameters.Add(new() { Value = owner });
        command.Parameters.Add(new() { Value = lease.SubscriptionId });
        command.Parameters.Add(Time(retryAt));
        command.Parameters.Add(new() { Value = failures });
        command.Parameters.Add(new() { Value = lease.Generation });
        command.Parameters.Add(new() { Value = looked });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What is due, in order; what waits for its own retry is left out.</summary>
    public static async Task<List<Pending>> WindowAsync(NpgsqlDataSource db, Guid subscription, DateTimeOffset now, int limit, CancellationToken ct)
    {
        await using var command = Command(db, SelectWindow, subscription, now, limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<Pending>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new Pending(reader.GetInt64(0), reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetGuid(2), reader.GetInt32(3), reader.GetInt64(4)));
        }
        return rows;
    }

    /// <summary>The newest sequence, and whether anything may be sent; null: the subscription is gone, or no webhook any more.</summary>
    public static async Task<(long Last, bool MaySend)?> LookAsync(NpgsqlDataSource db, Lease lease, CancellationToken ct)
    {
        await using var command = Command(db, SelectLook, lease.SubscriptionId, lease.Generation);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetInt64(0), reader.GetBoolean(1)) : null;
    }

    public static async Task<DateTimeOffset?> NextRetryAsync(NpgsqlDataSource db, Guid subscription, CancellationToken ct)
    {
        await using var command = Command(db, SelectNextRetry, subscription);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) && !reader.IsDBNull(0) ? reader.GetFieldValue<DateTimeOffset>(0) : null;
    }

    /// <summary>Null: the subscription is gone, or no webhook any more.</summary>
    public static async Task<Standing?> StandingAsync(NpgsqlDataSource db, Lease lease, Guid eventId, CancellationToken ct)
    {
        await using var command = Command(db, SelectStanding, lease.SubscriptionId, eventId, lease.Generation);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new Standing(reader.GetBoolean(0), reader.IsDBNull(1) ? null : reader.GetGuid(1)) : null;
    }

    /// <summary>Whether the subscriber may have heard of the subject before this sequence.</summary>
    public static async Task<bool> HasHeardAsync(NpgsqlDataSource db, Guid subscription, Guid subject, long before, CancellationToken ct)
    {
        await using var command = Command(db, SelectHeard, subscription, subject, before);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Nobody need send these any more. What may have arrived all the same counts as tried: its end must be heard.</summary>
    public static async Task SettleUnsentAsync(NpgsqlDataSource db, Lease lease, long[] sequences, DateTimeOffset at, CancellationToken ct)
    {
        await using var command = Command(db, SettleUnsent, lease.SubscriptionId, sequences, at, lease.IsBrokenOff ? 1 : 0);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Writes what became of attempts, of any endpoints, in one transaction.</summary>
    public static async Task RecordAsync(NpgsqlDataSource db, IReadOnlyList<Attempted> made, CancellationToken ct)
    {
        var subscriptions = Values(made, attempt => attempt.SubscriptionId, NpgsqlDbType.Uuid);
        var sequences = Values(made, attempt => attempt.Sequence, NpgsqlDbType.Bigint);
        var times = Values(made, attempt => attempt.At, NpgsqlDbType.TimestampTz);
        await using var batch = db.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Record)
        {
            Parameters =
            {
                subscriptions, sequences, Values(made, attempt => SubscriptionStore.Word(attempt.Outcome), NpgsqlDbType.Text),
                Values(made, attempt => attempt.RetryAt, NpgsqlDbType.TimestampTz), times,
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(RecordAttempt)
        {
            Parameters =
            {
                subscriptions.Clone(), sequences.Clone(), times.Clone(), Values(made, attempt => attempt.Result.Status, NpgsqlDbType.Integer),
                Values(made, attempt => attempt.Result.Reason, NpgsqlDbType.Text),
                Values(made, attempt => (int)attempt.Result.Took.TotalMilliseconds, NpgsqlDbType.Integer),
            },
        });
        await batch.ExecuteNonQueryAsync(ct);
    }

    public static async Task AdvanceAsync(NpgsqlDataSource db, Guid subscription, long attempted, CancellationToken ct)
    {
        await using var command = Command(db, Advance, subscription, attempted);
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task ConfirmAsync(NpgsqlDataSource db, Lease lease, DateTimeOffset now, CancellationToken ct)
    {
        await using var batch = db.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ConfirmEndpoint)
        {
            Parameters = { new() { Value = lease.SubscriptionId }, new() { Value = now }, new() { Value = lease.Generation } },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Activate)
        {
            Parameters = { new() { Value = lease.SubscriptionId }, new() { Value = lease.Generation } },
        });
        await batch.ExecuteNonQueryAsync(ct);
    }

    public static async Task DisableAsync(NpgsqlDataSource db, Lease lease, CancellationToken ct)
    {
        await using var command = Command(db, DisableSubscription, lease.SubscriptionId, lease.Generation);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlParameter Values<T>(IReadOnlyList<Attempted> made, Func<Attempted, T> value, NpgsqlDbType type) =>
        new() { Value = made.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };

    private static NpgsqlParameter Time(DateTimeOffset? time) =>
        new() { Value = (object?)time ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    private static NpgsqlCommand Command(NpgsqlDataSource db, string statement, params object[] values)
    {
        var command = db.CreateCommand(statement);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
        return command;
    }
}
