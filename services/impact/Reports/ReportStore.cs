using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.Impact.Reports;

/// <summary>Every statement that counts. Parameters 1 to 12 say for whom and what, and are the same in all of them.</summary>
internal static class ReportStore
{
    private const string FactsNow = "SELECT id, parent_id, title, municipality, kle, goals FROM partnerships";

    // Of what was not known yet at that moment, the first that was known: its entries were there before its event was.
    private const string FactsThen = """
        SELECT DISTINCT ON (partnership_id) partnership_id AS id, parent_id, title, municipality, kle, goals
        FROM partnership_facts
        ORDER BY partnership_id, (known_at <= $5) DESC, CASE WHEN known_at <= $5 THEN -number ELSE number END
        """;

    // Whoever has left sees its own hours, and nothing of the others. An operator sees the sums of all, and not what any of them is called.
    private const string Seen = """
        seen AS (
            SELECT f.id, CASE WHEN $2 THEN NULL ELSE f.title END AS title, coalesce(f.municipality, '') AS municipality, coalesce(f.parent_id, f.id) AS umbrella, f.kle, f.goals,
                $2 OR (me.until IS NULL AND me.standing IN ('joined', 'consented')) AS whole
            FROM facts f LEFT JOIN partnership_parties me ON me.partnership_id = f.id AND me.participant_id = $1
            WHERE ($2 OR me.standing IN ('joined', 'consented', 'left', 'replaced'))
              AND ($6::text IS NULL OR coalesce(f.municipality, '') = $6)
              AND ($7::uuid IS NULL OR f.id = $7)
              AND ($8::uuid IS NULL OR coalesce(f.parent_id, f.id) = $8)
              AND NOT EXISTS (SELECT FROM unnest($12::integer[]) g WHERE NOT CASE WHEN g = 0 THEN cardinality(f.goals) = 0 ELSE g = ANY (f.goals) END)
              AND NOT EXISTS (
                  SELECT FROM unnest($13::text[]) k
                  WHERE NOT CASE WHEN k = '' THEN cardinality(f.kle) = 0 ELSE EXISTS (SELECT FROM unnest(f.kle) n WHERE starts_with(n, k)) END))
        """;

    private const string Totals = """
        cells AS (
            SELECT partnership_id, party_id, kind, month, minutes, reports FROM totals
            WHERE ($3::date IS NULL OR month >= $3) AND ($4::date IS NULL OR month <= $4) AND (minutes <> 0 OR reports <> 0)
              AND ($5::timestamptz IS NULL OR true))
        """;

    private const string Ledger = """
        cells AS (
            SELECT partnership_id, party_id, kind, date_trunc('month', day::timestamp)::date AS month, sum(minutes)::bigint AS minutes,
                sum(CASE WHEN reverses IS NULL THEN 1 ELSE -1 END)::bigint AS reports
            FROM ledger
            WHERE ($3::date IS NULL OR day >= $3) AND ($4::date IS NULL OR day <= $4) AND ($5::timestamptz IS NULL OR recorded_at <= $5)
            GROUP BY 1, 2, 3, 4
            HAVING sum(minutes) <> 0 OR sum(CASE WHEN reverses IS NULL THEN 1 ELSE -1 END) <> 0)
        """;

