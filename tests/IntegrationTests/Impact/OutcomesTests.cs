using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Impact;

public sealed class OutcomesTests(ReportsHub hub) : IClassFixture<ReportsHub>
{
    private readonly Party _municipality = SomePartnership.Municipality();
    private readonly Party _company = SomePartnership.Company();
    private readonly Party _association = SomePartnership.Association();

    [Fact]
    public async Task A_figure_stands_beside_what_was_expected_and_no_party_overwrites_anothers_line()
    {
        var id = await KeepAsync();
        Assert.Equal(201, (await hub.PostAsync(_municipality, $"/v1/partnerships/{id}/results", Result("fælles", 30))).Status);
        Assert.Equal(201, (await hub.PostAsync(_company, $"/v1/partnerships/{id}/results", Result("fælles", 7))).Status);
        var lines = (await hub.ReadAsync(_association, $"/v1/partnerships/{id}/results")).GetProperty("lines").EnumerateArray().ToList();
        Assert.Equal(3, lines.Count);
        var own = Line(lines, _municipality);
        Assert.Equal((50m, 10m, 25m, 30m), (Number(own, "baseline"), Number(own, "target"), Number(own, "expected"), own.GetProperty("actual").GetProperty("value").GetDecimal()));
        Assert.Equal("Leksand", own.GetProperty("actual").GetProperty("place").GetString());
        Assert.Equal(7, Line(lines, _company).GetProperty("actual").GetProperty("value").GetDecimal());
        Assert.False(Line(lines, _association).TryGetProperty("actual", out _));
        var told = JsonDocument.Parse((string)(await hub.ScalarAsync(
            "SELECT body FROM outbox WHERE type = 'ResultRecorded' AND body LIKE '%' || $1 || '%' AND body LIKE '%\"value\":30%'", id.ToString()))!).RootElement;
        Assert.Equal(
            new[] { _municipality.Id, _company.Id, _association.Id }.Order(), told.GetProperty("audience").EnumerateArray().Select(one => one.GetGuid()).Order());
        Assert.Equal("Leksand", told.GetProperty("result").GetProperty("place").GetString());
    }

