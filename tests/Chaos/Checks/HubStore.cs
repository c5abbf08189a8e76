using Npgsql;

namespace SocialEnzyme.Hub.Chaos.Checks;

/// <summary>An event as the log of opportunities has it.</summary>
internal sealed record LoggedEvent(string Id, string NeedId, long Version, string Kind, IReadOnlyDictionary<string, long> Sequences, string? SupersededBy);

/// <summary>What the databases of the hub hold, read past the services.</summary>
internal static class HubStore
{
    private const string Events = """
        SELECT id, subject_id, version, replace(kind, 'need.', ''), subscriptions, sequences, superseded_by FROM events WHERE kind LIKE 'need.%'
        """;

    private const string Needs = "SELECT id, places_taken, places_wanted FROM needs";
    private const string NeedReservations = "SELECT id, need_id, places, state FROM need_reservations";
    private const string OfferReservations = "SELECT id, offer_id, quantity, state FROM offer_reservations";
    private const string Contributions = "SELECT offer_id, key, quantity, held, confirmed FROM offer_contributions";

    private const string Unsent = "SELECT count(*) FROM outbox WHERE sent_at IS NULL AND type = ANY($1)";

    /// <summary>How far the newest event of a need came in the outbox of needs.</summary>
    private const string Newest = """
        SELECT id, type, (body::jsonb ->> 'version')::bigint, attempts, sent_at::text, error FROM outbox
        WHERE body::jsonb ->> 'needId' = $1 ORDER BY transaction DESC, position DESC LIMIT 1
        """;

    private const string Remembered = "SELECT EXISTS (SELECT FROM inbox WHERE message_id = $1)";

    public const string DeadWebhooks = "SELECT count(*) FROM webhook_deliveries WHERE outcome = 'dead'";

    /// <summary>What the log took without remembering the message: a second copy of it would count again.</summary>
    public const string Forgotten = """
        SELECT count(*) FROM events e WHERE NOT EXISTS (SELECT FROM inbox i WHERE i.consumer = 'match' AND i.message_id = e.id)
        """;

    /// <summary>What changes when anything is matched or sent.</summary>
    public const string Progress = "SELECT (SELECT coalesce(sum(last), 0) FROM subscription_sequences) + (SELECT coalesce(sum(acknowledged), 0) FROM subscription_progress)";

    public const string Raised = "SELECT coalesce(sum(version), 0) FROM subjects";

    /// <summary>Deliveries that the webhook sender has not settled.</summary>
    public const string Owed = """
        SELECT coalesce(sum(q.last - p.acknowledged), 0)::bigint
        FROM subscriptions s JOIN subscription_sequences q ON q.subscription_id = s.id JOIN subscription_progress p ON p.subscription_id = s.id
        WHERE s.channel = 'webhook'
        """;

    public const string Inactive = "SELECT count(*) FROM subscriptions WHERE state <> 'active'";

    public const string RepeatedReferences =
        "SELECT count(*) FROM (SELECT 1 FROM needs WHERE reference IS NOT NULL GROUP BY publisher_id, reference HAVING count(*) > 1) AS repeated";

    public static async Task<long> NumberAsync(NpgsqlDataSource db, string question)
    {
        await using var command = db.CreateCommand(question);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>How many rows of an outbox wait to be sent.</summary>
    /// <param name="heard">The types of events that somebody listens to; the others wait for their consumer to be built.</param>
    public static async Task<long> UnsentAsync(NpgsqlDataSource db, string[] heard)
    {
        await using var command = db.CreateCommand(Unsent);
        command.Parameters.AddWithValue(heard);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Where the newest event of a need is: what to look at when the log lacks it.</summary>
    public static async Task<string> WhereAsync(NpgsqlDataSource needs, NpgsqlDataSource opportunities, string need)
    {
        await using var command = needs.CreateCommand(Newest);
        command.Parameters.AddWithValue(need);
        await using var row = await command.ExecuteReaderAsync();
        if (!await row.ReadAsync()) return "the outbox has no event of it";
        await using var remembered = opportunities.CreateCommand(Remembered);
        remembered.Parameters.AddWithValue(row.GetGuid(0));
        var isRemembered = (bool)(await remembered.ExecuteScalarAsync())!;
        var sent = row.IsDBNull(4) ? "unsent" : $"sent {row.GetString(4)}";
        return $"the newest in the outbox is {row.GetString(1)} {row.GetGuid(0)} of version {row.GetInt64(2)}, {sent} after {row.GetInt32(3)} failures"
            + $"{(row.IsDBNull(5) ? "" : $" ({row.GetString(5)})")}; the inbox {(isRemembered ? "remembers" : "does not know")} it";
    }

    public static Task<List<LoggedEvent>> EventsAsync(NpgsqlDataSource opportunities) => ReadAsync(opportunities, Events, row =>
    {
        var (subscriptions, sequences) = (row.GetFieldValue<Guid[]>(4), row.GetFieldValue<long[]>(5));
        return new LoggedEvent(
            Text(row, 0), Text(row, 1), row.GetInt64(2), row.GetString(3),
            Enumerable.Range(0, subscriptions.Length).ToDictionary(i => subscriptions[i].ToString(), i => sequences[i]),
            row.IsDBNull(6) ? null : Text(row, 6));
    });

    public static async Task<Dictionary<string, (int Taken, int? Wanted)>> NeedsAsync(NpgsqlDataSource needs) =>
        (await ReadAsync(needs, Needs, row => (Id: Text(row, 0), Taken: row.GetInt32(1), Wanted: row.IsDBNull(2) ? (int?)null : row.GetInt32(2))))
            .ToDictionary(row => row.Id, row => (row.Taken, row.Wanted));

    public static Task<List<(string Id, string Of, long Count, string State)>> NeedReservationsAsync(NpgsqlDataSource needs) =>
        ReadAsync(needs, NeedReservations, row => (Text(row, 0), Text(row, 1), (long)row.GetInt32(2), row.GetString(3)));

    public static Task<List<(string Id, string Of, long Count, string State)>> OfferReservationsAsync(NpgsqlDataSource offers) =>
        ReadAsync(offers, OfferReservations, row => (Text(row, 0), Text(row, 1), row.GetInt64(2), row.GetString(3)));

    public static async Task<Dictionary<(string Offer, string Key), (long Quantity, long Held, long Confirmed)>> ContributionsAsync(NpgsqlDataSource offers) =>
        (await ReadAsync(offers, Contributions, row => (Offer: Text(row, 0), Key: row.GetString(1), Sums: (row.GetInt64(2), row.GetInt64(3), row.GetInt64(4)))))
            .ToDictionary(row => (row.Offer, row.Key), row => row.Sums);

    public static async Task<List<T>> ReadAsync<T>(NpgsqlDataSource db, string question, Func<NpgsqlDataReader, T> read)
    {
        await using var command = db.CreateCommand(question);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }

    public static string Text(NpgsqlDataReader row, int column) => row.GetGuid(column).ToString();
}