    // Partnerships with no hours yet are listed, too, with a line of no kind.
    // The method rates/1: each partnership's, party's, kind's and month's minutes times the month's rate, to the øre, halves away from zero;
    // in whole numbers, which are as exact as decimal ones.
    private const string Counted = """
        months AS (
            SELECT kind, oere, valid_from, lead(valid_from) OVER (PARTITION BY kind ORDER BY valid_from) AS valid_until
            FROM (
                SELECT DISTINCT ON (kind, valid_from) kind, valid_from, oere FROM rates
                WHERE $5::timestamptz IS NULL OR added_at <= $5 ORDER BY kind, valid_from, number DESC) newest),
        summed AS (
            SELECT c.partnership_id, c.party_id, c.kind, CASE WHEN $14 = 'month' THEN c.month END AS month, sum(c.minutes)::bigint AS minutes,
                sum(c.reports)::bigint AS reports,
                coalesce(sum(CASE WHEN c.minutes < 0 THEN -((60 - 2 * c.minutes * r.oere) / 120) ELSE (60 + 2 * c.minutes * r.oere) / 120 END), 0)::bigint AS value,
                coalesce(sum(c.minutes) FILTER (WHERE r.oere IS NULL), 0)::bigint AS unvalued
            FROM cells c LEFT JOIN months r ON $15 AND r.kind = c.kind AND c.month >= r.valid_from AND (r.valid_until IS NULL OR c.month < r.valid_until)
            WHERE ($9::uuid IS NULL OR c.party_id = $9) AND ($11::text IS NULL OR c.kind = $11)
            GROUP BY 1, 2, 3, 4),
        counted AS MATERIALIZED (
            SELECT c.*, s.title, s.municipality, s.umbrella, s.kle, s.goals, coalesce(p.sector, '') AS sector, coalesce(p.name, '') AS party, u.title AS umbrella_title
            FROM summed c JOIN seen s ON s.id = c.partnership_id
            LEFT JOIN partnership_parties p ON p.partnership_id = c.partnership_id AND p.participant_id = c.party_id
            LEFT JOIN seen u ON u.id = s.umbrella
            WHERE (s.whole OR c.party_id = $1) AND ($10::text IS NULL OR p.sector = $10)
            UNION ALL
            SELECT s.id, NULL, '', NULL, 0, 0, 0, 0, s.title, s.municipality, s.umbrella, s.kle, s.goals, '', '', u.title
            FROM seen s LEFT JOIN seen u ON u.id = s.umbrella
            WHERE $14 IN ('partnership', 'umbrella', 'municipality', 'goal', 'kle') AND $9::uuid IS NULL AND $10::text IS NULL AND $11::text IS NULL)
        """;

    private const string Keys = """
        unnest(CASE $14
            WHEN 'partnership' THEN ARRAY[c.partnership_id::text]
            WHEN 'umbrella' THEN ARRAY[c.umbrella::text]
            WHEN 'municipality' THEN ARRAY[c.municipality]
            WHEN 'sector' THEN ARRAY[c.sector]
            WHEN 'kind' THEN ARRAY[c.kind]
            WHEN 'month' THEN ARRAY[to_char(c.month, 'YYYY-MM')]
            WHEN 'goal' THEN CASE WHEN cardinality(c.goals) = 0 THEN ARRAY[''] ELSE ARRAY(SELECT DISTINCT g::text FROM unnest(c.goals) g) END
            WHEN 'kle' THEN CASE WHEN cardinality(c.kle) = 0 THEN ARRAY[''] ELSE ARRAY(SELECT DISTINCT left(n, 2) FROM unnest(c.kle) n) END
            ELSE ARRAY[c.party_id::text] END) AS key
        """;

    private const string Report = $"""
        {Counted},
        grouped AS MATERIALIZED (SELECT c.*, key COLLATE "C" AS key FROM counted c CROSS JOIN LATERAL {Keys}),
        page AS (
            SELECT key FROM grouped WHERE $16::text IS NULL OR (length(key), key) > (length($16), $16 COLLATE "C")
            GROUP BY key ORDER BY length(key), key LIMIT $17)
        SELECT key, max(CASE $14 WHEN 'partnership' THEN title WHEN 'umbrella' THEN umbrella_title WHEN 'company' THEN party WHEN 'ngo' THEN party
                WHEN 'party' THEN party END) AS name,
            CASE WHEN grouping(kind) = 1 THEN NULL ELSE kind END, sum(minutes)::bigint, sum(reports)::bigint, sum(value)::bigint, sum(unvalued)::bigint, count(DISTINCT partnership_id)::integer
        FROM grouped JOIN page USING (key) GROUP BY GROUPING SETS ((key, kind), (key))
        UNION ALL
        SELECT NULL, NULL, CASE WHEN grouping(kind) = 1 THEN NULL ELSE kind END, coalesce(sum(minutes), 0)::bigint, coalesce(sum(reports), 0)::bigint, coalesce(sum(value), 0)::bigint,
            coalesce(sum(unvalued), 0)::bigint, count(DISTINCT partnership_id)::integer
        FROM counted GROUP BY GROUPING SETS ((kind), ())
        """;

