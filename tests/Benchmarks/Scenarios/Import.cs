using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using SocialEnzyme.Hub.Benchmarks.Report;
using SocialEnzyme.Hub.Benchmarks.Support;
using SocialEnzyme.Hub.Benchmarks.Yardsticks;
using SocialEnzyme.Hub.Contracts.Needs.V1;

namespace SocialEnzyme.Hub.Benchmarks.Scenarios;

/// <summary>Many needs in one call, until the last one is in the log and matched.</summary>
internal sealed class Import() : Scenario("import", "10,000 rows a call until they are in the log and matched, against binary COPY")
{
    private const int Rows = 10_000;

    public override async Task<IReadOnlyList<Figure>> RunAsync(Lab lab)
    {
        using var publisher = await lab.JoinAsync();
        await using var pipeline = await Pipeline.OpenAsync(lab);
        await using var copy = await BinaryCopy.OpenAsync(lab);
        using var http = new HttpClient { BaseAddress = publisher.Gateway, Timeout = TimeSpan.FromMinutes(2) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", publisher.Key);
        return
        [
            await MeasureAsync("import ndjson", () => PostAsync(http)),
            await MeasureAsync("import stream", () => StreamAsync(publisher)),
        ];

        async Task<Figure> MeasureAsync(string name, Func<Task> import)
        {
            await WarmUp.RunAsync(lab, async () =>
            {
                await import();
                await pipeline.SettleAsync();
            });
            var (answered, cpu, costs) = (new List<double>(), new CpuMeter(await lab.HubAsync()), "");
            var runs = await RepeatAsync(lab, async () =>
            {
                await pipeline.SettleAsync();
                var yardstick = Rows / await SecondsAsync(() => copy.WriteAsync(Rows));
                cpu.Restart();
                var started = Stopwatch.GetTimestamp();
                await import();
                answered.Add(Rows / Stopwatch.GetElapsedTime(started).TotalSeconds);
                await pipeline.SettleAsync();
                costs = cpu.PerPiece(Rows);
                return (Rows / Stopwatch.GetElapsedTime(started).TotalSeconds, yardstick);
            });
            return Figure.OfRatio(name, "rows/s", runs, "≥ 0.3 × COPY", ratio => ratio >= 0.3, $"committed and answered at {Table.Number(Figure.Median(answered))} rows/s; {costs}");
        }
    }

    private static async Task PostAsync(HttpClient http)
    {
        using var body = new StringContent(string.Concat(Enumerable.Repeat(Sample.Line, Rows)), Encoding.UTF8, "application/x-ndjson");
        using var answer = await http.PostAsync(new Uri("/v1/needs:import", UriKind.Relative), body);
        var text = await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync();
        Check(text.Split("\"published\"").Length - 1);
    }

    private static async Task StreamAsync(Member publisher)
    {
        using var call = publisher.Needs.PublishNeeds(publisher.Headers);
        for (var i = 0; i < Rows; i++)
        {
            await call.RequestStream.WriteAsync(new PublishNeedsRequest { Need = Sample.Request() });
        }
        await call.RequestStream.CompleteAsync();
        Check((await call.ResponseAsync).Published);
    }

    private static void Check(int published)
    {
        if (published != Rows) throw new InvalidOperationException($"Of {Rows} rows {published} were published.");
    }

    private static async Task<double> SecondsAsync(Func<Task> work) => await Callers.MillisecondsAsync(work) / 1_000;
}
