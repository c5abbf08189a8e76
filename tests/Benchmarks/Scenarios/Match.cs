using SocialEnzyme.Hub.Benchmarks.Matching;
using SocialEnzyme.Hub.Benchmarks.Report;
using SocialEnzyme.Hub.Benchmarks.Support;
using SocialEnzyme.Hub.Benchmarks.Yardsticks;
using SocialEnzyme.Hub.Opportunities.Filters;

namespace SocialEnzyme.Hub.Benchmarks.Scenarios;

/// <summary>One need against very many subscriptions, and against as many offers, about a hundred of which it meets.</summary>
internal sealed class Match() : Scenario("match", "one need against 10 k to 1 M subscriptions and as many offers, about 100 matches each, against the query")
{
    private const int Smallest = 10_000;
    private const int Asked = 100;

    // The query is asked of at most this many: with more it only becomes slower, and its indexes take minutes to build.
    private const int MostInSql = 100_000;

    public override async Task<IReadOnlyList<Figure>> RunAsync(Lab lab)
    {
        var figures = new List<Figure>();
        double? smallest = null;
        for (var size = Smallest; size <= lab.Options.Subscriptions; size *= 10)
        {
            lab.Step($"building {size:N0} subscriptions");
            var subscriptions = MatchBenchmark.Subscriptions(size);
            var recall = subscriptions.Recall(5);
            await using var sql = size <= MostInSql ? await SqlMatch.OpenAsync(lab, subscriptions.All) : null;
            var queries = new List<double>();
            var runs = await RepeatAsync(lab, async () =>
            {
                if (sql is not null) queries.Add(await QueryAsync(subscriptions, sql));
                return subscriptions.P99();
            });
            figures.Add(OfSize(size, runs, queries, smallest, recall));
            smallest ??= figures[0].Value;
        }
        figures.AddRange(await OffersAsync(lab));
        return figures;
    }

    private static async Task<List<Figure>> OffersAsync(Lab lab)
    {
        var figures = new List<Figure>();
        for (var size = Smallest; size <= lab.Options.Subscriptions; size *= 10)
        {
            lab.Step($"building {size:N0} offers");
            var offers = MatchBenchmark.Offers(size);
            var recall = offers.Recall(5);
            var smallest = figures.Count > 0 ? figures[0].Value : (double?)null;
            var runs = await RepeatAsync(lab, () => Task.FromResult(offers.P99()));
            figures.Add(Figure.OfValue($"match offers {size:N0}", "µs p99", runs, "≤ 1 ms, ≤ 3 × 10 k, recall 100 %",
                value => value <= 1_000 && value <= 3 * (smallest ?? value) && recall >= 1, null,
                $"recall {recall:P0}" + (smallest is { } least ? $"; {Table.Number(Figure.Median(runs) / least)} × the p99 of 10,000" : "")));
        }
        return figures;
    }

    private static Figure OfSize(int size, List<double> runs, List<double> queries, double? smallest, double recall)
    {
        var p99 = Figure.Median(runs);
        double? query = queries.Count == 0 ? null : Figure.Median(queries);
        var note = $"p99 of the query is {(query is { } slow ? $"{slow / p99:N0} times as long" : "longer than of 100,000")}; recall {recall:P0}"
            + (smallest is { } least ? $"; {Table.Number(p99 / least)} × the p99 of 10,000" : "");
        return Figure.OfValue($"match {size:N0}", "µs p99", runs, "≤ 1 ms, ≤ 3 × 10 k, query ≥ 50 ×, recall 100 %",
            value => value <= 1_000 && value <= 3 * (smallest ?? value) && (query is null || query >= 50 * value) && recall >= 1, query, note);
    }

    // The best of a few tries for each need, as on the other side.
    private static async Task<double> QueryAsync(MatchBenchmark<Filter> subscriptions, SqlMatch sql)
    {
        var times = new List<double>();
        foreach (var need in subscriptions.Some(Asked))
        {
            var best = double.MaxValue;
            for (var i = 0; i < 3; i++) best = Math.Min(best, 1_000 * await Callers.MillisecondsAsync(() => sql.FindAsync(need)));
            times.Add(best);
        }
        return Figure.Percentile(times, 99);
    }
}
