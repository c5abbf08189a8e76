using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>What is looked for; a part that is null does not narrow.</summary>
internal sealed record HoursSearch(Guid? Partnership, HoursState? State, Guid? Batch, bool IsWaiting, Guid? After, int Limit);

/// <summary>The statements that only read reports.</summary>
internal static class HoursReadStore
{
    // A party sees all there was while it was at the table, and always what is its own; who never was sees nothing.
    private const string IsShown = """
        EXISTS (SELECT FROM partnership_parties pp WHERE pp.partnership_id = h.partnership_id AND pp.participant_id = $1
            AND (pp.standing IN ('joined', 'consented') OR (pp.standing IN ('left', 'replaced') AND (
                h.reporter_id = $1 OR h.party_id = $1 OR h.day <= (coalesce(pp.until, pp.since) AT TIME ZONE 'Europe/Copenhagen')::date))))
        """;

    private const string Search = $"""
        SELECT {HoursStore.Columns} FROM hours h
        WHERE h.partnership_id = ANY(CASE WHEN $2::uuid IS NOT NULL THEN ARRAY[$2]
                ELSE ARRAY(SELECT partnership_id FROM partnership_parties WHERE participant_id = $1) END)
          AND {IsShown}
          AND ($3::text IS NULL OR h.state = $3)
          AND ($4::uuid IS NULL OR h.batch_id = $4)
          AND (NOT $5 OR h.state IN ('reported', 'questioned') OR h.correction IS NOT NULL)
          AND ($6::uuid IS NULL OR h.id > $6)
        ORDER BY h.id LIMIT $7
        """;

    private const string One = $"SELECT {HoursStore.Columns} FROM hours h WHERE h.id = $2 AND {IsShown}";

    private const string Twins = """
        SELECT o.id FROM hours h JOIN hours o ON o.partnership_id = h.partnership_id AND o.twin = h.twin AND o.reporter_id <> h.reporter_id
            AND o.state <> 'rejected'
        WHERE h.id = $1 AND h.state <> 'rejected' ORDER BY o.id LIMIT 20
        """;

    private const string ByDay = """
        SELECT day, reference, kind, minutes, state FROM hours WHERE reporter_id = $1 AND day BETWEEN $2 AND $3
        ORDER BY day, reference COLLATE "C"
        """;

    private const string Arrivals = """
        SELECT max(reported_at), array_agg(DISTINCT (reported_at AT TIME ZONE 'Europe/Copenhagen')::date)
        FROM hours WHERE reporter_id = $1 AND reported_at > (SELECT max(reported_at) - interval '29 days' FROM hours WHERE reporter_id = $1)
        """;

    private const string BatchSums = """
        SELECT kind, count(*)::integer, sum(minutes)::bigint, min(day), max(day)
        FROM hours WHERE batch_id = $1 AND state = 'reported' AND correction IS NULL GROUP BY kind ORDER BY kind
        """;

    /// <summary>Reports that the participant is shown, in the order in which they came.</summary>
    public static Task<List<HoursReport>> SearchAsync(NpgsqlDataSource db, Guid participant, HoursSearch search, CancellationToken ct)
    {
        var command = db.CreateCommand(Search);
        command.Parameters.AddWithValue(participant);
        command.Parameters.Add(new() { Value = (object?)search.Partnership ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = (object?)search.State?.Word() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = (object?)search.Batch ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.AddWithValue(search.IsWaiting);
        command.Parameters.Add(new() { Value = (object?)search.After ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.AddWithValue(search.Limit);
        return HoursStore.ReadAsync(command, ct);
    }

    /// <summary>One that the participant is shown.</summary>
    public static async Task<HoursReport?> FindAsync(NpgsqlDataSource db, Guid participant, Guid id, CancellationToken ct)
    {
        var command = db.CreateCommand(One);
        command.Parameters.AddWithValue(participant);
        command.Parameters.AddWithValue(id);
        return (await HoursStore.ReadAsync(command, ct)).FirstOrDefault();
    }

    /// <summary>What others reported that is perhaps the same work.</summary>
    public static async Task<List<Guid>> ListTwinsAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Twins);
        command.Parameters.AddWithValue(id);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var twins = new List<Guid>();
        while (await reader.ReadAsync(ct))
        {
            twins.Add(reader.GetGuid(0));
        }
        return twins;
    }

    /// <summary>Everything a reporter reported for these days, by day and then by reference, byte by byte.</summary>
    public static async Task ReadDaysAsync(
        NpgsqlDataSource db, Guid reporter, DateOnly from, DateOnly until, Action<DateOnly, string, HoursKind, int, HoursState> take, CancellationToken ct)
    {
        await using var command = db.CreateCommand(ByDay);
        command.Parameters.AddWithValue(reporter);
        command.Parameters.AddWithValue(from);
        command.Parameters.AddWithValue(until);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            take(reader.GetFieldValue<DateOnly>(0), reader.GetString(1), HoursWords.Kind(reader.GetString(2)), reader.GetInt32(3), HoursWords.State(reader.GetString(4)));
        }
    }

    /// <summary>When the reporter's last report came, and the days on which reports came in the four weeks up to then.</summary>
    public static async Task<(DateTimeOffset? Last, IReadOnlyList<DateOnly> Days)> FindArrivalsAsync(NpgsqlDataSource db, Guid reporter, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Arrivals);
        command.Parameters.AddWithValue(reporter);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) && !reader.IsDBNull(0) ? (reader.GetFieldValue<DateTimeOffset>(0), reader.GetFieldValue<DateOnly[]>(1)) : (null, []);
    }

    /// <summary>What of a batch can be approved in one step.</summary>
    public static async Task<List<WaitingSum>> SumBatchAsync(NpgsqlDataSource db, Guid batch, CancellationToken ct)
    {
        await using var command = db.CreateCommand(BatchSums);
        command.Parameters.AddWithValue(batch);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var sums = new List<WaitingSum>();
        while (await reader.ReadAsync(ct))
        {
            sums.Add(new WaitingSum(
                HoursWords.Kind(reader.GetString(0)), reader.GetInt32(1), reader.GetInt64(2), reader.GetFieldValue<DateOnly>(3), reader.GetFieldValue<DateOnly>(4)));
        }
        return sums;
    }
}

/// <summary>What waits of one kind.</summary>
internal sealed record WaitingSum(HoursKind Kind, int Rows, long Minutes, DateOnly FirstDay, DateOnly LastDay);
