using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>Every statement about matches, and about needs as matching sees them.</summary>
internal static class MatchStore
{
    private const string Columns = "m.id, m.version, m.state, m.need_version, m.offer_version, m.told, m.reason, m.at FROM matches m";

    private const string SelectOne = $"SELECT {Columns} WHERE m.id = $1";

    private const string SelectOfNeeds = $"SELECT {Columns} WHERE m.need_id = ANY($1)";

    private const string SelectStandingOfOffer = $"SELECT {Columns} WHERE m.offer_id = $1 AND m.state <> 'withdrawn'";

    private const string SelectPairs = $"SELECT {Columns} WHERE m.offer_id = $1 AND m.need_id = ANY($2)";

    private const string PageOfNeed = $"SELECT {Columns} WHERE m.need_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3";

    private const string PageOfOffer = $"SELECT {Columns} WHERE m.offer_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3";

    private const string CountLive = "SELECT offer_owner, count(*) FROM matches WHERE offer_owner = ANY($1) AND state = 'suggested' GROUP BY offer_owner";

    private const string CountOfNeeds = """
        SELECT need_id, count(*), count(*) FILTER (WHERE offer_owner = $2)
        FROM matches WHERE need_id = ANY($1) AND state = 'suggested' GROUP BY need_id
        """;

    private const string Save = """
        INSERT INTO matches (
            id, need_id, offer_id, need_owner, offer_owner, version, need_version, offer_version, state, score, told, reason, at, offer_yes_at)
        SELECT m.id, m.need_id, m.offer_id, m.need_owner, m.offer_owner, m.version, m.need_version, m.offer_version, m.state, m.score, m.told, m.reason, m.at,
            CASE WHEN m.waits THEN clock_timestamp() END
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) AS m (
            id, need_id, offer_id, need_owner, offer_owner, version, need_version, offer_version, state, score, told, reason, at, waits)
        ON CONFLICT (id) DO UPDATE SET
            version = excluded.version, need_version = excluded.need_version, offer_version = excluded.offer_version, state = excluded.state,
            score = excluded.score, told = excluded.told, reason = excluded.reason, at = excluded.at,
            offer_yes_at = CASE WHEN excluded.offer_yes_at IS NOT NULL THEN coalesce(matches.offer_yes_at, excluded.offer_yes_at) END,
            host_told_at = CASE WHEN excluded.offer_yes_at IS NOT NULL THEN matches.host_told_at END
        """;

    private const string MarkNeeds = "UPDATE subjects SET has_matches = true WHERE id = ANY($1) AND NOT has_matches";

    // In id order, as everybody takes them. Locked first and read afterwards: a join would still show the event of the version before.
    private const string LockNeeds = "SELECT id FROM subjects WHERE id = ANY($1) ORDER BY id FOR UPDATE";

    private const string SelectNeeds = """
        SELECT s.id, s.version, s.is_open, s.has_matches, e.kind, CASE WHEN s.is_open THEN e.data END
        FROM subjects s JOIN events e ON e.id = s.event_id
        WHERE s.id = ANY($1)
        ORDER BY s.id
        """;

    private const string SelectNeedOwner = "SELECT owner_id, is_open FROM subjects WHERE id = $1 AND owner_id IS NOT NULL";

    // Of an ended need what it said last.
    private const string SelectContent = """
        SELECT data FROM events WHERE subject_id = $1 AND kind IN ('need.published', 'need.updated', 'need.reopened') ORDER BY version DESC LIMIT 1
        """;

