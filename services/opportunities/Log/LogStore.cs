using System.Text;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Opportunities.Filters;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>Every statement about needs, their events and who gets them.</summary>
internal static class LogStore
{
    // Everybody takes the rows in id order, new ones first: no two writers wait for each other in a circle.
    private const string EnsureNeeds = "INSERT INTO needs (id, version) SELECT unnest($1), 0 ON CONFLICT DO NOTHING";

    private const string LockNeeds = """
        SELECT n.id, n.version, n.event_id, e.subscriptions
        FROM needs n LEFT JOIN events e ON e.id = n.event_id
        WHERE n.id = ANY($1)
        ORDER BY n.id
        FOR UPDATE OF n
        """;

    // Revisions become visible in order, so what is seen here is complete up to the highest.
    private const string SubscriptionsSince = """
        SELECT DISTINCT ON (subscription_id) revision, subscription_id, filter
        FROM subscription_versions
        WHERE revision > $1
        ORDER BY subscription_id, revision DESC
        """;

    private const string LockSequences = """
        SELECT subscription_id, last FROM subscription_sequences WHERE subscription_id = ANY($1) ORDER BY subscription_id FOR UPDATE
        """;

    // One row an event: a list per event does not fit into unnest.
    private const string InsertEvent = """
        INSERT INTO events
            (id, need_id, version, kind, at, expires_at, municipality, traceparent, revision, subscriptions, sequences, superseded_by, data)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """;

    private const string Supersede = """
        UPDATE events SET superseded_by = later.id FROM unnest($1, $2) AS later (supersedes, id) WHERE events.id = later.supersedes
        """;

    private const string RaiseNeeds = """
        UPDATE needs SET version = newest.version, event_id = newest.event_id
        FROM unnest($1, $2, $3) AS newest (id, version, event_id) WHERE needs.id = newest.id
        """;

    private const string RaiseSequences = """
        UPDATE subscription_sequences SET last = raised.last FROM unnest($1, $2) AS raised (id, last) WHERE subscription_id = raised.id
        """;

    private const string InsertDeliveries =
        "INSERT INTO deliveries (subscription_id, sequence, event_id) SELECT * FROM unnest($1, $2, $3)";

    private const string SelectPage = """
        SELECT d.sequence, d.event_id, e.superseded_by
        FROM deliveries d JOIN events e ON e.id = d.event_id
        WHERE d.subscription_id = $1 AND d.sequence > $2
        ORDER BY d.sequence
        LIMIT $3
        """;

    private const string SelectEvents =
        "SELECT id, need_id, kind, at, expires_at, municipality, traceparent, data FROM events WHERE id = ANY($1)";

    private const string SelectMatched = "SELECT subscriptions, sequences, revision, superseded_by FROM events WHERE id = $1";

    public sealed record Changed(long Revision, Guid SubscriptionId, Filter? Filter);

    public sealed record Row(long Sequence, Guid EventId, Guid? SupersededBy);

    public sealed record Matched(Guid[] Subscriptions, long[] Sequences, long Revision, Guid? SupersededBy);

