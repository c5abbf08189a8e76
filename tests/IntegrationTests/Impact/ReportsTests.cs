using System.Globalization;
using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.Impact.Hours;
using SocialEnzyme.Hub.Impact.Ledger;
using SocialEnzyme.Hub.Impact.Valuation;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Impact;

public sealed class ReportsTests(ReportsHub hub) : IClassFixture<ReportsHub>
{
    private static readonly string[] AllGroups = ["partnership", "umbrella", "municipality", "company", "ngo", "party", "sector", "kind", "goal", "kle", "month"];

    private readonly Party _municipality = SomePartnership.Municipality();
    private readonly Party _company = SomePartnership.Company();
    private readonly Party _association = SomePartnership.Association();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task After_any_mix_of_corrections_the_ledger_every_report_every_file_and_every_drill_down_say_the_same(int seed)
    {
        var random = new Random(seed);
        var partnerships = await KeepSomeAsync(random);
        await CorrectAtRandomAsync(random, partnerships);
        var entries = await hub.ReadAllAsync(_municipality, "/v1/impact/entries?limit=37");
        // The oracle: the entries themselves, added up by hand.
        var whole = Sums(entries);
        Assert.True(whole.Count == 3 && entries.Exists(entry => entry.TryGetProperty("reverses", out _)), "The mix is worth counting.");
        var periods = new[] { "", "from=2026-02-01&until=2026-03-31", "from=2026-01-15&until=2026-03-03", $"asOf={Uri.EscapeDataString(await NowAsync())}" };
        foreach (var groupBy in AllGroups)
        {
            foreach (var period in periods)
            {
                await CheckAsync(groupBy, period, partnerships);
            }
        }
        foreach (var id in partnerships.Keys)
        {
            var graph = await hub.ReadAsync(_municipality, $"/v1/partnerships/{id}/impact/contributions");
            Assert.Equal(Sums(entries.Where(entry => entry.GetProperty("partnershipId").GetGuid() == id)), Minutes(graph));
        }
    }

    [Fact]
    public async Task An_umbrella_and_what_is_under_it_count_once()
    {
        var umbrella = await hub.KeepAsync(SomePartnership.Of(_municipality, _company) with { Title = "Paraplyen" });
        var child = await hub.KeepAsync(SomePartnership.Of(_municipality, _association) with { Title = "Barnet", ParentId = umbrella });
        await hub.RecordAsync(umbrella, _company.Id, "faglig", new DateOnly(2026, 1, 1), 60, SomePartnership.Began);
        await hub.RecordAsync(child, _association.Id, "faglig", new DateOnly(2026, 1, 1), 90, SomePartnership.Began);
        var report = await hub.ReadAsync(_municipality, "/v1/impact?groupBy=umbrella");
        var row = Assert.Single(report.GetProperty("rows").EnumerateArray());
        Assert.Equal(("Paraplyen", 2, 150), (
            row.GetProperty("name").GetString(), row.GetProperty("partnerships").GetInt32(), row.GetProperty("inputs").GetProperty("minutes").GetProperty("faglig").GetInt32()));
        Assert.Equal(150, report.GetProperty("sum").GetProperty("inputs").GetProperty("minutes").GetProperty("faglig").GetInt32());
        // Who is only under it learns nothing of the umbrella's own hours, nor its name.
        var seen = Assert.Single((await hub.ReadAsync(_association, "/v1/impact?groupBy=umbrella")).GetProperty("rows").EnumerateArray());
        Assert.Equal(90, seen.GetProperty("inputs").GetProperty("minutes").GetProperty("faglig").GetInt32());
        Assert.False(seen.TryGetProperty("name", out _));
    }