    /// <summary>Null: there is none.</summary>
    public static async Task<Match?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOne);
        return (await ReadAsync(command, ct, id)).FirstOrDefault();
    }

    /// <summary>The same in a transaction that holds its need.</summary>
    public static async Task<Match?> FindAsync(NpgsqlTransaction transaction, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectOne, transaction.Connection, transaction);
        return (await ReadAsync(command, ct, id)).FirstOrDefault();
    }

    public static async Task<List<Match>> OfNeedsAsync(NpgsqlTransaction transaction, Guid[] needs, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectOfNeeds, transaction.Connection, transaction);
        return await ReadAsync(command, ct, needs);
    }

    /// <summary>An offer's matches that are suggested, agreed or declined; those that were withdrawn may be suggested again.</summary>
    public static async Task<List<Match>> StandingOfOfferAsync(NpgsqlTransaction transaction, Guid offer, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectStandingOfOffer, transaction.Connection, transaction);
        return await ReadAsync(command, ct, offer);
    }

    /// <summary>What an offer and each of these needs had with one another, by need.</summary>
    public static async Task<Dictionary<Guid, Match>> PairsAsync(NpgsqlTransaction transaction, Guid offer, Guid[] needs, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectPairs, transaction.Connection, transaction);
        return (await ReadAsync(command, ct, offer, needs)).ToDictionary(match => match.Told.NeedId);
    }

    public static async Task<List<Match>> PageAsync(NpgsqlDataSource db, Side side, Guid id, Guid after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(side == Side.Need ? PageOfNeed : PageOfOffer);
        return await ReadAsync(command, ct, id, after, limit);
    }

    /// <summary>How many live suggestions each of these owners of offers has; who is missing has none.</summary>
    public static async Task<Dictionary<Guid, int>> LiveOfAsync(NpgsqlTransaction transaction, Guid[] owners, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(CountLive, transaction.Connection, transaction) { Parameters = { Ids(owners) } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counts = new Dictionary<Guid, int>();
        while (await reader.ReadAsync(ct))
        {
            counts[reader.GetGuid(0)] = (int)reader.GetInt64(1);
        }
        return counts;
    }

    /// <summary>How many live suggestions each of these needs has, and how many of them are of one owner.</summary>
    public static async Task<Dictionary<Guid, (int Live, int OfOwner)>> LiveAtAsync(
        NpgsqlTransaction transaction, Guid[] needs, Guid owner, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(CountOfNeeds, transaction.Connection, transaction)
        {
            Parameters = { Ids(needs), new() { Value = owner } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counts = new Dictionary<Guid, (int, int)>();
        while (await reader.ReadAsync(ct))
        {
            counts[reader.GetGuid(0)] = ((int)reader.GetInt64(1), (int)reader.GetInt64(2));
        }
        return counts;
    }

    /// <summary>Needs by id, and nobody else changes them or their matches until the transaction ends.</summary>
    public static async Task<Dictionary<Guid, NeedNow>> LockNeedsAsync(NpgsqlTransaction transaction, IEnumerable<Guid> ids, CancellationToken ct)
    {
        Guid[] wanted = [.. ids.Distinct().Order()];
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(LockNeeds) { Parameters = { Ids(wanted) } },
                new NpgsqlBatchCommand(SelectNeeds) { Parameters = { Ids(wanted) } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var needs = new Dictionary<Guid, NeedNow>();
        while (await reader.ReadAsync(ct))
        {
            var content = reader.IsDBNull(5) ? null : Content(reader.GetString(5));
            needs[reader.GetGuid(0)] = new NeedNow(
                reader.GetGuid(0), reader.GetInt64(1), content, content is null ? NeedNow.EndOf(EventKind.Parse(reader.GetString(4))) : null, reader.GetBoolean(3), null);
        }
        return needs;
    }

    /// <summary>Whose need it is, and whether it takes help; null when it was never heard of.</summary>
    public static async Task<(Guid Owner, bool IsOpen)?> NeedOwnerAsync(NpgsqlDataSource db, Guid need, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectNeedOwner);
        command.Parameters.Add(new() { Value = need });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetGuid(0), reader.GetBoolean(1)) : null;
    }

    /// <summary>What a need says, or said last.</summary>
    public static async Task<PublicNeed?> ContentAsync(NpgsqlDataSource db, Guid need, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectContent);
        command.Parameters.Add(new() { Value = need });
        return await command.ExecuteScalarAsync(ct) is string data ? Content(data) : null;
    }

    /// <summary>Saves the changes with the events that tell of them, each under the call that caused it.</summary>
    public static async Task SaveAsync(NpgsqlTransaction transaction, IReadOnlyList<(MatchChange Change, string? Traceparent)> changes, CancellationToken ct)
    {
        if (changes.Count == 0)
        {
            return;
        }
        var matches = changes.Select(each => each.Change.Match).ToList();
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Save)
        {
            Parameters =
            {
                Ids([.. matches.Select(match => match.Id)]), Ids([.. matches.Select(match => match.Told.NeedId)]),
                Ids([.. matches.Select(match => match.Told.OfferId)]), Ids([.. matches.Select(match => match.Told.NeedOwnerId)]),
                Ids([.. matches.Select(match => match.Told.OfferOwnerId)]),
                new() { Value = matches.Select(match => match.Version).ToArray() }, new() { Value = matches.Select(match => match.NeedVersion).ToArray() },
                new() { Value = matches.Select(match => match.OfferVersion).ToArray() }, new() { Value = matches.Select(match => Word(match.State)).ToArray() },
                new() { Value = matches.Select(match => match.Told.Score).ToArray() },
                new() { Value = matches.Select(match => JsonSerializer.Serialize(match.Told, EventCatalog.Json)).ToArray() },
                new() { Value = matches.Select(match => match.Reason).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = matches.Select(match => match.At).ToArray() },
                new() { Value = matches.Select(match => match.WaitsForHost).ToArray() },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(MarkNeeds) { Parameters = { Ids([.. matches.Select(match => match.Told.NeedId).Distinct()]) } });
        Outbox.AddMany(batch, [.. changes.Where(each => each.Change.Event is not null).Select(each => (each.Change.Event!, each.Traceparent, (string?)null))]);
        await batch.ExecuteNonQueryAsync(ct);
    }

    internal static string Word(MatchState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());

    /// <summary>What an event of a need says of it.</summary>
    internal static PublicNeed Content(string data) => JsonSerializer.Deserialize<PublicNeed>(data, EventCatalog.Json)!;

    private static NpgsqlParameter Ids(Guid[] ids) => new() { Value = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };

    private static async Task<List<Match>> ReadAsync(NpgsqlCommand command, CancellationToken ct, params object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
        await using var reader = await command.ExecuteReaderAsync(ct);
        var matches = new List<Match>();
        while (await reader.ReadAsync(ct))
        {
            matches.Add(new Match(
                reader.GetGuid(0), reader.GetInt64(1), Enum.Parse<MatchState>(reader.GetString(2), ignoreCase: true), reader.GetInt64(3), reader.GetInt64(4),
                JsonSerializer.Deserialize<PublicMatch>(reader.GetString(5), EventCatalog.Json)!, reader.IsDBNull(6) ? null : reader.GetString(6),
                reader.GetFieldValue<DateTimeOffset>(7)));
        }
        return matches;
    }
}
