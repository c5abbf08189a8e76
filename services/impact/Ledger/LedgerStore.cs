using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Impact.Hours;

namespace SocialEnzyme.Hub.Impact.Ledger;

/// <summary>Every statement that writes the ledger and its sums, and those that read them by partnership.</summary>
internal static class LedgerStore
{
    // The partnerships are locked, and whoever reads the past waits for that lock: nothing is ever recorded at a moment that somebody has read.
    // Should the clock be set back, the moments of a partnership rise all the same.
    private const string Record = """
        WITH moments AS MATERIALIZED (
            SELECT p.id, greatest(clock_timestamp(), (
                SELECT l.recorded_at + interval '1 microsecond' FROM ledger l WHERE l.partnership_id = p.id ORDER BY l.number DESC LIMIT 1)) AS at
            FROM unnest($1) AS p (id)),
        changes AS (
            SELECT 0 AS turn, l.hours_id, l.partnership_id, l.party_id, l.kind, l.day, -l.minutes AS minutes, l.number AS reverses, back.reason
            FROM unnest($2, $3) AS back (hours_id, reason) JOIN ledger l ON l.hours_id = back.hours_id
            WHERE l.reverses IS NULL AND NOT EXISTS (SELECT FROM ledger r WHERE r.reverses = l.number)
            UNION ALL
            SELECT 1, e.hours_id, e.partnership_id, e.party_id, e.kind, e.day, e.minutes, NULL, e.reason
            FROM unnest($4, $5, $6, $7, $8, $9, $10) AS e (hours_id, partnership_id, party_id, kind, day, minutes, reason)),
        entries AS (
            INSERT INTO ledger (hours_id, partnership_id, party_id, kind, day, minutes, reverses, reason, recorded_at)
            SELECT c.hours_id, c.partnership_id, c.party_id, c.kind, c.day, c.minutes, c.reverses, c.reason, m.at
            FROM changes c JOIN moments m ON m.id = c.partnership_id ORDER BY c.turn
            RETURNING partnership_id, party_id, kind, day, minutes, reverses)
        INSERT INTO totals AS t (partnership_id, party_id, kind, month, minutes, reports)
        SELECT partnership_id, party_id, kind, date_trunc('month', day)::date, sum(minutes), sum(CASE WHEN reverses IS NULL THEN 1 ELSE -1 END)
        FROM entries GROUP BY 1, 2, 3, 4
        ON CONFLICT (partnership_id, month, party_id, kind) DO UPDATE
        SET minutes = t.minutes + excluded.minutes, reports = t.reports + excluded.reports
        """;

    private const string EntriesOf = """
        SELECT number, party_id, kind, day, minutes, reverses, reason, recorded_at FROM ledger WHERE hours_id = $1 ORDER BY number
        """;

    private const string Now = "SELECT clock_timestamp()";

    private const string SumsAt = """
        SELECT party_id, kind, date_trunc('month', day)::date, sum(minutes)::bigint, sum(CASE WHEN reverses IS NULL THEN 1 ELSE -1 END)::bigint
        FROM ledger WHERE partnership_id = $1 AND recorded_at <= $2
        GROUP BY 1, 2, 3 HAVING sum(CASE WHEN reverses IS NULL THEN 1 ELSE -1 END) > 0 ORDER BY 3, 1, 2
        """;

    private const string Sums = """
        SELECT party_id, kind, month, minutes, reports FROM totals WHERE partnership_id = $1 AND reports > 0 ORDER BY month, party_id, kind
        """;

    /// <summary>Enters what counts and reverses what does not any more; the partnerships are locked.</summary>
    public static void Write(NpgsqlBatch batch, Guid[] partnerships, IReadOnlyList<NewEntry> entered, IReadOnlyList<(Guid HoursId, string Reason)> takenBack)
    {
        if (entered.Count == 0 && takenBack.Count == 0)
        {
            return;
        }
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Record)
        {
            Parameters =
            {
                new() { Value = partnerships },
                new() { Value = takenBack.Select(item => item.HoursId).ToArray() },
                new() { Value = takenBack.Select(item => item.Reason).ToArray() },
                new() { Value = entered.Select(entry => entry.HoursId).ToArray() },
                new() { Value = entered.Select(entry => entry.PartnershipId).ToArray() },
                new() { Value = entered.Select(entry => entry.PartyId).ToArray() },
                new() { Value = entered.Select(entry => entry.Kind.Word()).ToArray() },
                new() { Value = entered.Select(entry => entry.Day).ToArray() },
                new() { Value = entered.Select(entry => entry.Minutes).ToArray() },
                new() { Value = entered.Select(entry => entry.Reason).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            },
        });
    }

    /// <summary>What the ledger says of one report, oldest first.</summary>
    public static async Task<List<LedgerEntry>> ListAsync(NpgsqlDataSource db, Guid hours, CancellationToken ct)
    {
        await using var command = db.CreateCommand(EntriesOf);
        command.Parameters.AddWithValue(hours);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var entries = new List<LedgerEntry>();
        while (await reader.ReadAsync(ct))
        {
            entries.Add(new LedgerEntry(
                reader.GetInt64(0), reader.GetGuid(1), HoursWords.Kind(reader.GetString(2)), reader.GetFieldValue<DateOnly>(3), reader.GetInt32(4),
                reader.IsDBNull(5) ? null : reader.GetInt64(5), reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetFieldValue<DateTimeOffset>(7)));
        }
        return entries;
    }

    /// <summary>By the clock that records.</summary>
    public static async Task<DateTimeOffset> NowAsync(NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Now, transaction.Connection, transaction);
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(ct))!);
    }

    /// <summary>What was known at a moment, from the entries.</summary>
    public static Task<List<TotalOfMonth>> SumAsync(NpgsqlTransaction transaction, Guid partnership, DateTimeOffset asOf, CancellationToken ct) =>
        ReadAsync(new NpgsqlCommand(SumsAt, transaction.Connection, transaction) { Parameters = { new() { Value = partnership }, new() { Value = asOf } } }, ct);

    /// <summary>What is known now, from the sums.</summary>
    public static Task<List<TotalOfMonth>> SumAsync(NpgsqlTransaction transaction, Guid partnership, CancellationToken ct) =>
        ReadAsync(new NpgsqlCommand(Sums, transaction.Connection, transaction) { Parameters = { new() { Value = partnership } } }, ct);

    private static async Task<List<TotalOfMonth>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var _ = command;
        await using var reader = await command.ExecuteReaderAsync(ct);
        var sums = new List<TotalOfMonth>();
        while (await reader.ReadAsync(ct))
        {
            sums.Add(new TotalOfMonth(
                reader.GetGuid(0), HoursWords.Kind(reader.GetString(1)), reader.GetFieldValue<DateOnly>(2).ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture),
                reader.GetInt64(3), reader.GetInt64(4)));
        }
        return sums;
    }
}