    [Fact]
    public async Task Of_many_figures_for_the_same_day_at_once_one_counts_and_all_stay_readable()
    {
        var id = await KeepAsync();
        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(value => hub.PostAsync(_municipality, $"/v1/partnerships/{id}/results", Result("fælles", value))));
        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        var history = await hub.ReadAllAsync(_company, $"/v1/partnerships/{id}/results/history?limit=5");
        Assert.Equal(Enumerable.Range(1, 12), history.Select(figure => figure.GetProperty("value").GetInt32()).Order());
        var counts = Assert.Single(history, figure => !figure.TryGetProperty("supersededBy", out _));
        Assert.Equal(history[^1].GetProperty("id").GetGuid(), counts.GetProperty("id").GetGuid());
        var line = Line([.. (await hub.ReadAsync(_municipality, $"/v1/partnerships/{id}/results")).GetProperty("lines").EnumerateArray()], _municipality);
        Assert.Equal(counts.GetProperty("id").GetGuid(), line.GetProperty("actual").GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task What_was_expected_at_agreement_stays_whatever_is_said_later()
    {
        var id = await KeepAsync();
        var content = Content();
        await hub.KeepAsync(content with { Measures = [.. content.Measures.Select(measure => measure with { Expected = 99, Target = 98 })] }, id, version: 2);
        var lines = (await hub.ReadAsync(_municipality, $"/v1/partnerships/{id}/results")).GetProperty("lines").EnumerateArray().ToList();
        Assert.Equal(25, Number(Line(lines, _municipality), "expected"));
    }

    [Fact]
    public async Task To_who_is_not_at_the_table_nothing_of_a_partnership_is_there()
    {
        var id = await KeepAsync();
        var strangers = new[] { SomePartnership.Company(), Declined };
        foreach (var stranger in strangers)
        {
            foreach (var part in new[] { "results", "results/history", "impact/contributions", "impact/value", "impact/estimates" })
            {
                Assert.Equal(404, (await hub.GetAsync(stranger, $"/v1/partnerships/{id}/{part}")).Status);
            }
            Assert.Equal(404, (await hub.PostAsync(stranger, $"/v1/partnerships/{id}/results", Result("fælles", 1))).Status);
            Assert.Equal(404, (await hub.PostAsync(stranger, $"/v1/partnerships/{id}/impact/estimates", ValuationTests.Estimate())).Status);
            Assert.Empty((await hub.ReadAsync(stranger, "/v1/impact")).GetProperty("rows").EnumerateArray());
            Assert.Empty(await hub.ReadAllAsync(stranger, $"/v1/impact/entries?partnership={id}"));
            Assert.Empty(await hub.ReadAllAsync(stranger, "/v1/impact/followUps?dueBy=2200-01-01"));
        }
        Assert.Equal(403, (await hub.PostAsync(_municipality with { Scopes = "" }, $"/v1/partnerships/{id}/results", Result("fælles", 1))).Status);
    }

    [Fact]
    public async Task Who_has_left_sees_its_own_and_nothing_of_the_others_and_says_no_more()
    {
        var id = await KeepAsync();
        await hub.PostAsync(_municipality, $"/v1/partnerships/{id}/results", Result("fælles", 30));
        await hub.PostAsync(_company, $"/v1/partnerships/{id}/results", Result("fælles", 7));
        await hub.RecordAsync(id, _company.Id, "csr_loentid", new DateOnly(2026, 5, 1), 60, SomePartnership.Began.AddYears(1));
        await hub.RecordAsync(id, _association.Id, "frivillig", new DateOnly(2026, 5, 1), 600, SomePartnership.Began.AddYears(1));
        var content = Content();
        await hub.KeepAsync(content with
        {
            Parties = [.. content.Parties.Select(party => party.ParticipantId == _company.Id ? party with { Standing = "left", Until = SomePartnership.Began.AddYears(1) } : party)],
        }, id, version: 2);
        Assert.Equal(_company.Id, Assert.Single((await hub.ReadAsync(_company, $"/v1/partnerships/{id}/results")).GetProperty("lines").EnumerateArray())
            .GetProperty("participantId").GetGuid());
        Assert.Equal(7, Assert.Single(await hub.ReadAllAsync(_company, $"/v1/partnerships/{id}/results/history")).GetProperty("value").GetInt32());
        Assert.Equal(_company.Id, Assert.Single((await hub.ReadAsync(_company, $"/v1/partnerships/{id}/impact/contributions")).GetProperty("parties").EnumerateArray())
            .GetProperty("participantId").GetGuid());
        Assert.Equal("""{"csr_loentid":60}""", (await hub.ReadAsync(_company, "/v1/impact")).GetProperty("sum").GetProperty("inputs").GetProperty("minutes").GetRawText());
        Assert.Single(await hub.ReadAllAsync(_company, "/v1/impact/entries"));
        Assert.Equal(404, (await hub.PostAsync(_company, $"/v1/partnerships/{id}/results", Result("fælles", 8))).Status);
        Assert.Equal(404, (await hub.GetAsync(_company, $"/v1/partnerships/{id}/impact/value")).Status);
    }

    [Fact]
    public async Task A_follow_up_is_due_until_its_figure_is_recorded()
    {
        var began = DateTimeOffset.UtcNow.AddMonths(-13);
        var id = await hub.KeepAsync(Content(), activated: began);
        var due = (await hub.ReadAllAsync(_municipality, "/v1/impact/followUps?limit=2")).Where(one => one.GetProperty("partnershipId").GetGuid() == id).ToList();
        Assert.Equal(3, due.Count);
        Assert.All(due, one => Assert.Equal(12, one.GetProperty("months").GetInt32()));
        var result = Result("fælles", 12);
        result["day"] = Day(DateTimeOffset.UtcNow.AddDays(-2));
        result["followUpMonths"] = 12;
        Assert.Equal(201, (await hub.PostAsync(_municipality, $"/v1/partnerships/{id}/results", result)).Status);
        Assert.Equal(2, (await hub.ReadAllAsync(_municipality, "/v1/impact/followUps")).Count(one => one.GetProperty("partnershipId").GetGuid() == id));
        Assert.Equal(5, (await hub.ReadAllAsync(_municipality, "/v1/impact/followUps?dueBy=2200-01-01")).Count(one => one.GetProperty("partnershipId").GetGuid() == id));
        var followUps = Line([.. (await hub.ReadAsync(_municipality, $"/v1/partnerships/{id}/results")).GetProperty("lines").EnumerateArray()], _municipality)
            .GetProperty("followUps").EnumerateArray().ToList();
        Assert.Equal([12, 36], followUps.Select(one => one.GetProperty("months").GetInt32()));
        Assert.Equal(12, followUps[0].GetProperty("figure").GetProperty("value").GetInt32());
        Assert.False(followUps[1].TryGetProperty("figure", out _));
    }

    [Fact]
    public async Task The_same_call_twice_records_one_figure()
    {
        var id = await KeepAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => hub.PostAsync(_municipality, $"/v1/partnerships/{id}/results", Result("fælles", 5), key: $"k-{id}")));
        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Single(await hub.ReadAllAsync(_municipality, $"/v1/partnerships/{id}/results/history"));
    }

    [Fact]
    public async Task Nothing_that_was_recorded_can_be_changed_or_deleted()
    {
        var id = await KeepAsync();
        await hub.PostAsync(_municipality, $"/v1/partnerships/{id}/results", Result("fælles", 5));
        await hub.PostAsync(_municipality, $"/v1/partnerships/{id}/impact/estimates", ValuationTests.Estimate());
        foreach (var statement in new[]
        {
            "UPDATE results SET value = 0", "DELETE FROM results", "UPDATE estimates SET content = '{}'", "DELETE FROM estimates", "UPDATE rates SET oere = 0",
            "DELETE FROM rates", "UPDATE partnership_facts SET title = ''", "DELETE FROM partnership_facts",
        })
        {
            await Assert.ThrowsAsync<PostgresException>(() => hub.ScalarAsync(statement));
        }
    }

    internal static JsonObject Result(string key, decimal value) => new()
    {
        ["measureKey"] = key,
        ["value"] = value,
        ["day"] = "2026-06-01",
        ["place"] = "Leksand",
        ["source"] = "Egen opgørelse",
        ["method"] = "Optælling",
    };

    private static readonly Party Declined = SomePartnership.Company();

    private Task<Guid> KeepAsync() => hub.KeepAsync(Content());

    private PublicPartnership Content() => SomePartnership.Of(_municipality, _company, _association) with
    {
        Parties = [.. new[] { _municipality, _company, _association }.Select(party => SomePartnership.At(party)), SomePartnership.At(Declined, "declined")],
        Measures =
        [
            new("fælles", _municipality.Id, "Udsatte lejere", "procent", 50, 10, 25, "Leksand"),
            new("fælles", _company.Id, "Medarbejdere med", "personer", 0, 40, 30, null),
            new("venner", _association.Id, "Nye venner", "personer", null, 5, null, null),
        ],
    };

    private static string Day(DateTimeOffset moment) => moment.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static JsonElement Line(List<JsonElement> lines, Party party) => lines.Single(line => line.GetProperty("participantId").GetGuid() == party.Id);

    private static decimal Number(JsonElement line, string name) => line.GetProperty(name).GetDecimal();
}
