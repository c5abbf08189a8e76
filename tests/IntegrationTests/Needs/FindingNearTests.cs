using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Needs;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.IntegrationTests.Needs;

public sealed class FindingNearTests(NeedsFixture hub) : IClassFixture<NeedsFixture>
{
    private static readonly GeoPoint Lundtoftegade = new(55.6934, 12.5486);

    private GeoIndex Index => hub.App.Part<GeoIndex>();

    [Fact]
    public async Task What_is_found_is_what_lies_there_whatever_becomes_of_the_index()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var category = Guid.NewGuid().ToString("n");
        var random = new Random(17);
        var rows = Enumerable.Range(0, 400).Select(_ => SomePoint(random)).ToList();
        var open = new Dictionary<Guid, GeoPoint>();
        foreach (var (result, point) in (await publisher.ImportAsync(rows.Select(point => At(point, category).ToJsonString()))).Zip(rows))
        {
            open[result.GetProperty("id").GetGuid()] = point;
        }
        await Eventually.Is("the index holds them", async () => await Index.FindAsync(Lundtoftegade, 60_000) is { Ids.Count: >= 400 });
        await SameAsOneByOneAsync();
        await Index.DropAsync();
        await SameAsOneByOneAsync();
        await Eventually.Is("the index was built anew", async () => await Index.FindAsync(Lundtoftegade, 60_000) is not null);
        await SameAsOneByOneAsync();
        hub.Redis.Cut();
        await SameAsOneByOneAsync();
        Assert.Null(await Index.FindAsync(Lundtoftegade, 60_000));
        hub.Redis.Mend();
        await SameAsOneByOneAsync();
        await Eventually.Is("the index is back", async () => await Index.FindAsync(Lundtoftegade, 60_000) is not null);
        await SameAsOneByOneAsync();

        async Task SameAsOneByOneAsync()
        {
            for (var i = 0; i < 6; i++)
            {
                await ChangeSomethingAsync();
                var (centre, km) = (SomePoint(random), 1 + (random.NextDouble() * 20));
                var found = await publisher.FindAllAsync(Near(centre, $"radiusKm={Text(km)}&category={category}&limit=40"));
                var seenFrom = centre.ToPublic();
                var expected = open.Select(need => (Id: need.Key, Distance: need.Value.ToPublic().DistanceTo(seenFrom)))
                    .Where(need => need.Distance <= km * 1_000).OrderBy(need => need.Distance).ToList();
                Assert.Equal(expected.Select(need => need.Id).Order(), found.Select(Id).Order());
                Assert.Equal(expected.Select(need => Math.Round(need.Distance, 3)), found.Select(need => Math.Round(Metres(need), 3)));
            }
        }

        // Whatever was changed a moment ago counts at once, also where the index says otherwise.
        async Task ChangeSomethingAsync()
        {
            var (gone, over, moved) = (Any(), Any(), Any());
            await publisher.WithdrawAsync(gone, "Løst.");
            await hub.CountAsync("UPDATE needs SET expires_at = now() WHERE id = $1 RETURNING 1", over);
            _ = (open.Remove(gone), open.Remove(over));
            var (there, here) = (SomePoint(random), SomePoint(random));
            if (open.ContainsKey(moved))
            {
                var changed = await publisher.ChangeAsync(moved, new JsonObject { ["place"] = Place(there) }, "*");
                Assert.Equal(200, changed.Status);
                open[moved] = there;
            }
            open[(await publisher.PublishAsync(At(here, category))).Id] = here;
        }