    /// <summary>Locks the needs, and reads what changed among the subscriptions since a revision.</summary>
    public static async Task<(Dictionary<Guid, LockedNeed> Needs, List<Changed> Changes)> OpenAsync(
        NpgsqlTransaction transaction, Guid[] needIds, long revision, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(EnsureNeeds) { Parameters = { Ids(needIds) } },
                new NpgsqlBatchCommand(LockNeeds) { Parameters = { Ids(needIds) } },
                new NpgsqlBatchCommand(SubscriptionsSince) { Parameters = { new() { Value = revision } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var needs = new Dictionary<Guid, LockedNeed>(needIds.Length);
        while (await reader.ReadAsync(ct))
        {
            needs[reader.GetGuid(0)] = new LockedNeed(
                reader.GetGuid(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetGuid(2),
                reader.IsDBNull(3) ? [] : reader.GetFieldValue<Guid[]>(3));
        }
        await reader.NextResultAsync(ct);
        var changes = new List<Changed>();
        while (await reader.ReadAsync(ct))
        {
            changes.Add(new(reader.GetInt64(0), reader.GetGuid(1), reader.IsDBNull(2) ? null : FilterJson.Parse(reader.GetString(2))));
        }
        return (needs, changes);
    }

    /// <summary>The newest sequence of each subscription that still exists; nobody else raises them until the commit.</summary>
    public static async Task<Dictionary<Guid, long>> LockSequencesAsync(NpgsqlTransaction transaction, Guid[] subscriptions, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LockSequences, transaction.Connection, transaction) { Parameters = { Ids(subscriptions) } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var last = new Dictionary<Guid, long>(subscriptions.Length);
        while (await reader.ReadAsync(ct))
        {
            last[reader.GetGuid(0)] = reader.GetInt64(1);
        }
        return last;
    }

    /// <summary>Writes the events and what they raise, in one round trip.</summary>
    public static async Task WriteAsync(NpgsqlTransaction transaction, LogBatch log, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var entry in log.Entries)
        {
            batch.BatchCommands.Add(Insert(entry, log));
        }
        var supersedes = log.Entries.Where(entry => entry.Supersedes is not null && !log.Holds(entry.Supersedes.Value)).ToList();
        if (supersedes.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Supersede)
            {
                Parameters = { Ids([.. supersedes.Select(entry => entry.Supersedes!.Value)]), Ids([.. supersedes.Select(entry => entry.Event.Id)]) },
            });
        }
        batch.BatchCommands.Add(new NpgsqlBatchCommand(RaiseNeeds)
        {
            Parameters =
            {
                Ids([.. log.Needs.Select(need => need.Id)]), Numbers([.. log.Needs.Select(need => need.Version)]),
                Ids([.. log.Needs.Select(need => need.EventId!.Value)]),
            },
        });
        if (log.Deliveries > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(RaiseSequences)
            {
                Parameters = { Ids([.. log.Last.Keys]), Numbers([.. log.Last.Values]) },
            });
            var (subscriptions, sequences, events) = log.ToRows();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertDeliveries)
            {
                Parameters = { Ids(subscriptions), Numbers(sequences), Ids(events) },
            });
        }
        await batch.ExecuteNonQueryAsync(ct);
    }

    public static async Task<List<Row>> PageAsync(NpgsqlDataSource db, Guid subscription, long after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectPage);
        command.Parameters.Add(new() { Value = subscription });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<Row>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new(reader.GetInt64(0), reader.GetGuid(1), reader.IsDBNull(2) ? null : reader.GetGuid(2)));
        }
        return rows;
    }

    public static async Task<List<LogEvent>> EventsAsync(NpgsqlDataSource db, Guid[] ids, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectEvents);
        command.Parameters.Add(Ids(ids));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var events = new List<LogEvent>();
        while (await reader.ReadAsync(ct))
        {
            events.Add(new LogEvent(
                reader.GetGuid(0), reader.GetGuid(1), Enum.Parse<NeedEventKind>(reader.GetString(2), ignoreCase: true),
                reader.GetFieldValue<DateTimeOffset>(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4),
                reader.IsDBNull(5) ? null : reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetString(6),
                Encoding.UTF8.GetBytes(reader.GetString(7))));
        }
        return events;
    }

    /// <summary>Null: there is no such event.</summary>
    public static async Task<Matched?> MatchedAsync(NpgsqlDataSource db, Guid eventId, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectMatched);
        command.Parameters.Add(new() { Value = eventId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new Matched(
                reader.GetFieldValue<Guid[]>(0), reader.GetFieldValue<long[]>(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetGuid(3))
            : null;
    }

    private static NpgsqlBatchCommand Insert(LogEntry entry, LogBatch log)
    {
        var (subscriptions, sequences) = log.RecipientsOf(entry);
        return new NpgsqlBatchCommand(InsertEvent)
        {
            Parameters =
            {
                new() { Value = entry.Event.Id }, new() { Value = entry.Event.NeedId }, new() { Value = entry.Source.Version },
                new() { Value = entry.Event.Word }, new() { Value = entry.Event.At },
                new() { Value = (object?)entry.Event.ExpiresAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                Text(entry.Event.Municipality), Text(entry.Event.Traceparent), new() { Value = entry.Revision },
                Ids(subscriptions), Numbers(sequences),
                new() { Value = (object?)log.SupersederOf(entry) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = Encoding.UTF8.GetString(entry.Event.Data) },
            },
        };
    }

    private static NpgsqlParameter Ids(Guid[] ids) => new() { Value = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };

    private static NpgsqlParameter Numbers(long[] numbers) => new() { Value = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
