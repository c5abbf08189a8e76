using System.Globalization;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Impact;

public sealed class ValuationTests(ReportsHub hub) : IClassFixture<ReportsHub>
{
    private readonly Party _municipality = SomePartnership.Municipality();
    private readonly Party _company = SomePartnership.Company();

    [Fact]
    public async Task Hours_are_valued_only_when_asked_by_the_rate_of_their_month_and_each_number_names_its_method()
    {
        var id = await hub.KeepAsync(SomePartnership.Of(_municipality, _company));
        var at = SomePartnership.Began.AddYears(1);
        await hub.RecordAsync(id, _company.Id, "faglig", new DateOnly(2024, 12, 31), 60, at);
        await hub.RecordAsync(id, _company.Id, "faglig", new DateOnly(2025, 1, 31), 1, at);
        await hub.RecordAsync(id, _company.Id, "faglig", new DateOnly(2025, 2, 1), 90, at);
        await RateAsync("faglig", "2025-01-01", 30);
        await RateAsync("faglig", "2025-02-01", 50_000);

        var plain = (await hub.ReadAsync(_company, $"/v1/impact?partnership={id}")).GetProperty("sum").GetProperty("inputs");
        Assert.False(plain.TryGetProperty("valueOere", out _));
        var report = await hub.ReadAsync(_company, $"/v1/impact?partnership={id}&value=rates");
        var inputs = report.GetProperty("sum").GetProperty("inputs");
        // Half an øre for one minute at 30 øre an hour becomes one; 90 minutes at 500 kr. are 750 kr.
        Assert.Equal(75_001, inputs.GetProperty("valueOere").GetProperty("faglig").GetInt64());
        Assert.Equal(60, inputs.GetProperty("unvaluedMinutes").GetProperty("faglig").GetInt64());
        Assert.Equal("rates/1", report.GetProperty("valuation").GetProperty("method").GetString());
        Assert.Contains(report.GetProperty("valuation").GetProperty("rates").EnumerateArray(), rate => rate.GetProperty("source").GetString() == "Overenskomst");
    }

