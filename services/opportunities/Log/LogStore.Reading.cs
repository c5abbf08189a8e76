using Npgsql;
using SocialEnzyme.Hub.Opportunities.Subscriptions;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>The statements by which events and deliveries are read.</summary>
internal static partial class LogStore
{
    // Sequences have no gaps but where rows were lost. Without the upper bound a plan from when the subscription was short would read and sort all
    // that is left, for every page; without the limit one from when it is long would read all events.
    private const string SelectPage = """
        SELECT d.sequence, e.superseded_by, e.id, e.subject_id, e.kind, e.at, e.expires_at, e.municipality, e.traceparent, e.data, e.outside_id, e.correlation_id
        FROM deliveries d JOIN events e ON e.id = d.event_id
        WHERE d.subscription_id = $1 AND d.sequence > $2
            AND d.sequence < $3 + (SELECT min(first.sequence) FROM deliveries first WHERE first.subscription_id = $1 AND first.sequence > $2)
        ORDER BY d.sequence
        LIMIT $3
        """;

    private const string SelectEvents = """
        SELECT id, subject_id, kind, at, expires_at, municipality, traceparent, data, outside_id, correlation_id FROM events WHERE id = ANY($1)
        """;

    private const string SelectMatched = "SELECT subscriptions, sequences, revision, superseded_by FROM events WHERE id = $1";

    public sealed record Row(long Sequence, LogEvent Event, Guid? SupersededBy);

    public sealed record Matched(Guid[] Subscriptions, long[] Sequences, long Revision, Guid? SupersededBy);

    /// <summary>The next rows of a subscription with their events, and how it stands (null: it is gone): one round trip.</summary>
    public static async Task<(SubscriptionStore.Standing? Standing, List<Row> Rows)> PageAsync(
        NpgsqlDataSource db, Guid subscription, long after, int limit, CancellationToken ct)
    {
        await using var batch = db.CreateBatch();
        batch.BatchCommands.Add(new(SelectPage) { Parameters = { new() { Value = subscription }, new() { Value = after }, new() { Value = limit } } });
        // After the rows: whatever was written after a pause is seen with the pause.
        batch.BatchCommands.Add(SubscriptionStore.SelectStandingOf(subscription));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var rows = new List<Row>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new(reader.GetInt64(0), ReadEvent(reader, 2), reader.IsDBNull(1) ? null : reader.GetGuid(1)));
        }
        await reader.NextResultAsync(ct);
        return (await SubscriptionStore.ReadStandingAsync(reader, ct), rows);
    }

    public static async Task<List<LogEvent>> EventsAsync(NpgsqlDataSource db, Guid[] ids, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectEvents);
        command.Parameters.Add(Ids(ids));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var events = new List<LogEvent>();
        while (await reader.ReadAsync(ct))
        {
            events.Add(ReadEvent(reader, 0));
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

    private static LogEvent ReadEvent(NpgsqlDataReader row, int from) => new(
        row.GetGuid(from), row.GetGuid(from + 1), EventKind.Parse(row.GetString(from + 2)),
        row.GetFieldValue<DateTimeOffset>(from + 3), row.IsDBNull(from + 4) ? null : row.GetFieldValue<DateTimeOffset>(from + 4),
        row.IsDBNull(from + 5) ? null : row.GetString(from + 5), row.IsDBNull(from + 6) ? null : row.GetString(from + 6),
        row.GetFieldValue<byte[]>(from + 7))
    {
        OutsideId = row.IsDBNull(from + 8) ? null : row.GetGuid(from + 8),
        CorrelationId = row.IsDBNull(from + 9) ? null : row.GetGuid(from + 9),
    };
}
