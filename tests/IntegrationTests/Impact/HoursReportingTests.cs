using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Impact.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Impact;

public sealed class HoursReportingTests(ImpactHub hub) : IClassFixture<ImpactHub>
{
    private readonly Party _municipality = SomePartnership.Municipality();
    private readonly Party _association = SomePartnership.Association();

    [Fact]
    public async Task The_same_reference_again_changes_nothing_then_replaces_and_is_refused_when_decided()
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var reporter = hub.Rest(_association);
        var row = SomeHours.Row(id, 60);
        var first = await reporter.ReportAsync(row);
        var again = await reporter.ReportAsync(row);
        var replaced = await reporter.ReportAsync(row.With("minutes", 90));
        Assert.Equal((201, 200, 200), (first.Status, again.Status, replaced.Status));
        Assert.Equal((first.Id, "\"1\"", "\"2\""), (replaced.Id, again.ETag, replaced.ETag));
        Assert.Equal(1, await hub.CountAsync("SELECT count(*) FROM hours WHERE partnership_id = $1", id));

        await hub.Rest(_municipality).OnHoursAsync(first.Id, "approve");
        var refused = await reporter.ReportAsync(row.With("minutes", 95));
        Assert.Equal(409, refused.Status);
        Assert.Contains($"/v1/hours/{first.Id}:correct", refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await reporter.ReportAsync(row.With("minutes", 90))).Status);
    }

    [Theory]
    [InlineData("volunteer", "Anders Hansen")]
    [InlineData("volunteer", "Anders-Hansen")]
    [InlineData("volunteer", "æøå1")]
    [InlineData("minutes", 0)]
    [InlineData("minutes", 1_441)]
    [InlineData("day", "2999-01-01")]
    [InlineData("day", "2024-12-01")]
    [InlineData("activity", "  ")]
    [InlineData("reference", null)]
    public async Task A_row_that_breaks_a_rule_is_refused_with_the_field(string field, object? value)
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var row = SomeHours.Row(id);
        row[field] = value switch { int number => JsonValue.Create(number), string text => JsonValue.Create(text), _ => null };
        var refused = await hub.Rest(_association).ReportAsync(row);
        Assert.Equal((422, $"#/{field}"), (refused.Status, refused.Pointers[0]));
        Assert.Equal(0, await hub.CountAsync("SELECT count(*) FROM hours WHERE partnership_id = $1", id));
    }

    [Fact]
    public async Task A_number_of_a_person_is_never_a_pseudonym()
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var refused = await hub.Rest(_association).ReportAsync(SomeHours.Row(id).With("volunteer", "070761-4285"));
        Assert.Equal((422, "personal-data-detected"), (refused.Status, refused.Code));
        var csv = await hub.Rest(_association).ImportHoursAsync(
            $"reference,partnershipId,kind,minutes,day,activity,volunteer\na1,{id},frivillig,60,2026-01-01,Hjælp,070761-4285\n", "text/csv");
        Assert.Equal("personal-data-detected", csv[0].GetProperty("code").GetString());
        Assert.DoesNotContain("070761", csv[0].GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_imports_at_once_never_fill_a_volunteers_day_with_more_than_24_hours()
    {
        var one = await hub.ActivateAsync(null, _municipality, _association);
        var other = await hub.ActivateAsync(null, _municipality, _association);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => hub.Rest(_association).ImportHoursAsync(
            Lines(Enumerable.Range(0, 5).Select(_ => SomeHours.Row(i % 2 == 0 ? one : other, 100).With("volunteer", "frivillig-døgn".Replace('ø', '0')))))));
        var rows = answers.SelectMany(answer => answer).ToList();
        // 14 times 100 minutes fit into 1,440.
        Assert.Equal((14, 46), (rows.Count(row => row.Outcome() == "reported"), rows.Count(row => row.Outcome() == "refused")));
        Assert.Equal(1_400, await hub.CountAsync("SELECT sum(minutes) FROM hours WHERE reporter_id = $1", _association.Id));
    }

    [Fact]
    public async Task A_bad_row_never_stops_the_others_and_the_same_file_again_doubles_nothing()
    {
        var id = await hub.ActivateAsync(60, _municipality, _association);
        var twice = Some.Reference();
        string[] lines =
        [
            SomeHours.Row(id, 60).ToJsonString(), "{ not json", SomeHours.Row(id).With("minutes", -1).ToJsonString(), "",
            SomeHours.Row(Guid.CreateVersion7()).ToJsonString(), SomeHours.Row(id, 61).ToJsonString(),
            SomeHours.Row(id, 90, twice).With("activity", "a").ToJsonString(), SomeHours.Row(id, 91, twice).With("activity", "a").ToJsonString(),
            SomeHours.Row(id).With("activity", new string('x', 9_000)).ToJsonString(), """{"reference":"\u0000"}""",
        ];
        var rows = await hub.Rest(_association).ImportHoursAsync(string.Join('\n', lines));
        Assert.Equal(
            ["1 reported", "2 malformed-request", "3 invalid-fields", "5 not-found", "6 reported", "7 reported", "8 replaced", "9 too-large", "10 invalid-fields"],
            rows.Select(row => $"{row.GetProperty("row").GetInt32()} {(row.TryGetProperty("code", out var code) ? code.GetString() : row.Outcome())}"));
        Assert.Equal("approved", rows[0].GetProperty("state").GetString());
        Assert.Equal("reported", rows[4].GetProperty("state").GetString());
        Assert.Equal(60, (await hub.Rest(_municipality).TotalsAsync(id))["frivillig"]);

        var again = await hub.Rest(_association).ImportHoursAsync(string.Join('\n', lines[0], lines[5], lines[7]));
        Assert.All(again, row => Assert.Equal("unchanged", row.Outcome()));
        Assert.Equal(60, (await hub.Rest(_municipality).TotalsAsync(id))["frivillig"]);
    }

    [Fact]
    public async Task Hostile_csv_spoils_its_own_rows_only()
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var csv = new StringBuilder("\uFEFFReference;partnershipid;kind;minutes;day;activity;volunteer\r\n")
            .Append(CultureInfo.InvariantCulture, $"h1;{id};frivillig;60;2026-01-01;\"Hjælp; med \"\"lektier\"\"\";v-1\r\n")
            .Append(CultureInfo.InvariantCulture, $"h2;{id};frivillig;60;2026-01-01;\"aldrig lukket;v-2\r\n")
            .Append(CultureInfo.InvariantCulture, $"h3;{id};frivillig;60;2026-01-01;for;mange;felter;v-3\r\n")
            .Append(CultureInfo.InvariantCulture, $"h4;{id};frivillig;1e3;2026-01-01;Hjælp;v-4\r\n")
            .Append(CultureInfo.InvariantCulture, $"h5;{id};faglig;60;2026-01-01;=HYPERLINK(\"\"x\"\");v-5\r\n")
            .Append("\r\n\0\u0001;;;;;;\r\n")
            .Append(CultureInfo.InvariantCulture, $"h6;{id};csr_loentid;60;2026-01-01;Hjælp;\n");
        var rows = await hub.Rest(_association).ImportHoursAsync(csv.ToString(), "text/csv");
        Assert.Equal(
            ["2 reported", "3 malformed-request", "4 malformed-request", "5 malformed-request", "6 reported", "8 invalid-fields", "9 reported"],
            rows.Select(row => $"{row.GetProperty("row").GetInt32()} {(row.TryGetProperty("code", out var code) ? code.GetString() : row.Outcome())}"));
        Assert.Equal(1, await hub.CountAsync("SELECT count(*) FROM hours WHERE partnership_id = $1 AND activity = 'Hjælp; med \"lektier\"'", id));

        var headless = await hub.Rest(_association).ImportHoursAsync($"h7;{id};faglig;60\nh8;{id};faglig;60\n", "text/csv");
        Assert.Equal((1, "invalid-fields"), (Assert.Single(headless).GetProperty("row").GetInt32(), headless[0].GetProperty("code").GetString()));
        using var wrong = new StringContent("x", Encoding.Latin1, "text/csv");
        Assert.Equal(415, (int)(await hub.Rest(_association).PostAsync(new Uri("/v1/hours:import", UriKind.Relative), wrong)).StatusCode);
    }

    [Fact]
    public async Task Fifty_thousand_lines_of_json_count_at_once_by_the_agreed_rule()
    {
        var id = await hub.ActivateAsync(60, _municipality, _association);
        var rows = await hub.Rest(_association).ImportHoursAsync(Lines(Enumerable.Range(0, 50_000).Select(i => Numbered(id, i, "n", 60))));
        Assert.Equal(50_000, rows.Count(row => row.Outcome() == "reported"));
        Assert.Equal(50_000 * 60, (await hub.Rest(_municipality).TotalsAsync(id))["frivillig"]);
        Assert.Equal(50_000, await hub.CountAsync("SELECT reports FROM totals WHERE partnership_id = $1 AND month = '2025-02-01'", id)
            + await hub.CountAsync("SELECT sum(reports) FROM totals WHERE partnership_id = $1 AND month > '2025-02-01'", id));
    }

    [Fact]
    public async Task Fifty_thousand_lines_of_csv_are_approved_in_one_step_and_the_next_line_is_refused()
    {
        var id = await hub.ActivateAsync(60, _municipality, _association);
        var csv = new StringBuilder("reference,partnershipId,kind,minutes,day,activity,volunteer\n");
        for (var i = 0; i < 50_001; i++)
        {
            var row = Numbered(id, i, "c", 61);
            csv.Append(CultureInfo.InvariantCulture, $"{row["reference"]},{id},faglig,61,{row["day"]},Lektiehjælp,{row["volunteer"]}\n");
        }
        var rows = await hub.Rest(_association).ImportHoursAsync(csv.ToString(), "text/csv");
        Assert.Equal((50_000, "too-large"), (rows.Count(row => row.Outcome() == "reported"), rows[^1].GetProperty("code").GetString()));
        Assert.Empty(await hub.Rest(_municipality).TotalsAsync(id));
        var batch = rows[0].GetProperty("batchId").GetGuid();
        var approved = await hub.Rest(_municipality).OnManyHoursAsync("approve", new JsonObject { ["batchId"] = batch });
        Assert.Equal((200, 50_000), (approved.Status, approved.Body.GetProperty("decided").GetInt32()));
        Assert.Equal(50_000 * 61, (await hub.Rest(_municipality).TotalsAsync(id))["faglig"]);
        await Eventually.Is("it was told in one piece", () => hub.Told(id, "HoursApproved").Count == 1);
        Assert.Equal(50_000, hub.Told(id, "HoursApproved")[0].Body.GetProperty("hours").GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task A_stream_of_fifty_thousand_rows_tells_of_those_that_were_refused()
    {
        var id = await hub.ActivateAsync(60, _municipality, _association);
        using var channel = hub.App.Grpc(_association);
        using var call = new ImpactService.ImpactServiceClient(channel).ReportHours();
        for (var i = 0; i < 50_000; i++)
        {
            var row = Numbered(id, i, "s", 1);
            await call.RequestStream.WriteAsync(new ReportHoursRequest
            {
                Row = new HoursRow
                {
                    Reference = (string)row["reference"]!,
                    PartnershipId = id.ToString(),
                    Kind = i == 7 ? HoursKind.Unspecified : HoursKind.CsrLoentid,
                    Minutes = 1,
                    Day = (string)row["day"]!,
                    Activity = i == 9 ? "cpr 070761-4285" : "Stand",
                    Volunteer = (string)row["volunteer"]!,
                },
            });
        }
        await call.RequestStream.CompleteAsync();
        var streamed = await call.ResponseAsync;
        Assert.Equal((49_998, 0, 2), (streamed.Accepted, streamed.Unchanged, streamed.Refused));
        Assert.Equal([(8, "invalid-fields"), (10, "personal-data-detected")], streamed.Problems.Select(problem => (problem.Row, problem.Code)));
        Assert.Equal(49_998, (await hub.Rest(_municipality).TotalsAsync(id))["csr_loentid"]);
    }

    [Fact]
    public async Task What_two_reporters_report_is_shown_to_both_before_it_counts()
    {
        var company = SomePartnership.Company();
        var id = await hub.ActivateAsync(600, _municipality, _association, company);
        var row = SomeHours.Row(id).With("activity", "Lektie-hjælp, tirsdag").With("volunteer", "frivillig-9");
        var first = await hub.Rest(_association).ReportAsync(row.DeepClone().AsObject().With("minutes", 700));
        Assert.Equal("reported", first.State());
        var second = await hub.Rest(company).ReportAsync(row.With("reference", Some.Reference()).With("activity", "LEKTIE hjælp  tirsdag").With("kind", "csr_loentid"));
        Assert.Equal("questioned", second.State());
        foreach (var party in new[] { _association, company })
        {
            var questioned = await hub.Rest(party).AllHoursAsync($"?partnership={id}&state=questioned");
            Assert.Equal([first.Id, second.Id], questioned.Select(item => item.GetProperty("id").GetGuid()));
        }
        Assert.Equal(second.Id, (await hub.Rest(_association).HoursAsync($"/{first.Id}")).Body.GetProperty("perhapsSameAs")[0].GetGuid());
        Assert.Equal(409, (await hub.Rest(_municipality).OnHoursAsync(first.Id, "approve")).Status);
        Assert.Empty(await hub.Rest(_municipality).TotalsAsync(id));
        await Eventually.Is("both were told", () => hub.Told(id, "HoursReported").Any(e => e.Body.GetProperty("hours").GetProperty("questioned").GetInt32() == 1
            && e.Body.GetProperty("audience").EnumerateArray().Select(to => to.GetGuid()).ToHashSet().IsSupersetOf([_association.Id, company.Id])));

        // With one rejected the other is like any report.
        Assert.Equal(200, (await hub.Rest(_municipality).OnHoursAsync(second.Id, "reject", new JsonObject { ["reason"] = "Talt hos foreningen" })).Status);
        Assert.Equal("reported", (await hub.Rest(_association).HoursAsync($"/{first.Id}")).State());
        Assert.Equal("approved", (await hub.Rest(_municipality).OnHoursAsync(first.Id, "approve")).State());

        // Who reports what counts already is questioned; it counts when somebody says that it is not the same.
        var third = await hub.Rest(_municipality).ReportAsync(row.With("reference", Some.Reference()).With("kind", "faglig"));
        Assert.Equal("questioned", third.State());
        Assert.Equal("approved", (await hub.Rest(company).OnHoursAsync(third.Id, "approve", new JsonObject { ["notDuplicate"] = true })).State());
        Assert.Equal([("faglig", 120L), ("frivillig", 700L)], (await hub.Rest(_municipality).TotalsAsync(id)).OrderBy(kind => kind.Key).Select(kind => (kind.Key, kind.Value)));
    }

    [Fact]
    public async Task Two_reporters_who_race_with_the_same_work_are_both_questioned()
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var rows = Enumerable.Range(0, 20).Select(_ => SomeHours.Row(id)).ToList();
        await Task.WhenAll(rows.SelectMany(row => new[] { _municipality, _association }.Select(party =>
            hub.Rest(party).ReportAsync(row.DeepClone().AsObject().With("reference", Some.Reference())))));
        Assert.Equal(40, await hub.CountAsync("SELECT count(*) FROM hours WHERE partnership_id = $1 AND state = 'questioned'", id));
    }

    private static string Lines(IEnumerable<JsonObject> rows) => string.Join('\n', rows.Select(row => row.ToJsonString()));

    private static JsonObject Numbered(Guid partnership, int i, string prefix, int minutes) => SomeHours.Row(partnership, minutes, $"{prefix}-{i}")
        .With("day", new DateOnly(2025, 2, 1).AddDays(i % 300).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)).With("volunteer", $"{prefix}-{i / 300}")
        .With("activity", "Lektiehjælp");
}