    [Fact]
    public async Task A_report_of_a_past_moment_is_the_same_to_the_oere_whatever_came_later()
    {
        var id = await hub.KeepAsync(SomePartnership.Of(_municipality, _company));
        var at = SomePartnership.Began.AddYears(1);
        var first = await hub.RecordAsync(id, _company.Id, "frivillig", new DateOnly(2025, 5, 5), 77, at);
        await hub.RecordAsync(id, _municipality.Id, "frivillig", new DateOnly(2025, 5, 6), 61, at);
        var asOf = at.AddDays(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var paths = new[] { "municipality", "kle", "party", "partnership", "month" }
            .Select(group => $"/v1/impact?partnership={id}&value=rates&groupBy={group}&asOf={asOf}").Append($"/v1/impact.csv?partnership={id}&value=rates&asOf={asOf}")
            .Append($"/v1/partnerships/{id}/impact/value?asOf={asOf}").Append($"/v1/impact/entries?partnership={id}&asOf={asOf}").ToList();
        var before = new List<string>();
        foreach (var path in paths)
        {
            before.Add((await hub.GetAsync(_company, path)).Text);
        }
        // 77 minutes are 256.67 kr. and 61 are 203.33 kr.
        Assert.Contains(":46000}", before[0], StringComparison.Ordinal);

        await hub.RecordAsync(id, _company.Id, "frivillig", new DateOnly(2025, 5, 5), -77, at.AddDays(2), reverses: first);
        await hub.RecordAsync(id, _company.Id, "frivillig", new DateOnly(2025, 5, 5), 100, at.AddDays(2));
        await RateAsync("frivillig", "2025-05-01", 99_999);
        Assert.Equal(201, (await hub.PostAsync(_company, $"/v1/partnerships/{id}/impact/estimates", Estimate())).Status);
        await hub.KeepAsync(SomePartnership.Of(_municipality, _company) with { Title = "Et nyt navn", Municipality = "0147", Kle = ["15.20"] }, id, version: 2);

        for (var i = 0; i < paths.Count; i++)
        {
            Assert.Equal(before[i], (await hub.GetAsync(_company, paths[i])).Text);
        }
        Assert.NotEqual(before[0], (await hub.GetAsync(_company, $"/v1/impact?partnership={id}&value=rates&groupBy=municipality")).Text);
    }

    [Fact]
    public async Task Only_operators_add_rates_and_everybody_reads_them()
    {
        Assert.Equal(403, (await hub.PostAsync(_company, "/v1/rates", Rate("frivillig", "2031-01-01", 1))).Status);
        await RateAsync("frivillig", "2031-01-01", 12_345);
        Assert.Contains(await hub.ReadAllAsync(_company, "/v1/rates?limit=1"), rate => rate.GetProperty("oerePerHour").GetInt64() == 12_345);
        Assert.Equal(422, (await hub.PostAsync(Some.Operator(), "/v1/rates", Rate("frivillig", "2031-01-02", 1))).Status);
    }

    [Fact]
    public async Task The_return_is_of_estimates_with_a_source_and_hours_stand_apart()
    {
        var id = await hub.KeepAsync(SomePartnership.Of(_municipality, _company));
        await hub.RecordAsync(id, _company.Id, "frivillig", new DateOnly(2025, 5, 5), 60, SomePartnership.Began);
        var cost = new JsonObject { ["key"] = "udgift", ["kind"] = "cost", ["what"] = "Lokaler", ["oere"] = 1_000_000, ["source"] = "Bilag" };
        Assert.Equal(201, (await hub.PostAsync(_municipality, $"/v1/partnerships/{id}/impact/estimates", cost)).Status);
        Assert.Equal(201, (await hub.PostAsync(_company, $"/v1/partnerships/{id}/impact/estimates", Estimate())).Status);
        var again = Estimate();
        again["oere"] = 4_000_000;
        Assert.Equal(201, (await hub.PostAsync(_company, $"/v1/partnerships/{id}/impact/estimates", again)).Status);
        var unfounded = Estimate();
        unfounded.Remove("source");
        Assert.Equal(["#/source"], (await hub.PostAsync(_company, $"/v1/partnerships/{id}/impact/estimates", unfounded)).Pointers);

        var value = await hub.ReadAsync(_municipality, $"/v1/partnerships/{id}/impact/value?discountPercent=0");
        Assert.Equal("""{"frivillig":60}""", value.GetProperty("minutes").GetRawText());
        // 40,000 kr. less half, for one year and nine tenths of it for another: 20,000 + 18,000.
        Assert.Equal((3_800_000, 1_000_000, 3.8m), (
            value.GetProperty("return").GetProperty("presentOere").GetInt64(), value.GetProperty("return").GetProperty("investedOere").GetInt64(),
            value.GetProperty("return").GetProperty("ratio").GetDecimal()));
        Assert.True(value.GetProperty("return").GetProperty("lines")[0].GetProperty("isEstimate").GetBoolean());
        Assert.Equal(3, (await hub.ReadAllAsync(_municipality, $"/v1/partnerships/{id}/impact/estimates?limit=2")).Count);
    }

    internal static JsonObject Estimate() => new()
    {
        ["key"] = "udsættelser",
        ["kind"] = "avoidedCost",
        ["what"] = "Færre udsættelser",
        ["oere"] = 2_000_000,
        ["source"] = "Regnskab for genhusning",
        ["deadweightPercent"] = 50,
        ["attributionPercent"] = 0,
        ["displacementPercent"] = 0,
        ["dropOffPercent"] = 10,
        ["years"] = 2,
    };

    private static JsonObject Rate(string kind, string from, long oere) => new()
    {
        ["kind"] = kind,
        ["oerePerHour"] = oere,
        ["from"] = from,
        ["source"] = "Overenskomst",
    };

    private async Task RateAsync(string kind, string from, long oere) =>
        Assert.Equal(201, (await hub.PostAsync(Some.Operator(), "/v1/rates", Rate(kind, from, oere))).Status);
}