    [Fact]
    public async Task What_serves_several_goals_stands_whole_under_each_and_the_sum_counts_it_once()
    {
        var id = await hub.KeepAsync(SomePartnership.Of(_municipality) with { Goals = [1, 10], Kle = ["27.35", "15.20.04"] });
        await hub.RecordAsync(id, _municipality.Id, "frivillig", new DateOnly(2026, 1, 1), 60, SomePartnership.Began);
        foreach (var (groupBy, keys) in new[] { ("goal", new[] { "1", "10" }), ("kle", ["15", "27"]) })
        {
            var report = await hub.ReadAsync(_municipality, $"/v1/impact?groupBy={groupBy}");
            Assert.Equal(keys, report.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("key").GetString()));
            Assert.All(report.GetProperty("rows").EnumerateArray(), row => Assert.Equal(60, row.GetProperty("inputs").GetProperty("minutes").GetProperty("frivillig").GetInt32()));
            Assert.Equal(60, report.GetProperty("sum").GetProperty("inputs").GetProperty("minutes").GetProperty("frivillig").GetInt32());
            Assert.Contains("ikke summen af rækkerne", report.GetProperty("counted").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Inputs_and_outcomes_stand_apart_and_partnerships_without_hours_are_listed()
    {
        var id = await hub.KeepAsync(SomePartnership.Of(_municipality, _company));
        var row = Assert.Single((await hub.ReadAsync(_company, "/v1/impact?groupBy=kle")).GetProperty("rows").EnumerateArray());
        Assert.Equal(("27", 1, "{}"), (row.GetProperty("key").GetString(), row.GetProperty("partnerships").GetInt32(), row.GetProperty("inputs").GetProperty("minutes").GetRawText()));
        Assert.Equal("""{"measures":1,"withFigure":0,"reachedTarget":0}""", row.GetProperty("outcomes").GetRawText());
        await hub.PostAsync(_municipality, $"/v1/partnerships/{id}/results", OutcomesTests.Result("fremmøde", 50));
        Assert.Equal("""{"measures":1,"withFigure":1,"reachedTarget":1}""", (await hub.ReadAsync(_company, "/v1/impact?groupBy=kle")).GetProperty("sum").GetProperty("outcomes").GetRawText());
    }

    [Fact]
    public async Task A_file_is_for_a_danish_spreadsheet_and_nothing_in_it_is_a_formula()
    {
        var id = await hub.KeepAsync(SomePartnership.Of(_municipality) with { Title = "=HYPERLINK(\"http://x\";\"Tryk\")" });
        await hub.RecordAsync(id, _municipality.Id, "frivillig", new DateOnly(2026, 1, 1), 90, SomePartnership.Began);
        using var client = hub.App.Rest(_municipality);
        using var response = await client.GetAsync(new Uri("/v1/impact.csv?value=rates", UriKind.Relative));
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        Assert.Contains($"partnership;{id};\"'=HYPERLINK(\"\"http://x\"\";\"\"Tryk\"\")\";frivillig;90;1;1;300;0;", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_come_in_pages_whose_rows_are_those_of_the_whole_report()
    {
        for (var i = 0; i < 5; i++)
        {
            await hub.RecordAsync(
                await hub.KeepAsync(SomePartnership.Of(_municipality) with { Goals = [i + 7] }), _municipality.Id, "frivillig", new DateOnly(2026, 1, 1), 60 + i, SomePartnership.Began);
        }
        foreach (var groupBy in new[] { "partnership", "goal" })
        {
            var whole = Keys(await hub.ReadAsync(_municipality, $"/v1/impact?groupBy={groupBy}"));
            var (paged, cursor) = (new List<string>(), "");
            do
            {
                var page = await hub.ReadAsync(_municipality, $"/v1/impact?groupBy={groupBy}&limit=2{cursor}");
                Assert.Equal(310, page.GetProperty("sum").GetProperty("inputs").GetProperty("minutes").GetProperty("frivillig").GetInt32());
                paged.AddRange(Keys(page));
                cursor = page.TryGetProperty("cursor", out var next) ? $"&cursor={next.GetString()}" : "";
            }
            while (cursor.Length > 0);
            Assert.Equal(5, whole.Count);
            Assert.Equal(whole, paged);
        }

        static List<string> Keys(JsonElement report) => [.. report.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("key").GetString()!)];
    }

    [Fact]
    public async Task While_something_from_before_that_moment_is_still_being_written_the_past_is_not_told()
    {
        await hub.KeepAsync(SomePartnership.Of(_municipality));
        await using var connection = await hub.App.Part<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var writing = new NpgsqlCommand("SELECT pg_current_xact_id()", connection, transaction);
        await writing.ExecuteScalarAsync();
        var began = DateTimeOffset.UtcNow;
        var past = Uri.EscapeDataString(began.AddSeconds(-30).ToString("O", CultureInfo.InvariantCulture));
        Assert.Equal(200, (await hub.GetAsync(_municipality, $"/v1/impact?asOf={past}")).Status);
        Assert.True(await SettledStore.IsUnsettledAsync(hub.App.Part<NpgsqlDataSource>(), began.AddMinutes(1), CancellationToken.None));
        await transaction.RollbackAsync();
    }

    [Fact]
    public async Task The_description_names_every_route_and_its_examples_are_taken()
    {
        using var client = hub.App.Anonymous();
        using var document = JsonDocument.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)));
        var paths = document.RootElement.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToList();
        Assert.Superset(new HashSet<string>
        {
            "/v1/impact", "/v1/impact.csv", "/v1/impact/entries", "/v1/impact/followUps", "/v1/rates", "/v1/openData/impact.json", "/v1/openData/impact.csv",
            "/v1/partnerships/{id}/results", "/v1/partnerships/{id}/results/history", "/v1/partnerships/{id}/impact/contributions",
            "/v1/partnerships/{id}/impact/estimates", "/v1/partnerships/{id}/impact/value",
        }, paths.ToHashSet());
        var schemas = document.RootElement.GetProperty("components").GetProperty("schemas");
        var id = await hub.KeepAsync(SomePartnership.Of(_municipality) with
        {
            Measures = [new("udsatte-lejere", _municipality.Id, "Udsatte lejere", "procent", 50, 10, 25, "Leksand")],
        });
        foreach (var (name, path, caller) in new[]
        {
            ("RecordResult", $"/v1/partnerships/{id}/results", _municipality), ("AddEstimate", $"/v1/partnerships/{id}/impact/estimates", _municipality),
            ("AddRate", "/v1/rates", Some.Operator()),
        })
        {
            var example = System.Text.Json.Nodes.JsonNode.Parse(schemas.GetProperty(name).GetProperty("examples")[0].GetRawText())!;
            Assert.Equal(201, (await hub.PostAsync(caller, path, example)).Status);
        }
    }

