using Npgsql;

namespace SocialEnzyme.Hub.Chaos.Checks;

/// <summary>A reservation as partnerships has written it down.</summary>
/// <param name="Target">needs or offers.</param>
/// <param name="State">planned, held, confirmed, returning or returned.</param>
internal sealed record WrittenHold(string Partnership, string Id, string Target, string Of, long Quantity, string State);

/// <summary>What the databases of partnerships and impact hold, read past the services.</summary>
internal static class AgreementStore
{
    private const string Partnerships = "SELECT id, state, version FROM partnerships";
    private const string Holds = "SELECT partnership_id, reservation_id, target, target_id, quantity, state FROM holds ORDER BY number";

    private const string Hours = """
        SELECT h.id, h.state, h.minutes, count(l.number), coalesce(sum(l.minutes), 0)::bigint
        FROM hours h LEFT JOIN ledger l ON l.hours_id = h.id AND l.reverses IS NULL AND NOT EXISTS (SELECT FROM ledger r WHERE r.reverses = l.number)
        GROUP BY h.id
        """;

    /// <summary>Partnerships between the last yes and the answer of needs and offers, and reservations that are not where they shall be.</summary>
    public const string InHand = """
        SELECT (SELECT count(*) FROM partnerships WHERE state = 'agreed') + (SELECT count(*) FROM activations WHERE due_at IS NOT NULL)
            + (SELECT count(*) FROM holds WHERE state NOT IN ('confirmed', 'returned'))
        """;

    /// <summary>What changes with every step of every agreement and every report.</summary>
    public const string Turns = "SELECT (SELECT coalesce(sum(turn), 0) FROM activations)::bigint + (SELECT coalesce(sum(version), 0) FROM partnerships)::bigint";

    /// <summary>Sums that are not those of their entries, or are missing.</summary>
    public const string WrongTotals = """
        SELECT count(*) FROM (
            SELECT partnership_id, party_id, kind, date_trunc('month', day)::date AS month, sum(minutes)::bigint AS minutes,
                sum(CASE WHEN reverses IS NULL THEN 1 ELSE -1 END)::bigint AS reports
            FROM ledger GROUP BY 1, 2, 3, 4) AS entries
        FULL JOIN totals USING (partnership_id, party_id, kind, month)
        WHERE (entries.minutes, entries.reports) IS DISTINCT FROM (totals.minutes, totals.reports)
        """;

    /// <summary>Of partnerships, or of impact, which hears of them.</summary>
    public static async Task<Dictionary<string, (string State, long Version)>> PartnershipsAsync(NpgsqlDataSource db) =>
        (await HubStore.ReadAsync(db, Partnerships, row => (Id: HubStore.Text(row, 0), State: row.GetString(1), Version: row.GetInt64(2))))
            .ToDictionary(row => row.Id, row => (row.State, row.Version));

    public static Task<List<WrittenHold>> HoldsAsync(NpgsqlDataSource partnerships) => HubStore.ReadAsync(partnerships, Holds, row =>
        new WrittenHold(HubStore.Text(row, 0), HubStore.Text(row, 1), row.GetString(2), HubStore.Text(row, 3), row.GetInt64(4), row.GetString(5)));

    /// <summary>Each report, with how many entries of the ledger count for it, and the sum of these.</summary>
    public static async Task<Dictionary<string, (string State, int Minutes, long Entries, long Counted)>> HoursAsync(NpgsqlDataSource impact) =>
        (await HubStore.ReadAsync(impact, Hours, row => (Id: HubStore.Text(row, 0), Row: (row.GetString(1), row.GetInt32(2), row.GetInt64(3), row.GetInt64(4)))))
            .ToDictionary(row => row.Id, row => row.Row);
}