    // The figure of the latest day, of several for that day the newest. Down is reached from above: from 50 to 10 is a target, too.
    private const string Measured = $"""
        counted AS (
            SELECT s.id AS partnership_id, s.umbrella, s.municipality, s.kle, s.goals, NULL::text AS kind, NULL::date AS month,
                coalesce(p.sector, '') AS sector, m.participant_id AS party_id, a.value,
                CASE WHEN m.baseline > m.target THEN a.value <= m.target ELSE a.value >= m.target END AS reached
            FROM seen s JOIN agreed_measures m ON m.partnership_id = s.id AND ($5::timestamptz IS NULL OR m.agreed_at <= $5)
            LEFT JOIN partnership_parties p ON p.partnership_id = s.id AND p.participant_id = m.participant_id
            LEFT JOIN LATERAL (
                SELECT r.value FROM results r
                WHERE r.partnership_id = s.id AND r.owner_id = m.participant_id AND r.measure_key = m.key
                  AND ($3::date IS NULL OR r.day >= $3) AND ($4::date IS NULL OR r.day <= $4) AND ($5::timestamptz IS NULL OR r.recorded_at <= $5)
                ORDER BY r.day DESC, r.number DESC LIMIT 1) a ON true
            WHERE (s.whole OR m.participant_id = $1)
              AND ($9::uuid IS NULL OR m.participant_id = $9) AND ($10::text IS NULL OR p.sector = $10) AND ($11::text IS NULL OR true))
        SELECT key, count(*)::integer, count(value)::integer, count(*) FILTER (WHERE reached)::integer FROM counted c CROSS JOIN LATERAL {Keys} GROUP BY key
        UNION ALL
        SELECT NULL, count(*)::integer, count(value)::integer, count(*) FILTER (WHERE reached)::integer FROM counted
        """;

    private const string Entries = """
        SELECT l.number, l.hours_id, l.partnership_id, coalesce(s.title, ''), l.party_id, p.name, l.kind, l.day, l.minutes, l.reverses, l.reason, l.recorded_at
        FROM seen s
        CROSS JOIN LATERAL (
            SELECT * FROM ledger e
            WHERE e.partnership_id = s.id AND e.number > $14 AND (s.whole OR e.party_id = $1)
              AND ($3::date IS NULL OR e.day >= $3) AND ($4::date IS NULL OR e.day <= $4) AND ($5::timestamptz IS NULL OR e.recorded_at <= $5)
              AND ($9::uuid IS NULL OR e.party_id = $9) AND ($11::text IS NULL OR e.kind = $11)
              AND ($10::text IS NULL OR EXISTS (
                  SELECT FROM partnership_parties q WHERE q.partnership_id = e.partnership_id AND q.participant_id = e.party_id AND q.sector = $10))
            ORDER BY e.number LIMIT $15) l
        LEFT JOIN partnership_parties p ON p.partnership_id = l.partnership_id AND p.participant_id = l.party_id
        ORDER BY l.number LIMIT $15
        """;

    // Nobody knows beforehand how many partnerships a caller sees; guessed too low, sums and partnerships would be compared each with each.
    // What cannot do without nested loops then looks so dear that PostgreSQL would compile it first, for longer than it runs.
    private const string HashJoins = "SET LOCAL enable_nestloop = off; SET LOCAL jit = off";

    private const string ReportOfTotals = $"WITH facts AS ({FactsNow}), {Seen}, {Totals}, {Report}";
    private const string ReportOfDays = $"WITH facts AS ({FactsNow}), {Seen}, {Ledger}, {Report}";
    private const string ReportOfThen = $"WITH facts AS ({FactsThen}), {Seen}, {Ledger}, {Report}";
    private const string MeasuresNow = $"WITH facts AS ({FactsNow}), {Seen}, {Measured}";
    private const string MeasuresThen = $"WITH facts AS ({FactsThen}), {Seen}, {Measured}";
    private const string EntriesNow = $"WITH facts AS ({FactsNow}), {Seen} {Entries}";
    private const string EntriesThen = $"WITH facts AS ({FactsThen}), {Seen} {Entries}";

