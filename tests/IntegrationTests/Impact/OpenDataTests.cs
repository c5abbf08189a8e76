using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.Impact.OpenData;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Impact;

public sealed class OpenDataTests : IAsyncLifetime
{
    private readonly ReportsHub _hub = new();
    private readonly Party _municipality = SomePartnership.Municipality();
    private readonly Party _association = SomePartnership.Association();

    public Task InitializeAsync() => _hub.InitializeAsync();

    public Task DisposeAsync() => _hub.DisposeAsync();

    [Fact]
    public async Task A_month_is_released_once_it_is_over_and_never_changes_and_corrections_come_with_the_month_in_which_they_were_made()
    {
        var january = await RecordAsync(partnerships: 6, minutes: 60, at: new(2026, 1, 10, 12, 0, 0, TimeSpan.Zero));
        Assert.Contains(new DateOnly(2026, 1, 1), await ReleaseAsync());
        var first = await FileAsync("?month=2026-01");
        Assert.Equal(720, Minutes(first, "all", "")!.Value);
        Assert.Equal(720, Minutes(first, "municipality", "0101")!.Value);

        Assert.Empty(await ReleaseAsync());
        // Hours of January that are taken back now are of this month, which is not over.
        await _hub.RecordAsync(january.Partnership, _association.Id, "frivillig", new DateOnly(2026, 1, 10), -60, DateTimeOffset.UtcNow, january.Number, january.Hours);
        Assert.Empty(await ReleaseAsync());
        Assert.Equal(first.GetProperty("releases").GetRawText(), (await FileAsync("?month=2026-01")).GetProperty("releases").GetRawText());
        foreach (var statement in new[] { "UPDATE open_data_releases SET cells = '[]'", "DELETE FROM open_data_releases" })
        {
            await Assert.ThrowsAsync<PostgresException>(() => _hub.ScalarAsync(statement));
        }
    }

    [Fact]
    public async Task Releases_come_to_the_ledger_and_what_few_are_behind_is_hidden_in_every_file()
    {
        await RecordAsync(partnerships: 6, minutes: 60, at: new(2026, 1, 10, 12, 0, 0, TimeSpan.Zero));
        await RecordAsync(partnerships: 7, minutes: 90, at: new(2026, 2, 10, 12, 0, 0, TimeSpan.Zero), municipality: "0147");
        await RecordAsync(partnerships: 2, minutes: 30, at: new(2026, 2, 11, 12, 0, 0, TimeSpan.Zero), municipality: "0151");
        await RecordAsync(partnerships: 8, minutes: 45, at: new(2026, 2, 12, 12, 0, 0, TimeSpan.Zero));
        await ReleaseAsync();
        var file = await FileAsync("");
        Assert.Equal(
            Convert.ToInt64(await _hub.ScalarAsync("SELECT sum(minutes) FROM ledger"), System.Globalization.CultureInfo.InvariantCulture),
            Cells(file).Where(cell => cell.GetProperty("breakdown").GetString() == "all").Sum(cell => cell.GetProperty("minutes").GetInt64()));
        var february = await FileAsync("?month=2026-02");
        Assert.Null(Minutes(february, "municipality", "0151"));
        Assert.Single(new[] { "0101", "0147" }, code => Minutes(february, "municipality", code) is null);
        Assert.Equal("CC BY 4.0", file.GetProperty("licence").GetString());

        var csv = (await NeedsCalls.SendAsync(_hub.App.Anonymous(), HttpMethod.Get, "/v1/openData/impact.csv?month=2026-02", null)).Text;
        Assert.Contains("2026-02;municipality;0151;Brøndby;frivillig".Replace("Brøndby", Name("0151"), StringComparison.Ordinal) + ";;true;", csv, StringComparison.Ordinal);
        Assert.All(csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1), line => Assert.Contains("CC BY 4.0", line, StringComparison.Ordinal));
        // What is hidden is kept nowhere.
        Assert.DoesNotContain("60", Cells(february).Single(cell => cell.GetProperty("key").GetString() == "0151").GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0L, await _hub.ScalarAsync(
            "SELECT count(*) FROM open_data_releases, jsonb_array_elements(cells) c WHERE c ->> 'suppressed' = 'true' AND c ? 'minutes'"));
    }

    [Fact]
    public async Task Of_several_that_release_at_once_one_does_and_a_month_that_is_no_month_is_refused()
    {
        await RecordAsync(partnerships: 6, minutes: 60, at: new(2026, 1, 10, 12, 0, 0, TimeSpan.Zero));
        var released = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ReleaseAsync()));
        var all = released.SelectMany(months => months).ToList();
        Assert.Equal(all.Distinct().Count(), all.Count);
        Assert.Equal(422, (await NeedsCalls.SendAsync(_hub.App.Anonymous(), HttpMethod.Get, "/v1/openData/impact.json?month=2026-13", null)).Status);
        Assert.Empty((await FileAsync("?month=2019-01")).GetProperty("releases").EnumerateArray());
    }

    private static string Name(string code) =>
        SocialEnzyme.Hub.ServiceDefaults.Denmark.Municipalities.TryGet(code, out var municipality) ? municipality.Name : "";

    private Task<IReadOnlyList<DateOnly>> ReleaseAsync() => _hub.App.Part<ReleaseMonths>().RunAsync(CancellationToken.None);

    private async Task<JsonElement> FileAsync(string query)
    {
        var answer = await NeedsCalls.SendAsync(_hub.App.Anonymous(), HttpMethod.Get, "/v1/openData/impact.json" + query, null);
        Assert.Equal(200, answer.Status);
        return answer.Body;
    }

    // As many partnerships in a municipality, in each of which the civil and the public party give as much.
    private async Task<(Guid Partnership, long Number, Guid Hours)> RecordAsync(int partnerships, int minutes, DateTimeOffset at, string municipality = "0101")
    {
        (Guid, long, Guid) last = default;
        for (var i = 0; i < partnerships; i++)
        {
            var id = await _hub.KeepAsync(SomePartnership.Of(_municipality, _association) with { Municipality = municipality });
            foreach (var party in new[] { _municipality, _association })
            {
                var hours = Guid.CreateVersion7();
                await _hub.ScalarAsync("""
                    INSERT INTO hours (id, batch_id, reporter_id, reporter_name, reference, partnership_id, party_id, kind, minutes, day, activity, volunteer, state, version, reported_at, twin)
                    VALUES ($1, $1, $2, '', $3, $4, $2, 'frivillig', $5, $6, 'Noget', $7, 'approved', 1, $8, $1)
                    """, hours, party.Id, hours.ToString(), id, minutes, new DateOnly(2026, 1, 1), $"v{i}", at);
                last = (id, await _hub.RecordAsync(id, party.Id, "frivillig", new DateOnly(2026, 1, 10), minutes, at, hours: hours), hours);
            }
        }
        return last;
    }

    private static IEnumerable<JsonElement> Cells(JsonElement file) => file.GetProperty("releases").EnumerateArray().SelectMany(release => release.GetProperty("cells").EnumerateArray());

    private static long? Minutes(JsonElement file, string breakdown, string key) =>
        Cells(file).Single(cell => cell.GetProperty("breakdown").GetString() == breakdown && cell.GetProperty("key").GetString() == key)
            .TryGetProperty("minutes", out var minutes) ? minutes.GetInt64() : null;
}