    private async Task<Dictionary<Guid, Guid[]>> KeepSomeAsync(Random random)
    {
        var partnerships = new Dictionary<Guid, Guid[]>();
        for (var i = 0; i < 6; i++)
        {
            var content = SomePartnership.Of(_municipality, _company, _association) with
            {
                Municipality = new[] { null, "0101", "0147" }[random.Next(3)],
                Goals = [.. Enumerable.Range(1, 17).Where(_ => random.Next(8) == 0)],
                Kle = [.. new[] { "27.35", "15.20.04", "27.35.08", "29" }.Where(_ => random.Next(2) == 0)],
                ParentId = partnerships.Count > 0 && random.Next(2) == 0 ? partnerships.Keys.First() : null,
            };
            partnerships[await hub.KeepAsync(content)] = [_municipality.Id, _company.Id, _association.Id];
        }
        return partnerships;
    }

    private async Task CorrectAtRandomAsync(Random random, Dictionary<Guid, Guid[]> partnerships)
    {
        var counting = new List<NewEntry>();
        for (var step = 0; step < 25; step++)
        {
            var entered = Enumerable.Range(0, random.Next(1, 12)).Select(_ => Entry(Guid.CreateVersion7(), partnerships.ElementAt(random.Next(partnerships.Count)))).ToList();
            var corrected = counting.Where(_ => random.Next(6) == 0).ToList();
            // Half of them are entered anew with other minutes, another kind, another day or another party; the others are gone.
            entered.AddRange(corrected.Where(_ => random.Next(2) == 0).Select(old => Entry(old.HoursId, new(old.PartnershipId, partnerships[old.PartnershipId]))).ToList());
            await hub.WriteAsync(
                entered.Concat(corrected).Select(entry => entry.PartnershipId), entered, [.. corrected.Select(entry => (entry.HoursId, "rettet"))]);
            counting.RemoveAll(corrected.Contains);
            counting.AddRange(entered);
        }

        NewEntry Entry(Guid id, KeyValuePair<Guid, Guid[]> partnership) => new(
            id, partnership.Key, partnership.Value[random.Next(3)], Enum.GetValues<HoursKind>()[random.Next(3)],
            new DateOnly(2026, 1, 1).AddDays(random.Next(120)), random.Next(1, 1440), null);
    }