    /// <summary>The lines of a page of groups, and those of the sum, which have no key.</summary>
    public static async Task<List<Cell>> CountAsync(
        NpgsqlTransaction transaction, Caller caller, ReportSearch search, string groupBy, bool isValued, string? after, int limit, CancellationToken ct)
    {
        await using var command =
            search.AsOf is not null ? new NpgsqlCommand(ReportOfThen, transaction.Connection, transaction)
            : search.IsOfWholeMonths ? new NpgsqlCommand(ReportOfTotals, transaction.Connection, transaction)
            : new NpgsqlCommand(ReportOfDays, transaction.Connection, transaction);
        await using var plan = new NpgsqlCommand(HashJoins, transaction.Connection, transaction);
        await plan.ExecuteNonQueryAsync(ct);
        AddSearch(command, caller, search);
        command.Parameters.Add(new() { Value = groupBy });
        command.Parameters.Add(new() { Value = isValued });
        command.Parameters.Add(Nullable(after, NpgsqlDbType.Text));
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var cells = new List<Cell>();
        while (await reader.ReadAsync(ct))
        {
            cells.Add(new Cell(
                Text(reader, 0), Text(reader, 1), Text(reader, 2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt32(7)));
        }
        return cells;
    }

    /// <summary>The measures of each group, and of all.</summary>
    public static async Task<List<MeasureCount>> MeasuresAsync(NpgsqlTransaction transaction, Caller caller, ReportSearch search, string groupBy, CancellationToken ct)
    {
        await using var command = search.AsOf is null
            ? new NpgsqlCommand(MeasuresNow, transaction.Connection, transaction)
            : new NpgsqlCommand(MeasuresThen, transaction.Connection, transaction);
        AddSearch(command, caller, search);
        command.Parameters.Add(new() { Value = groupBy });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counts = new List<MeasureCount>();
        while (await reader.ReadAsync(ct))
        {
            counts.Add(new MeasureCount(Text(reader, 0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3)));
        }
        return counts;
    }

    /// <summary>The entries behind a number, in the order in which they were recorded.</summary>
    public static async Task<List<Entry>> EntriesAsync(NpgsqlDataSource db, Caller caller, ReportSearch search, long after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(search.AsOf is null ? EntriesNow : EntriesThen);
        AddSearch(command, caller, search);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var entries = new List<Entry>();
        while (await reader.ReadAsync(ct))
        {
            entries.Add(new Entry(
                reader.GetInt64(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetGuid(4), Text(reader, 5), reader.GetString(6),
                reader.GetFieldValue<DateOnly>(7), reader.GetInt32(8), reader.IsDBNull(9) ? null : reader.GetInt64(9), Text(reader, 10),
                reader.GetFieldValue<DateTimeOffset>(11)));
        }
        return entries;
    }

    private static void AddSearch(NpgsqlCommand command, Caller caller, ReportSearch search)
    {
        var parameters = command.Parameters;
        parameters.Add(new() { Value = caller.ParticipantId });
        parameters.Add(new() { Value = caller.IsOperator });
        parameters.Add(Nullable(search.From, NpgsqlDbType.Date));
        parameters.Add(Nullable(search.Until, NpgsqlDbType.Date));
        parameters.Add(Nullable(search.AsOf, NpgsqlDbType.TimestampTz));
        parameters.Add(Nullable(search.Municipality, NpgsqlDbType.Text));
        parameters.Add(Nullable(search.Partnership, NpgsqlDbType.Uuid));
        parameters.Add(Nullable(search.Umbrella, NpgsqlDbType.Uuid));
        parameters.Add(Nullable(search.Party, NpgsqlDbType.Uuid));
        parameters.Add(Nullable(search.Sector, NpgsqlDbType.Text));
        parameters.Add(Nullable(search.Kind, NpgsqlDbType.Text));
        parameters.Add(new() { Value = search.Goals.ToArray() });
        parameters.Add(new() { Value = search.Kle.ToArray() });
    }

    private static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
