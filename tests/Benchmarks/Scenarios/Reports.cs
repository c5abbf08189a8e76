using Npgsql;
using SocialEnzyme.Hub.Benchmarks.Report;
using SocialEnzyme.Hub.Benchmarks.Support;

namespace SocialEnzyme.Hub.Benchmarks.Scenarios;

/// <summary>A report over a ledger of many entries, from the sums that are kept of it.</summary>
internal sealed class Reports() : Scenario("report", "reports of all hours over 10 million ledger entries, valued, through the gateway, by an operator")
{
    private const double MostMilliseconds = 1_000;
    private const int Tables = 2_000;
    private const int Participants = 30;

    private static readonly string[] Groups = ["municipality", "company", "ngo", "partnership", "sector", "kind", "goal", "kle", "month"];

    // Three parties of thirty in each partnership, three kinds, twenty-four months.
    private const string Fill = """
        INSERT INTO ledger (hours_id, partnership_id, party_id, kind, day, minutes, recorded_at)
        SELECT gen_random_uuid(), ($1::uuid[])[1 + n % cardinality($1)], ($2::uuid[])[1 + (n % cardinality($1) + 7 * (n / 3 % 3)) % cardinality($2)],
            (ARRAY['frivillig', 'csr_loentid', 'faglig'])[1 + n / 7 % 3], '2024-11-01'::date + (n / 11 % 730)::integer, 30 + (n % 200)::integer, '2026-11-01'
        FROM generate_series($3::bigint, $4::bigint) AS n
        """;

    private const string Sum = """
        INSERT INTO totals (partnership_id, party_id, kind, month, minutes, reports)
        SELECT partnership_id, party_id, kind, date_trunc('month', day)::date, sum(minutes), count(*) FROM ledger WHERE partnership_id = ANY($1) GROUP BY 1, 2, 3, 4
        """;

    private const string Analyze = "ANALYZE ledger, totals, partnerships, partnership_parties";

    public override async Task<IReadOnlyList<Figure>> RunAsync(Lab lab)
    {
        await using var impact = await lab.DatabaseAsync("impact");
        var cells = await FillAsync(lab, impact);
        var hub = await lab.HubAsync();
        using var operators = new AppHost.Services.HubClient(hub.Addresses.Gateway, hub.Keys.Operator);
        var figures = new List<Figure>();
        foreach (var group in Groups)
        {
            Func<Task> report = async () => await operators.GetAsync($"/v1/impact?groupBy={group}&value=rates&limit=10000", CancellationToken.None);
            await report();
            var runs = await RepeatAsync(lab, () => Callers.MillisecondsAsync(report));
            figures.Add(Figure.OfValue(
                $"report by {group}", "ms", runs, $"≤ {MostMilliseconds:N0} ms", milliseconds => milliseconds <= MostMilliseconds,
                note: $"{lab.Options.Entries:N0} entries, {cells:N0} sums"));
        }
        return figures;
    }

    private static async Task<long> FillAsync(Lab lab, NpgsqlDataSource impact)
    {
        var participants = Enumerable.Range(0, Participants).Select(_ => Guid.CreateVersion7()).ToArray();
        var partnerships = await ActivePartnerships.ActivateAsync(impact, Tables, participants);
        const int AtOnce = 500_000;
        for (var n = 0L; n < lab.Options.Entries; n += AtOnce)
        {
            await DoAsync(impact, Fill, partnerships, participants, n, Math.Min(n + AtOnce, lab.Options.Entries) - 1);
            lab.Step($"{Math.Min(n + AtOnce, lab.Options.Entries):N0} entries");
        }
        await DoAsync(impact, Sum, partnerships);
        await DoAsync(impact, Analyze);
        await using var count = impact.CreateCommand("SELECT count(*) FROM totals");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private static async Task DoAsync(NpgsqlDataSource impact, string statement, params object[] parameters)
    {
#pragma warning disable CA2100 // The statements above.
        await using var command = impact.CreateCommand(statement);
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }
        await command.ExecuteNonQueryAsync();
    }
}