    // Each row is the sum of the entries that it links to; the sum is that of all; the file says what the report says.
    private async Task CheckAsync(string groupBy, string period, Dictionary<Guid, Guid[]> partnerships)
    {
        var query = $"/v1/impact?groupBy={groupBy}&value=rates&{period}";
        var report = await hub.ReadAsync(_municipality, query);
        var sum = report.GetProperty("sum");
        Assert.Equal(Sums(await hub.ReadAllAsync(_municipality, sum.GetProperty("entries").GetString()!)), Minutes(sum.GetProperty("inputs")));
        var rows = report.GetProperty("rows").EnumerateArray().ToList();
        foreach (var row in rows)
        {
            var behind = await hub.ReadAllAsync(_municipality, row.GetProperty("entries").GetString()!);
            Assert.Equal(Sums(behind), Minutes(row.GetProperty("inputs")));
            Assert.Equal(
                behind.GroupBy(entry => entry.GetProperty("kind").GetString()!).ToDictionary(kind => kind.Key, kind => kind.Sum(entry => entry.TryGetProperty("reverses", out _) ? -1L : 1L))
                    .Where(kind => kind.Value != 0).OrderBy(kind => kind.Key, StringComparer.Ordinal),
                row.GetProperty("inputs").GetProperty("reports").EnumerateObject().Select(kind => KeyValuePair.Create(kind.Name, kind.Value.GetInt64())).Where(kind => kind.Value != 0));
        }
        if (groupBy is not ("goal" or "kle"))
        {
            foreach (var number in new[] { "minutes", "reports", "valueOere" })
            {
                Assert.Equal(Added(rows.Select(row => row.GetProperty("inputs")), number), Added([sum.GetProperty("inputs")], number));
            }
        }
        var file = (await hub.GetAsync(_municipality, query.Replace("/v1/impact?", "/v1/impact.csv?", StringComparison.Ordinal))).Text
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(';')).Where(cells => cells[3].Length > 0).ToList();
        var said = rows.Append(sum).SelectMany(row => Minutes(row.GetProperty("inputs")).Select(kind =>
            $"{(row.TryGetProperty("key", out var key) ? key.GetString() : "sum")} {kind.Key} {kind.Value}"));
        Assert.Equal(said.Order(StringComparer.Ordinal), file.Select(cells => $"{cells[1]} {cells[3]} {cells[4]}").Where(line => !line.EndsWith(" 0", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.NotEmpty(partnerships);
    }

    private static Dictionary<string, long> Added(IEnumerable<JsonElement> inputs, string number) => inputs
        .SelectMany(one => one.GetProperty(number).EnumerateObject()).GroupBy(kind => kind.Name)
        .OrderBy(kind => kind.Key, StringComparer.Ordinal).ToDictionary(kind => kind.Key, kind => kind.Sum(one => one.Value.GetInt64()));

    private static Dictionary<string, long> Sums(IEnumerable<JsonElement> entries) => entries
        .GroupBy(entry => entry.GetProperty("kind").GetString()!).Select(kind => (kind.Key, Sum: kind.Sum(entry => entry.GetProperty("minutes").GetInt64())))
        .Where(kind => kind.Sum != 0).OrderBy(kind => kind.Key, StringComparer.Ordinal).ToDictionary(kind => kind.Key, kind => kind.Sum);

    private static Dictionary<string, long> Minutes(JsonElement element) => element.GetProperty("minutes").EnumerateObject()
        .Where(kind => kind.Value.GetInt64() != 0).OrderBy(kind => kind.Name, StringComparer.Ordinal).ToDictionary(kind => kind.Name, kind => kind.Value.GetInt64());

    // A moment at which all that was written is known; the margin is waited for by asking, not by the clock.
    private async Task<string> NowAsync()
    {
        var last = ((DateTime)(await hub.ScalarAsync("SELECT max(recorded_at) FROM ledger"))!).ToString("O", CultureInfo.InvariantCulture);
        await Eventually.Is("the moment is past", async () => (await hub.GetAsync(_municipality, $"/v1/impact?asOf={Uri.EscapeDataString(last)}")).Status == 200);
        return last;
    }
}
