using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using SocialEnzyme.Hub.Benchmarks.Report;
using SocialEnzyme.Hub.Benchmarks.Support;

namespace SocialEnzyme.Hub.Benchmarks.Scenarios;

/// <summary>Offers for the whole country that are drawn on again and again, while many needs are open.</summary>
internal sealed class OfferChanges() : Scenario("offers", "changes of nationwide offers until each is compared with all open needs, 1,000 and 10,000 of them")
{
    private const int Parallel = 8;
    private const int Changes = 400;
    private const int Fewest = 1_000;
    private const int Most = 10_000;
    private const string Compared = "SELECT count(*) FROM inbox WHERE consumer = 'offers'";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public override async Task<IReadOnlyList<Figure>> RunAsync(Lab lab)
    {
        using var publisher = await lab.JoinAsync();
        await using var pipeline = await Pipeline.OpenAsync(lab);
        await using var opportunities = await lab.DatabaseAsync("opportunities");
        await PublishNeedsAsync(publisher, pipeline, Fewest);
        // Those that fit are suggested to as many needs as one owner may; those that do not are still compared with every need.
        var fitting = await OfferAsync(lab, 10, "matematik");
        var strange = await OfferAsync(lab, 10, "glaspusteri");
        var cpu = new CpuMeter(await lab.HubAsync());
        var few = await MeasureAsync($"offers, {Fewest:N0} needs", fitting, null);
        var fewStrange = await MeasureAsync($"offers that fit none, {Fewest:N0} needs", strange, null);
        await PublishNeedsAsync(publisher, pipeline, Most - Fewest);
        var many = await MeasureAsync($"offers, {Most:N0} needs", fitting, few.Value);
        var manyStrange = await MeasureAsync($"offers that fit none, {Most:N0} needs", strange, fewStrange.Value);
        foreach (var owner in fitting.Concat(strange)) owner.Owner.Dispose();
        return [few, fewStrange, many, manyStrange];

        async Task<Figure> MeasureAsync(string name, IReadOnlyList<(Member Owner, string Offer)> offers, double? withFew)
        {
            await DrawAsync(offers, opportunities, Changes);
            var costs = "";
            var runs = await RepeatAsync(lab, async () =>
            {
                cpu.Restart();
                var seconds = await DrawAsync(offers, opportunities, Changes);
                costs = cpu.PerPiece(Changes);
                return Changes / seconds;
            });
            return Figure.OfValue(name, "changes/s", runs, "≥ a third of 1,000 needs", value => value >= (withFew ?? 0) / 3, note: costs);
        }
    }

    // Seconds until the last change is compared.
    private static async Task<double> DrawAsync(IReadOnlyList<(Member Owner, string Offer)> offers, NpgsqlDataSource opportunities, int changes)
    {
        var (before, next) = (await CountAsync(opportunities), -1);
        var started = Stopwatch.GetTimestamp();
        await Callers.TimesAsync(Parallel, changes, async () =>
        {
            var (owner, offer) = offers[Interlocked.Increment(ref next) % offers.Count];
            await owner.Rest.PostAsync($"/v1/offers/{offer}/reservations", new JsonObject
            {
                ["reservationId"] = Guid.CreateVersion7().ToString(),
                ["contributionKey"] = "timer",
                ["quantity"] = 1,
                ["confirm"] = true,
            }, CancellationToken.None);
        });
        await UntilAsync(opportunities, before + changes, started);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<List<(Member Owner, string Offer)>> OfferAsync(Lab lab, int owners, string skill)
    {
        var offers = new List<(Member, string)>();
        await using var opportunities = await lab.DatabaseAsync("opportunities");
        var before = await CountAsync(opportunities);
        for (var i = 0; i < owners; i++)
        {
            var owner = await lab.JoinAsync("civil", "offers:write");
            var answer = await owner.Rest.PostAsync("/v1/offers", new JsonObject
            {
                ["title"] = "Lektiehjælp i hele landet",
                ["description"] = "Vi kommer, hvor der er brug for det.",
                ["skills"] = new JsonArray(skill),
                ["area"] = new JsonObject { ["country"] = true },
                ["openToDrawing"] = true,
                ["standing"] = true,
                ["contributions"] = new JsonArray(new JsonObject { ["key"] = "timer", ["kind"] = "hours", ["quantity"] = 1_000_000 }),
            }, CancellationToken.None);
            offers.Add((owner, (string)answer["id"]!));
        }
        await UntilAsync(opportunities, before + owners, Stopwatch.GetTimestamp());
        return offers;
    }

    private static async Task PublishNeedsAsync(Member publisher, Pipeline pipeline, int count)
    {
        using var http = new HttpClient { BaseAddress = publisher.Gateway, Timeout = Patience };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", publisher.Key);
        using var body = new StringContent(string.Concat(Enumerable.Repeat(Sample.Line, count)), Encoding.UTF8, "application/x-ndjson");
        using var answer = await http.PostAsync(new Uri("/v1/needs:import", UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
        await pipeline.SettleAsync();
    }

    private static async Task UntilAsync(NpgsqlDataSource opportunities, long compared, long started)
    {
        while (await CountAsync(opportunities) < compared)
        {
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new TimeoutException("The changes are not compared.");
            await Task.Delay(20);
        }
    }

    private static async Task<long> CountAsync(NpgsqlDataSource opportunities)
    {
        await using var command = opportunities.CreateCommand(Compared);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
