using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Reconciliation;

/// <summary>Every statement that reads what a judgement of deliveries rests on.</summary>
internal static class JudgementStore
{
    // A page ends with so many events, or where their recipients become many, whichever comes first.
    private const string SelectEvents = """
        WITH page AS (
            SELECT *, sum(cardinality(subscriptions)) OVER (ORDER BY logged_at, id ROWS UNBOUNDED PRECEDING) - cardinality(subscriptions) AS before
            FROM (
                SELECT * FROM events
                WHERE (logged_at, id) > ($1, $2) AND logged_at <= $3 AND kind = ANY($4)
                ORDER BY logged_at, id LIMIT 200) AS next)
        SELECT e.logged_at, e.id, e.subject_id, e.kind, e.data, e.revision, e.subscriptions, e.reconciled, earlier.subscriptions, gone.ids, gone.sequences
        FROM page e
        LEFT JOIN LATERAL (
            SELECT p.subscriptions FROM events p WHERE p.subject_id = e.subject_id AND p.version < e.version ORDER BY p.version DESC LIMIT 1) AS earlier
            ON true
        CROSS JOIN LATERAL (
            SELECT array_agg(got.id) AS ids, array_agg(got.sequence) AS sequences
            FROM unnest(e.subscriptions, e.sequences) AS got (id, sequence)
            WHERE NOT EXISTS (
                SELECT FROM deliveries d WHERE d.subscription_id = got.id AND d.sequence = got.sequence AND d.event_id = e.id)) AS gone
        WHERE e.before < 100000
        ORDER BY e.logged_at, e.id
        """;

    // Each filter with the revisions that it was in force.
    private const string SelectFilters = """
        SELECT * FROM (
            SELECT v.subscription_id, v.revision, v.filter, v.topics, (
                SELECT min(n.revision) FROM subscription_versions n WHERE n.subscription_id = v.subscription_id AND n.revision > v.revision) AS until
            FROM subscription_versions v
            WHERE (v.subscription_id, v.revision) > ($1, $2) AND v.revision <= $3
            ORDER BY v.subscription_id, v.revision LIMIT 1000) AS page
        ORDER BY subscription_id, revision
        """;

    private static readonly string[] Needs = [.. EventKind.All.Where(kind => kind.Topic == Subscriptions.Topic.Needs).Select(kind => kind.Word)];

    /// <summary>A filter and the revisions, the last exclusive, between which it was the subscription's.</summary>
    public sealed record InForce(Guid Subscription, Filter Filter, long From, long Until);

    /// <summary>The next events of needs in the order of the log.</summary>
    public static async Task<List<LoggedEvent>> EventsAsync(
        NpgsqlDataSource db, ReconciliationPosition after, DateTimeOffset until, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectEvents);
        command.Parameters.Add(new() { Value = after.LoggedAt });
        command.Parameters.Add(new() { Value = after.EventId });
        command.Parameters.Add(new() { Value = until });
        command.Parameters.Add(new() { Value = Needs });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var events = new List<LoggedEvent>();
        while (await reader.ReadAsync(ct))
        {
            var need = EventKind.Parse(reader.GetString(3)).IsOpen
                ? JsonSerializer.Deserialize<PublicNeed>(reader.GetFieldValue<byte[]>(4), EventCatalog.Json)
                : null;
            events.Add(new LoggedEvent(reader.GetFieldValue<DateTimeOffset>(0), reader.GetGuid(1), reader.GetGuid(2), need, reader.GetInt64(5))
            {
                Holes = reader.IsDBNull(9) ? [] : [.. reader.GetFieldValue<Guid[]>(9).Zip(reader.GetFieldValue<long[]>(10))],
            }.With(reader.GetFieldValue<Guid[]>(6), Ids(reader, 7), Ids(reader, 8)));
        }
        return events;
    }

    /// <summary>The filters that were in force at any of these revisions, in pages: a million subscriptions never stand in memory.</summary>
    public static async IAsyncEnumerable<InForce> FiltersAsync(
        NpgsqlDataSource db, long first, long last, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var (subscription, revision) = (Guid.Empty, 0L); ;)
        {
            var page = new List<InForce>();
            var rows = 0;
            await using (var command = db.CreateCommand(SelectFilters))
            {
                command.Parameters.Add(new() { Value = subscription });
                command.Parameters.Add(new() { Value = revision });
                command.Parameters.Add(new() { Value = last });
                await using var reader = await command.ExecuteReaderAsync(ct);
                for (; await reader.ReadAsync(ct); rows++)
                {
                    (subscription, revision) = (reader.GetGuid(0), reader.GetInt64(1));
                    var until = reader.IsDBNull(4) ? long.MaxValue : reader.GetInt64(4);
                    if (until > first && !reader.IsDBNull(2) && reader.GetFieldValue<string[]>(3).Contains("needs"))
                    {
                        page.Add(new(subscription, FilterJson.Parse(reader.GetString(2)), revision, until));
                    }
                }
            }
            foreach (var filter in page)
            {
                yield return filter;
            }
            if (rows == 0)
            {
                yield break;
            }
        }
    }

    private static Guid[] Ids(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? [] : reader.GetFieldValue<Guid[]>(column);
}