        Guid Any() => open.Keys.ElementAt(random.Next(open.Count));
    }

    [Fact]
    public async Task What_lies_2900_metres_away_is_within_three_kilometres_and_what_lies_3100_away_is_not()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var category = Guid.NewGuid().ToString("n");
        var inside = (await publisher.PublishAsync(At(North(2_900), category))).Id;
        await publisher.PublishAsync(At(North(3_100), category));
        Assert.Equal([inside], (await publisher.FindAllAsync(Near(Lundtoftegade, $"radiusKm=3&category={category}"))).Select(Id));
        using var channel = hub.App.Grpc(Some.Company());
        var request = new ListNeedsRequest { Near = new() { Latitude = Lundtoftegade.Latitude, Longitude = Lundtoftegade.Longitude }, RadiusKm = 3, Category = category };
        Assert.Equal(inside.ToString(), Assert.Single((await new NeedsService.NeedsServiceClient(channel).ListNeedsAsync(request)).Needs).Id);
    }

    [Fact]
    public async Task Walking_distance_is_500_metres()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var category = Guid.NewGuid().ToString("n");
        var inside = (await publisher.PublishAsync(At(North(390), category))).Id;
        await publisher.PublishAsync(At(North(610), category));
        Assert.Equal([inside], (await publisher.FindAllAsync(Near(Lundtoftegade, $"within=500m&category={category}"))).Select(Id));
        foreach (var query in new[] { "?within=500m", Near(Lundtoftegade, "within=2km"), Near(Lundtoftegade, "within=500m&radiusKm=1") })
        {
            Assert.Equal(["#/within"], (await publisher.FindAsync(query)).Pointers);
        }
    }

    [Fact]
    public async Task Nobody_learns_where_the_searcher_stands_more_exactly_than_100_metres()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var category = Guid.NewGuid().ToString("n");
        await publisher.PublishAsync(At(North(700), category));
        var exact = new GeoPoint(Lundtoftegade.Latitude + 0.0001, Lundtoftegade.Longitude + 0.0001);
        Assert.Equal(exact.ToPublic(), Lundtoftegade.ToPublic());
        Assert.Equal(
            Metres(Assert.Single(await publisher.FindAllAsync(Near(Lundtoftegade, $"category={category}")))),
            Metres(Assert.Single(await publisher.FindAllAsync(Near(exact, $"category={category}")))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_best_fit_comes_first_and_pages_keep_the_order(bool isNear)
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var category = Guid.NewGuid().ToString("n");
        var published = new List<(Guid Id, int Fit, GeoPoint Point)>();
        var random = new Random(5);
        foreach (var i in Enumerable.Range(0, 24))
        {
            string[] skills = [.. new[] { "Matematik", "dansk", "polsk" }.Where(_ => random.Next(2) == 1), "kørekort"];
            // Several at one place: then the id decides.
            var point = North(100 * (i % 5));
            var id = (await publisher.PublishAsync(At(point, category).With("skills", new JsonArray([.. skills.Select(skill => JsonValue.Create(skill))])))).Id;
            published.Add((id, skills.Count(skill => skill is "Matematik" or "dansk"), point.ToPublic()));
        }
        var asking = published.Where(need => need.Fit > 0).OrderByDescending(need => need.Fit);
        var from = Lundtoftegade.ToPublic();
        var expected = (isNear ? asking.ThenBy(need => need.Point.DistanceTo(from)).ThenBy(need => need.Id) : asking.ThenByDescending(need => need.Id))
            .Select(need => need.Id).ToList();
        var filter = $"skills=DANSK,matematik,dansk&category={category}";
        foreach (var limit in new[] { 1, 3, 200 })
        {
            var query = isNear ? Near(Lundtoftegade, $"{filter}&sort=fit&limit={limit}") : $"?{filter}&sort=fit&limit={limit}";
            Assert.Equal(expected, (await publisher.FindAllAsync(query)).Select(Id));
        }
        Assert.Equal(expected.Order(), (await publisher.FindAllAsync($"?{filter}&limit=5")).Select(Id).Order());
    }

    [Theory]
    [InlineData("?sort=fit", "#/sort")]
    [InlineData("?sort=distance", "#/sort")]
    [InlineData("?sort=newest", "#/sort")]
    [InlineData("?skills=a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u", "#/skills")]
    [InlineData("?skills=a&sort=fit&cursor=fjAxOWEwMDAwMDAwMDcwMDA4MDAwMDAwMDAwMDAwMDAwfg", "#/cursor")]
    public async Task A_wrong_order_is_told(string query, string pointer) =>
        Assert.Equal([pointer], (await hub.App.Rest(Some.Municipality()).FindAsync(query)).Pointers);

    [Fact]
    public async Task An_index_of_many_is_built_in_batches_and_where_too_many_lie_the_database_is_asked_alone()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var (roenne, nexoe) = (new GeoPoint(55.10, 14.70), new GeoPoint(55.06, 15.13));
        var category = Guid.NewGuid().ToString("n");
        const int Each = IndexNeeds.BatchSize + 50;
        foreach (var point in new[] { roenne, nexoe })
        {
            await publisher.ImportAsync(Enumerable.Range(0, Each).Select(_ => At(point, category).ToJsonString()));
        }
        await Index.DropAsync();
        await Eventually.Is("the index holds those of Rønne", async () => await Index.FindAsync(roenne, 1_000) is { Ids.Count: Each });
        Assert.Null(await Index.FindAsync(roenne, 60_000));
        Assert.Equal(2 * Each, (await publisher.FindAllAsync(Near(roenne, $"radiusKm=60&category={category}&limit=200"))).Count);
    }

    [Fact]
    public async Task Another_database_has_another_index()
    {
        await Eventually.Is("the index has its name", () => Index.Key is not null);
        Assert.Contains(
            (await hub.Database.CreateCommand("SELECT name FROM need_index").ExecuteScalarAsync() is Guid name ? name : Guid.Empty).ToString("n"),
            Index.Key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stops_at_once()
    {
        using var indexing = ActivatorUtilities.CreateInstance<IndexNeeds>(hub.App.Services);
        await indexing.StartAsync(CancellationToken.None);
        await indexing.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5));
    }

    private static GeoPoint North(double metres) =>
        new(Lundtoftegade.Latitude + double.RadiansToDegrees(metres / GeoPoint.EarthRadius), Lundtoftegade.Longitude);

    private static GeoPoint SomePoint(Random random) => new(55.5 + (random.NextDouble() * 0.35), 12.3 + (random.NextDouble() * 0.5));

    private static JsonObject Place(GeoPoint point) => new() { ["latitude"] = point.Latitude, ["longitude"] = point.Longitude };

    private static JsonObject At(GeoPoint point, string category) =>
        Some.Need().With("category", category).With("municipality", null).With("scope", "national").With("place", Place(point));

    private static string Near(GeoPoint point, string rest) => $"?near={Text(point.Latitude)},{Text(point.Longitude)}&{rest}";

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static Guid Id(JsonElement need) => need.GetProperty("id").GetGuid();

    private static double Metres(JsonElement need) => need.GetProperty("distanceMetres").GetDouble();
}
