using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.Opportunities.Log;

namespace SocialEnzyme.Hub.Opportunities.Channels.Tracking;

/// <summary>One try to reach a webhook.</summary>
/// <param name="Status">The HTTP status; none when there was no answer.</param>
/// <param name="Reason">answered, timeout, unreachable, tls, address-refused, broken.</param>
internal sealed record Attempt(int Number, DateTimeOffset At, int? Status, string Reason, int Milliseconds);

/// <summary>What became of an event in one subscription.</summary>
/// <param name="NeedId">None when the event is not of a need.</param>
/// <param name="Outcome">waiting, sent, acknowledged; for a webhook also delivered, superseded (settled unsent), dead.</param>
internal sealed record TrackedDelivery(
    Guid SubscriptionId, string Sequence, Guid EventId, string Type, Guid? NeedId, string Outcome, Guid? SupersededBy, IReadOnlyList<Attempt> Attempts);

/// <summary>Every statement that asks what became of deliveries.</summary>
internal static class TrackingStore
{
    // What no sender touched is judged by how far the subscriber came.
    private const string Columns = """
        d.subscription_id, d.sequence, d.event_id, e.kind, e.subject_id,
            COALESCE(w.outcome, CASE WHEN d.sequence <= p.acknowledged THEN 'acknowledged' WHEN d.sequence <= p.attempted THEN 'sent' ELSE 'waiting' END),
            e.superseded_by,
            (SELECT json_agg(json_build_object('number', a.number, 'at', a.at, 'status', a.status, 'reason', a.reason, 'milliseconds', a.milliseconds) ORDER BY a.number)
             FROM webhook_attempts a WHERE a.subscription_id = d.subscription_id AND a.sequence = d.sequence)::text
        FROM deliveries d
        JOIN events e ON e.id = d.event_id
        JOIN subscription_progress p ON p.subscription_id = d.subscription_id
        LEFT JOIN webhook_deliveries w ON w.subscription_id = d.subscription_id AND w.sequence = d.sequence
        """;

    private const string SelectOfSubscription = $"SELECT {Columns} WHERE d.subscription_id = $1 AND d.sequence > $2 ORDER BY d.sequence LIMIT $3";

    private const string SelectDead =
        $"SELECT {Columns} WHERE d.subscription_id = $1 AND d.sequence > $2 AND w.outcome = 'dead' ORDER BY d.sequence LIMIT $3";

    private const string SelectOfEvent = $"""
        SELECT {Columns}
        JOIN (SELECT got.* FROM events v CROSS JOIN LATERAL unnest(v.subscriptions, v.sequences) AS got (id, sequence) WHERE v.id = $1) AS got
            ON got.id = d.subscription_id AND got.sequence = d.sequence
        ORDER BY d.subscription_id
        """;

    // The watermark goes back to before the first of them; what was settled after it stays settled.
    private const string Revive = """
        WITH revived AS (
            UPDATE webhook_deliveries SET outcome = 'waiting', retry_at = NULL WHERE subscription_id = $1 AND outcome = 'dead' RETURNING sequence),
        lowered AS (
            UPDATE subscription_progress SET acknowledged = least(acknowledged, (SELECT min(sequence) - 1 FROM revived))
            WHERE subscription_id = $1 AND EXISTS (SELECT FROM revived))
        SELECT count(*) FROM revived
        """;

    public static Task<List<TrackedDelivery>> OfSubscriptionAsync(
        NpgsqlDataSource db, Guid subscription, long after, int limit, bool onlyDead, CancellationToken ct) =>
        ReadAsync(db, onlyDead ? SelectDead : SelectOfSubscription, ct, subscription, after, limit);

    public static Task<List<TrackedDelivery>> OfEventAsync(NpgsqlDataSource db, Guid eventId, CancellationToken ct) =>
        ReadAsync(db, SelectOfEvent, ct, eventId);

    /// <returns>How many dead letters wait to be sent again.</returns>
    public static async Task<long> ReviveAsync(NpgsqlDataSource db, Guid subscription, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Revive);
        command.Parameters.Add(new() { Value = subscription });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task<List<TrackedDelivery>> ReadAsync(NpgsqlDataSource db, string statement, CancellationToken ct, params object[] values)
    {
        await using var command = db.CreateCommand(statement);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<TrackedDelivery>();
        while (await reader.ReadAsync(ct))
        {
            var kind = EventKind.Parse(reader.GetString(3));
            rows.Add(new TrackedDelivery(
                reader.GetGuid(0), Subscriptions.Cursor.Sequence(reader.GetInt64(1)), reader.GetGuid(2), kind.Type,
                kind.Topic == Subscriptions.Topic.Needs ? reader.GetGuid(4) : null, reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetGuid(6),
                reader.IsDBNull(7) ? [] : JsonSerializer.Deserialize<Attempt[]>(reader.GetString(7), JsonSerializerOptions.Web)!));
        }
        return rows;
    }
}
