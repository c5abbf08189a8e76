using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Npgsql;
using SocialEnzyme.Hub.Benchmarks.Report;
using SocialEnzyme.Hub.Benchmarks.Support;

namespace SocialEnzyme.Hub.Benchmarks.Scenarios;

/// <summary>Many hours in one call, until all of them are in the totals.</summary>
internal sealed class HoursImport() : Scenario("hours", "50,000 rows of hours in one call through the gateway, until they are in the totals")
{
    private const double MostSeconds = 30;
    private const string Counted = "SELECT coalesce(sum(reports), 0)::bigint FROM totals WHERE partnership_id = $1";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public override async Task<IReadOnlyList<Figure>> RunAsync(Lab lab)
    {
        using var reporter = await lab.JoinAsync("civil", "impact:write");
        await using var impact = await lab.DatabaseAsync("impact");
        using var http = new HttpClient { BaseAddress = reporter.Gateway, Timeout = Patience };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", reporter.Key);
        var rows = lab.Options.Rows;
        await ImportAsync(http, impact, reporter, Math.Min(rows, 1_000));
        var answered = 0.0;
        var runs = await RepeatAsync(lab, async () =>
        {
            var (all, answer) = await ImportAsync(http, impact, reporter, rows);
            answered = answer;
            return all;
        });
        return
        [
            Figure.OfValue($"hours {rows:N0}", "s", runs, $"≤ {MostSeconds} s", seconds => seconds <= MostSeconds,
                note: $"answered after {Table.Number(answered)} s; {Table.Number(rows / Figure.Median(runs))} rows/s"),
        ];
    }

    // Seconds until the last row is in the totals, and until the call was answered.
    private static async Task<(double All, double Answered)> ImportAsync(HttpClient http, NpgsqlDataSource impact, Member reporter, int rows)
    {
        var partnership = (await ActivePartnerships.ActivateAsync(impact, 1, Guid.Parse(reporter.Id)))[0];
        var text = new StringBuilder();
        for (var i = 0; i < rows; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $$"""
                {"reference":"m-{{partnership:n}}-{{i}}","partnershipId":"{{partnership}}","kind":"frivillig","minutes":90,"day":"2026-{{1 + (i % 9):00}}-{{1 + (i % 28):00}}","activity":"Lektiehjælp","volunteer":"v{{i}}"}
                """).Append('\n');
        }
        using var body = new StringContent(text.ToString(), Encoding.UTF8, "application/x-ndjson");
        var started = Stopwatch.GetTimestamp();
        using var answer = await http.PostAsync(new Uri("/v1/hours:import", UriKind.Relative), body);
        var results = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        var answered = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var approved = results.Split("\"approved\"").Length - 1;
        if (approved != rows) throw new InvalidOperationException($"Of {rows} rows {approved} count: {results[..Math.Min(results.Length, 500)]}");
        await using var count = impact.CreateCommand(Counted);
        count.Parameters.AddWithValue(partnership);
        while (await count.ExecuteScalarAsync() is not long counted || counted != rows)
        {
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new TimeoutException("The rows are not in the totals.");
            await Task.Delay(20);
        }
        return (Stopwatch.GetElapsedTime(started).TotalSeconds, answered);
    }
}
