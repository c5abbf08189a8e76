namespace SocialEnzyme.Hub.Impact.Reports;

/// <summary>Every statement that counts. Parameters 1 to 13 say for whom and what, and are the same in all of them.</summary>
internal static partial class ReportStore
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
        cells AS NOT MATERIALIZED (
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

    // The method rates/1: each partnership's, party's, kind's and month's minutes times the month's rate, to the øre, halves away from zero;
    // in whole numbers, which are as exact as decimal ones.
    private const string Valued = """
        months AS (
            SELECT kind, oere, valid_from, lead(valid_from) OVER (PARTITION BY kind ORDER BY valid_from) AS valid_until
            FROM (
                SELECT DISTINCT ON (kind, valid_from) kind, valid_from, oere FROM rates
                WHERE $5::timestamptz IS NULL OR added_at <= $5 ORDER BY kind, valid_from, number DESC) newest),
        valued AS NOT MATERIALIZED (
            SELECT c.*, CASE WHEN r.oere IS NULL THEN c.minutes ELSE 0 END AS unvalued,
                CASE WHEN r.oere IS NULL THEN 0 WHEN c.minutes < 0 THEN -((60 - 2 * c.minutes * r.oere) / 120) ELSE (60 + 2 * c.minutes * r.oere) / 120 END AS value
            FROM cells c JOIN seen s ON s.id = c.partnership_id
            LEFT JOIN months r ON $15 AND r.kind = c.kind AND c.month >= r.valid_from AND (r.valid_until IS NULL OR c.month < r.valid_until)
            WHERE (s.whole OR c.party_id = $1) AND ($9::uuid IS NULL OR c.party_id = $9) AND ($11::text IS NULL OR c.kind = $11)
              AND ($10::text IS NULL OR EXISTS (
                  SELECT FROM partnership_parties q WHERE q.partnership_id = c.partnership_id AND q.participant_id = c.party_id AND q.sector = $10)))
        """;

    // Of all groups the months cut finest: what is summed and what is counted is read apart, and each keeps no more than it needs.
    private const string Months = $"""
        {Valued},
        summed AS MATERIALIZED (
            SELECT month, kind, sum(minutes) AS minutes, sum(reports) AS reports, sum(value) AS value, sum(unvalued) AS unvalued FROM valued GROUP BY month, kind),
        present AS MATERIALIZED (SELECT DISTINCT month, kind, partnership_id FROM valued),
        counted AS (
            SELECT month, kind, count(*) AS partnerships FROM present GROUP BY month, kind
            UNION ALL
            SELECT month, NULL, count(*) FROM (SELECT DISTINCT month, partnership_id FROM present) m GROUP BY month
            UNION ALL
            SELECT NULL, kind, count(*) FROM (SELECT DISTINCT kind, partnership_id FROM present) k GROUP BY kind
            UNION ALL
            SELECT NULL, NULL, count(*) FROM (SELECT DISTINCT partnership_id FROM present) p),
        page AS (
            SELECT month FROM summed WHERE $14 = 'month' AND ($16::text IS NULL OR to_char(month, 'YYYY-MM') > $16) GROUP BY month ORDER BY month LIMIT $17)
        SELECT to_char(g.month, 'YYYY-MM'), NULL, g.kind, coalesce(g.minutes, 0)::bigint, coalesce(g.reports, 0)::bigint, coalesce(g.value, 0)::bigint,
            coalesce(g.unvalued, 0)::bigint, c.partnerships::integer
        FROM (
            SELECT month, kind, sum(minutes) AS minutes, sum(reports) AS reports, sum(value) AS value, sum(unvalued) AS unvalued
            FROM summed GROUP BY GROUPING SETS ((month, kind), (month), (kind), ())) g
        JOIN counted c ON c.month IS NOT DISTINCT FROM g.month AND c.kind IS NOT DISTINCT FROM g.kind
        WHERE g.month IS NULL OR g.month IN (SELECT month FROM page)
        """;

    private const string Keys = """
        CASE $14
            WHEN 'partnership' THEN ARRAY[c.partnership_id::text]
            WHEN 'umbrella' THEN ARRAY[c.umbrella::text]
            WHEN 'municipality' THEN ARRAY[c.municipality]
            WHEN 'sector' THEN ARRAY[c.sector]
            WHEN 'kind' THEN ARRAY[c.kind]
            WHEN 'goal' THEN CASE WHEN cardinality(c.goals) = 0 THEN ARRAY[''] ELSE ARRAY(SELECT DISTINCT g::text FROM unnest(c.goals) g) END
            WHEN 'kle' THEN CASE WHEN cardinality(c.kle) = 0 THEN ARRAY[''] ELSE ARRAY(SELECT DISTINCT left(n, 2) FROM unnest(c.kle) n) END
            ELSE ARRAY[c.party_id::text] END
        """;

    // Partnerships with no hours yet are listed, too, with a line of no kind.
    private const string Report = $"""
        {Valued},
        summed AS (
            SELECT partnership_id, party_id, kind, sum(minutes)::bigint AS minutes, sum(reports)::bigint AS reports, sum(value)::bigint AS value,
                sum(unvalued)::bigint AS unvalued
            FROM valued GROUP BY 1, 2, 3),
        lines AS (
            SELECT c.*, s.title, s.municipality, s.umbrella, s.kle, s.goals, coalesce(p.sector, '') AS sector, p.name AS party
            FROM summed c JOIN seen s ON s.id = c.partnership_id
            LEFT JOIN partnership_parties p
                ON $14 IN ('sector', 'company', 'ngo', 'party') AND p.partnership_id = c.partnership_id AND p.participant_id = c.party_id
            UNION ALL
            SELECT s.id, NULL, '', 0, 0, 0, 0, s.title, s.municipality, s.umbrella, s.kle, s.goals, '', NULL FROM seen s
            WHERE $14 IN ('partnership', 'umbrella', 'municipality', 'goal', 'kle') AND $9::uuid IS NULL AND $10::text IS NULL AND $11::text IS NULL),
        counted AS MATERIALIZED (
            SELECT c.partnership_id, c.kind, c.minutes, c.reports, c.value, c.unvalued, {Keys} AS keys,
                CASE $14 WHEN 'partnership' THEN c.title WHEN 'umbrella' THEN u.title ELSE c.party END AS name
            FROM lines c LEFT JOIN seen u ON $14 = 'umbrella' AND u.id = c.umbrella),
        grouped AS MATERIALIZED (
            SELECT key, max(name) AS name, CASE WHEN grouping(kind) = 1 THEN NULL ELSE kind END AS kind, sum(minutes)::bigint AS minutes, sum(reports)::bigint AS reports,
                sum(value)::bigint AS value, sum(unvalued)::bigint AS unvalued, count(DISTINCT partnership_id)::integer AS partnerships
            FROM (SELECT *, unnest(keys) COLLATE "C" AS key FROM counted) one GROUP BY GROUPING SETS ((key, kind), (key))),
        page AS (
            SELECT key FROM grouped WHERE kind IS NULL AND ($16::text IS NULL OR (length(key), key) > (length($16), $16 COLLATE "C"))
            ORDER BY length(key), key LIMIT $17)
        SELECT grouped.* FROM grouped JOIN page USING (key)
        UNION ALL
        SELECT NULL, NULL, CASE WHEN grouping(kind) = 1 THEN NULL ELSE kind END, coalesce(sum(minutes), 0)::bigint, coalesce(sum(reports), 0)::bigint, coalesce(sum(value), 0)::bigint,
            coalesce(sum(unvalued), 0)::bigint, count(DISTINCT partnership_id)::integer
        FROM counted GROUP BY GROUPING SETS ((kind), ())
        """;

    // The figure of the latest day, of several for that day the newest. Down is reached from above: from 50 to 10 is a target, too.
    private const string Measured = $"""
        counted AS (
            SELECT s.id AS partnership_id, s.umbrella, s.municipality, s.kle, s.goals, NULL::text AS kind,
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
        SELECT key, count(*)::integer, count(value)::integer, count(*) FILTER (WHERE reached)::integer FROM counted c CROSS JOIN LATERAL unnest({Keys}) AS key GROUP BY key
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
    private const string HashJoins = "SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '32MB'";

    // Months are counted in tables of hashes; sorted, the same takes three times as long.
    private const string HashesOnly = $"{HashJoins}; SET LOCAL enable_sort = off";

    private const string ReportOfTotals = $"WITH facts AS ({FactsNow}), {Seen}, {Totals}, {Report}";
    private const string MonthsOfTotals = $"WITH facts AS ({FactsNow}), {Seen}, {Totals}, {Months}";
    private const string MonthsOfDays = $"WITH facts AS ({FactsNow}), {Seen}, {Ledger}, {Months}";
    private const string MonthsOfThen = $"WITH facts AS ({FactsThen}), {Seen}, {Ledger}, {Months}";
    private const string ReportOfDays = $"WITH facts AS ({FactsNow}), {Seen}, {Ledger}, {Report}";
    private const string ReportOfThen = $"WITH facts AS ({FactsThen}), {Seen}, {Ledger}, {Report}";
    private const string MeasuresNow = $"WITH facts AS ({FactsNow}), {Seen}, {Measured}";
    private const string MeasuresThen = $"WITH facts AS ({FactsThen}), {Seen}, {Measured}";
    private const string EntriesNow = $"WITH facts AS ({FactsNow}), {Seen} {Entries}";
    private const string EntriesThen = $"WITH facts AS ({FactsThen}), {Seen} {Entries}";
}
