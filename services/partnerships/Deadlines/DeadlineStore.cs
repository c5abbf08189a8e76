using Npgsql;
using SocialEnzyme.Hub.Partnerships.Agreements;

namespace SocialEnzyme.Hub.Partnerships.Deadlines;

/// <summary>The statements about deadlines and reminders; all times are the database's.</summary>
internal static class DeadlineStore
{
    private const string FindExpired = """
        SELECT id FROM partnerships
        WHERE respond_by <= now() AND state IN ('proposed', 'negotiating') AND id <> ALL($2)
        ORDER BY respond_by LIMIT $1
        """;

    private const string FindUnreminded = """
        SELECT p.id FROM partnerships p
        WHERE p.respond_by > now() AND p.respond_by <= now() + make_interval(secs => $2) AND p.state IN ('proposed', 'negotiating') AND p.id <> ALL($4)
            AND NOT EXISTS (
                SELECT 1 FROM reminders r
                WHERE r.partnership_id = p.id AND r.step = 'answer:' || p.hash
                    AND r.number = CASE WHEN p.respond_by <= now() + make_interval(secs => $3) THEN 2 ELSE 1 END)
        ORDER BY p.respond_by LIMIT $1
        """;

    private const string FindActive = "SELECT body, chain_head FROM partnerships WHERE state = 'active' AND id > $1 ORDER BY id LIMIT $2";

    private const string Insert = "INSERT INTO reminders (partnership_id, step, number) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    private const string Select = "SELECT step, number FROM reminders WHERE partnership_id = ANY($1)";

    private const string Clock = "SELECT clock_timestamp()";

    public static Task<List<Guid>> FindExpiredAsync(NpgsqlDataSource db, int limit, Guid[] except, CancellationToken ct) =>
        IdsAsync(db.CreateCommand(FindExpired), [limit, except], ct);

    /// <summary>Those who are near enough to the end of their step, and nobody was told so.</summary>
    public static Task<List<Guid>> FindUnremindedAsync(NpgsqlDataSource db, DeadlineOptions options, int limit, Guid[] except, CancellationToken ct) =>
        IdsAsync(db.CreateCommand(FindUnreminded), [limit, options.First.TotalSeconds, options.Last.TotalSeconds, except], ct);

    /// <summary>Running partnerships after one of them, by id.</summary>
    public static async Task<List<Partnership>> ListActiveAsync(NpgsqlDataSource db, Guid after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(FindActive);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Partnership>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(PartnershipStore.Read(reader));
        }
        return found;
    }

    /// <summary>What these were reminded of already.</summary>
    public static async Task<HashSet<(string Step, int Number)>> RemindedAsync(NpgsqlDataSource db, Guid partnership, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Select);
        command.Parameters.AddWithValue(new[] { partnership });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new HashSet<(string, int)>();
        while (await reader.ReadAsync(ct))
        {
            found.Add((reader.GetString(0), reader.GetInt32(1)));
        }
        return found;
    }

    /// <summary>Writes down that they are reminded; false: they were already.</summary>
    public static async Task<bool> AddAsync(NpgsqlTransaction transaction, Guid partnership, Reminder reminder, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Insert, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = partnership }, new() { Value = reminder.Key }, new() { Value = reminder.Number } },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    public static async Task<DateTimeOffset> NowAsync(NpgsqlDataSource db, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Clock);
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(ct))!);
    }

    private static async Task<List<Guid>> IdsAsync(NpgsqlCommand command, object[] parameters, CancellationToken ct)
    {
        await using var _ = command;
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Guid>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(reader.GetGuid(0));
        }
        return found;
    }
}
