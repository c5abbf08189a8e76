using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Matching;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Interests;

/// <summary>Every statement about shared interests.</summary>
internal static class InterestStore
{
    // One at a time looks for interests in an outcome, in one order: two needs that come at once see each other.
    private const string LockWords = """
        SELECT pg_advisory_xact_lock(5418, key) FROM (SELECT DISTINCT hashtext(word) AS key FROM unnest($1) AS word ORDER BY 1) AS keys
        """;

    // Also those of whatever the needs wanted before.
    private const string SelectInterests = """
        SELECT i.id, i.version, i.outcome, m.need_id, m.owner_id, m.owner_name, m.title, m.latitude, m.longitude
        FROM interests i
        JOIN interest_needs m ON m.interest_id = i.id
        JOIN subjects s ON s.id = m.need_id AND s.is_open
        WHERE i.word = ANY($1) OR i.id IN (SELECT interest_id FROM interest_needs WHERE need_id = ANY($2))
        ORDER BY i.id, m.need_id
        """;

    private const string SelectLoose = """
        SELECT s.id, e.data
        FROM subjects s JOIN events e ON e.id = s.event_id
        WHERE s.is_open AND s.outcome = ANY($1) AND s.id <> ALL($2) AND NOT EXISTS (SELECT FROM interest_needs m WHERE m.need_id = s.id)
        ORDER BY s.id DESC
        LIMIT 2000
        """;

    private const string DeleteLeft = "DELETE FROM interest_needs WHERE need_id = ANY($1)";

    private const string Save = """
        INSERT INTO interests (id, version, outcome, word, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET version = excluded.version, at = excluded.at
        """;

    private const string SaveNeeds = """
        INSERT INTO interest_needs (need_id, interest_id, owner_id, owner_name, title, latitude, longitude)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (need_id) DO UPDATE SET interest_id = excluded.interest_id
        """;

    private const string PageOf = """
        SELECT i.id, i.version, i.outcome, m.need_id, m.owner_id, m.owner_name, m.title, m.latitude, m.longitude
        FROM (SELECT DISTINCT o.interest_id AS id
              FROM interest_needs o JOIN subjects s ON s.id = o.need_id AND s.is_open
              WHERE o.owner_id = $1 AND o.interest_id > $2 ORDER BY 1 LIMIT $3) AS own
        JOIN interests i ON i.id = own.id
        JOIN interest_needs m ON m.interest_id = i.id
        JOIN subjects s ON s.id = m.need_id AND s.is_open
        ORDER BY i.id, m.need_id
        """;

    /// <summary>What is known of the outcomes that these needs want; nobody else changes it until the transaction ends.</summary>
    public static async Task<KnownInterests> LockAsync(NpgsqlTransaction transaction, IReadOnlyList<Wish> wishes, CancellationToken ct)
    {
        string[] words = [.. wishes.Select(wish => Words.InCapitals(wish.Outcome)).Distinct()];
        Guid[] needs = [.. wishes.Select(wish => wish.NeedId)];
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(LockWords) { Parameters = { new() { Value = words } } },
                new NpgsqlBatchCommand(SelectInterests) { Parameters = { new() { Value = words }, Ids(needs) } },
                new NpgsqlBatchCommand(SelectLoose) { Parameters = { new() { Value = words }, Ids(needs) } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var interests = await ReadAsync(reader, ct);
        await reader.NextResultAsync(ct);
        var loose = new List<Wish>();
        while (await reader.ReadAsync(ct))
        {
            var need = JsonSerializer.Deserialize<PublicNeed>(reader.GetString(1), EventCatalog.Json)!;
            if (Conditions.PlaceOf(need) is { } place)
            {
                loose.Add(new Wish(reader.GetGuid(0), need.PublisherId, need.PublisherName, need.Title, Words.Normalise(need.Outcome!), place));
            }
        }
        return new KnownInterests(interests, loose);
    }

    /// <summary>Saves what changed, with the events that tell of it.</summary>
    public static async Task SaveAsync(
        NpgsqlTransaction transaction, KnownInterests known, IReadOnlyList<(Interest Interest, string? Traceparent)> found, DateTimeOffset now, CancellationToken ct)
    {
        var changed = known.All.Where(interest => known.Changed.Contains(interest.Id)).ToList();
        if (changed.Count == 0 && known.Left.Count == 0)
        {
            return;
        }
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(DeleteLeft) { Parameters = { Ids([.. known.Left]) } });
        foreach (var interest in changed)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Save)
            {
                Parameters =
                {
                    new() { Value = interest.Id }, new() { Value = interest.Version }, new() { Value = interest.Outcome },
                    new() { Value = Words.InCapitals(interest.Outcome) }, new() { Value = now },
                },
            });
            batch.BatchCommands.Add(Members(interest));
        }
        Outbox.AddMany(batch, [.. found.Select(each => ((object)each.Interest.ToEvent(now), each.Traceparent, (string?)null))]);
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The interests that a participant's open needs are part of, by id.</summary>
    public static async Task<List<Interest>> PageAsync(NpgsqlDataSource db, Guid participant, Guid after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(PageOf);
        command.Parameters.Add(new() { Value = participant });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await ReadAsync(reader, ct);
    }

    private static NpgsqlBatchCommand Members(Interest interest) => new(SaveNeeds)
    {
        Parameters =
        {
            Ids([.. interest.Wishes.Select(wish => wish.NeedId)]), Ids([.. interest.Wishes.Select(_ => interest.Id)]),
            Ids([.. interest.Wishes.Select(wish => wish.OwnerId)]), new() { Value = interest.Wishes.Select(wish => wish.OwnerName).ToArray() },
            new() { Value = interest.Wishes.Select(wish => wish.Title).ToArray() },
            new() { Value = interest.Wishes.Select(wish => wish.Place.Latitude).ToArray() },
            new() { Value = interest.Wishes.Select(wish => wish.Place.Longitude).ToArray() },
        },
    };

    // Rows of one interest stand together.
    private static async Task<List<Interest>> ReadAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var rows = new List<(Guid Id, long Version, Wish Wish)>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add((reader.GetGuid(0), reader.GetInt64(1), new Wish(
                reader.GetGuid(3), reader.GetGuid(4), reader.GetString(5), reader.GetString(6), reader.GetString(2),
                new GeoPoint(reader.GetDouble(7), reader.GetDouble(8)))));
        }
        return [.. rows.GroupBy(row => row.Id).Select(group => new Interest(
            group.Key, group.First().Version, group.First().Wish.Outcome, [.. group.Select(row => row.Wish)]))];
    }

    private static NpgsqlParameter Ids(Guid[] ids) => new() { Value = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };
}
