using System.Globalization;
using System.Text.Json.Nodes;
using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Impact.V1;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Impact;

public sealed class HoursApprovalTests(ImpactHub hub) : IClassFixture<ImpactHub>
{
    private readonly Party _municipality = SomePartnership.Municipality();
    private readonly Party _association = SomePartnership.Association();

    [Fact]
    public async Task Only_another_party_approves_and_once_is_as_good_as_twice()
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var hours = await hub.Rest(_association).ReportAsync(SomeHours.Row(id, 90));
        Assert.Equal(404, (await hub.Rest(SomePartnership.Company()).OnHoursAsync(hours.Id, "approve")).Status);
        Assert.Equal(404, (await hub.Rest(SomePartnership.Company()).HoursAsync($"/{hours.Id}")).Status);
        Assert.Equal(403, (await hub.Rest(_municipality with { Scopes = "impact:write" }).OnHoursAsync(hours.Id, "approve")).Status);
        Assert.Equal(409, (await hub.Rest(_association).OnHoursAsync(hours.Id, "approve")).Status);
        Assert.Equal(412, (await hub.Rest(_municipality).OnHoursAsync(hours.Id, "approve", ifMatch: "\"7\"")).Status);
        Assert.Empty(await hub.Rest(_municipality).TotalsAsync(id));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => hub.Rest(_municipality).OnHoursAsync(hours.Id, "approve")));
        Assert.All(answers, answer => Assert.Equal((200, "approved"), (answer.Status, answer.State())));
        Assert.Equal(90, (await hub.Rest(_association).TotalsAsync(id))["frivillig"]);
        Assert.Equal(1, await hub.CountAsync("SELECT count(*) FROM ledger WHERE hours_id = $1", hours.Id));
        Assert.Equal(409, (await hub.Rest(_municipality).OnHoursAsync(hours.Id, "reject", new JsonObject { ["reason"] = "for sent" })).Status);
    }

    [Fact]
    public async Task What_is_the_reporters_own_is_told_to_the_reporter_only()
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var row = SomeHours.Row(id);
        var hours = await hub.Rest(_association).ReportAsync(row);
        Assert.Contains((string)row["volunteer"]!, hours.Text, StringComparison.Ordinal);
        foreach (var seen in new[] { await hub.Rest(_municipality).HoursAsync($"/{hours.Id}"), await hub.Rest(_municipality).HoursAsync($"?partnership={id}") })
        {
            Assert.DoesNotContain((string)row["volunteer"]!, seen.Text, StringComparison.Ordinal);
            Assert.DoesNotContain((string)row["reference"]!, seen.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Hours_are_first_once_however_many_are_approved_at_once()
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var hours = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => hub.Rest(_association).ReportAsync(SomeHours.Row(id))));
        await Task.WhenAll(hours.Select(one => hub.Rest(_municipality).OnHoursAsync(one.Id, "approve")));
        await Eventually.Is("all were told", () => hub.Told(id, "HoursApproved").Count == 10);
        Assert.Equal(1, hub.Told(id, "HoursApproved").Count(e => e.Body.GetProperty("isFirst").GetBoolean()));
        Assert.Equal(120 * 10, (await hub.Rest(_municipality).TotalsAsync(id))["frivillig"]);
    }

    [Fact]
    public async Task Many_are_approved_all_or_none_by_both_doors()
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await hub.Rest(_association).ReportAsync(SomeHours.Row(id))).Id);
        }
        var broken = await hub.Rest(_municipality).OnManyHoursAsync("approve", new JsonObject { ["ids"] = new JsonArray([.. ids.Append(Guid.CreateVersion7()).Select(one => JsonValue.Create(one))]) });
        Assert.Equal(404, broken.Status);
        Assert.Empty(await hub.Rest(_municipality).TotalsAsync(id));
        Assert.Equal(422, (await hub.Rest(_municipality).OnManyHoursAsync("approve", [])).Status);

        using var channel = hub.App.Grpc(_municipality);
        var client = new ImpactService.ImpactServiceClient(channel);
        var approved = await client.ApproveHoursAsync(new ApproveHoursRequest { Ids = { ids[0].ToString(), ids[1].ToString() } });
        Assert.All(approved.Hours, hours => Assert.Equal(HoursState.Approved, hours.State));
        var rejected = await client.RejectHoursAsync(new RejectHoursRequest { Ids = { ids[2].ToString() }, Reason = "Aflyst" });
        Assert.Equal("Aflyst", rejected.Hours[0].Reason);
        Assert.Equal(HoursState.Rejected, (await client.GetHoursAsync(new GetHoursRequest { Id = ids[2].ToString() })).Hours.State);
        var late = await Assert.ThrowsAsync<RpcException>(async () => await client.ApproveHoursAsync(new ApproveHoursRequest { Ids = { ids[2].ToString() } }));
        Assert.Equal(StatusCode.FailedPrecondition, late.StatusCode);
        Assert.Equal(240, (await hub.Rest(_municipality).TotalsAsync(id))["frivillig"]);
    }

    [Fact]
    public async Task What_two_systems_reported_is_approved_by_grpc_when_the_call_says_that_it_is_no_duplicate()
    {
        var company = SomePartnership.Company();
        var id = await hub.ActivateAsync(null, _municipality, _association, company);
        var row = SomeHours.Row(id).With("activity", "Lektiehjælp, torsdag").With("volunteer", "frivillig-9");
        var first = await hub.Rest(_association).ReportAsync(row);
        var second = await hub.Rest(company).ReportAsync(row.With("reference", Some.Reference()));
        Assert.Equal("questioned", second.State());
        using var channel = hub.App.Grpc(_municipality);
        var client = new ImpactService.ImpactServiceClient(channel);
        var request = new ApproveHoursRequest { Ids = { first.Id.ToString(), second.Id.ToString() } };
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.ApproveHoursAsync(request));
        Assert.Equal((StatusCode.FailedPrecondition, "conflict"), (refused.StatusCode, refused.Trailers.GetValue("problem-code")));
        Assert.Empty(await hub.Rest(_municipality).TotalsAsync(id));
        request.NotDuplicate = true;
        Assert.All((await client.ApproveHoursAsync(request)).Hours, hours => Assert.Equal(HoursState.Approved, hours.State));
        Assert.Equal(240, (await hub.Rest(_municipality).TotalsAsync(id))["frivillig"]);
    }

    [Fact]
    public async Task A_link_approves_a_batch_once_and_looking_approves_nothing()
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var rows = await hub.Rest(_association).ImportHoursAsync(string.Join('\n', Enumerable.Range(0, 30).Select(_ => SomeHours.Row(id, 70).ToJsonString())));
        var batch = rows[0].GetProperty("batchId").GetGuid();
        var path = $"/v1/hours/batches/{batch}/links";
        Assert.Equal(404, (await NeedsCalls.SendAsync(hub.Rest(SomePartnership.Company()), HttpMethod.Post, path, null)).Status);
        Assert.Equal(409, (await NeedsCalls.SendAsync(hub.Rest(_association), HttpMethod.Post, path, null)).Status);
        var made = await NeedsCalls.SendAsync(hub.Rest(_municipality), HttpMethod.Post, path, null);
        Assert.Equal(201, made.Status);
        var link = made.Body.GetProperty("path").GetString()!;
        Assert.Equal(0, await hub.CountAsync("SELECT count(*) FROM approval_links WHERE encode(token_hash, 'escape') LIKE '%' || $1 || '%'", link.Split('/')[^1]));

        using var anybody = hub.App.Anonymous();
        using var look = await anybody.GetAsync(new Uri(link, UriKind.Relative));
        var page = await look.Content.ReadAsStringAsync();
        Assert.Equal("text/html", look.Content.Headers.ContentType?.MediaType);
        Assert.Contains("no-store", look.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"da\">", page, StringComparison.Ordinal);
        Assert.Contains("35:00", page, StringComparison.Ordinal);
        Assert.Empty(await hub.Rest(_municipality).TotalsAsync(id));

        var pressed = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var response = await anybody.PostAsync(new Uri(link, UriKind.Relative), new FormUrlEncodedContent([]));
            Assert.Equal(200, (int)response.StatusCode);
            return await response.Content.ReadAsStringAsync();
        }));
        Assert.Single(pressed, text => text.Contains("30 rækker tæller nu", StringComparison.Ordinal));
        Assert.Equal(3, pressed.Count(text => text.Contains("allerede", StringComparison.Ordinal)));
        Assert.Equal(30 * 70, (await hub.Rest(_municipality).TotalsAsync(id))["frivillig"]);
        using var unknown = await anybody.PostAsync(new Uri("/v1/approvals/x", UriKind.Relative), null);
        Assert.Equal((404, "application/problem+json"), ((int)unknown.StatusCode, unknown.Content.Headers.ContentType?.MediaType));
        using var browser = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/approvals/x", UriKind.Relative));
        browser.Headers.Accept.ParseAdd("text/html");
        using var nowhere = await anybody.SendAsync(browser);
        Assert.Equal((404, "text/html"), ((int)nowhere.StatusCode, nowhere.Content.Headers.ContentType?.MediaType));
        var decided = await hub.Rest(_association).HoursAsync($"/{rows[0].GetProperty("id").GetGuid()}");
        Assert.Equal(_municipality.Id, decided.Body.GetProperty("decidedBy").GetGuid());
    }

    [Fact]
    public async Task A_correction_counts_when_another_party_approves_it_and_the_past_stays_as_it_was()
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var (reporter, approver) = (hub.Rest(_association), hub.Rest(_municipality));
        var hours = await reporter.ReportAsync(SomeHours.Row(id, 90));
        await approver.OnHoursAsync(hours.Id, "approve");
        var before = (await approver.HoursAsync($"/totals?partnership={id}")).Body.GetProperty("asOf").GetDateTimeOffset();

        Assert.Equal(409, (await approver.OnHoursAsync(hours.Id, "correct", new JsonObject { ["minutes"] = 1, ["reason"] = "x" })).Status);
        Assert.Equal(422, (await reporter.OnHoursAsync(hours.Id, "correct", new JsonObject { ["reason"] = "x" })).Status);
        var asked = await reporter.OnHoursAsync(hours.Id, "correct", new JsonObject { ["minutes"] = 60, ["kind"] = "faglig", ["reason"] = "Vi sluttede før" });
        Assert.Equal(("approved", 90, 60), (asked.State(), asked.Body.GetProperty("minutes").GetInt32(), asked.Body.GetProperty("correction").GetProperty("minutes").GetInt32()));
        Assert.Equal(90, (await approver.TotalsAsync(id))["frivillig"]);
        Assert.Equal(hours.Id, Assert.Single(await approver.AllHoursAsync($"?partnership={id}&waiting=true")).GetProperty("id").GetGuid());
        Assert.Equal(409, (await reporter.OnHoursAsync(hours.Id, "approve")).Status);

        Assert.Equal(200, (await approver.OnHoursAsync(hours.Id, "approve")).Status);
        Assert.Equal([("faglig", 60L)], (await approver.TotalsAsync(id)).Select(kind => (kind.Key, kind.Value)));
        Assert.Equal([("frivillig", 90L)], (await approver.TotalsAsync(id, before)).Select(kind => (kind.Key, kind.Value)));
        var entries = (await reporter.HoursAsync($"/{hours.Id}")).Body.GetProperty("entries").EnumerateArray().ToList();
        Assert.Equal([90, -90, 60], entries.Select(entry => entry.GetProperty("minutes").GetInt32()));
        Assert.Equal(entries[0].GetProperty("number").GetInt64(), entries[1].GetProperty("reverses").GetInt64());

        // Taken back, it counts no more; a refused wish changes nothing.
        await reporter.OnHoursAsync(hours.Id, "correct", new JsonObject { ["cancel"] = true, ["reason"] = "Det var os selv" });
        await approver.OnHoursAsync(hours.Id, "reject", new JsonObject { ["reason"] = "Nej" });
        Assert.Equal(60, (await approver.TotalsAsync(id))["faglig"]);
        await reporter.OnHoursAsync(hours.Id, "correct", new JsonObject { ["cancel"] = true, ["reason"] = "Det var os selv" });
        Assert.Equal("rejected", (await approver.OnHoursAsync(hours.Id, "approve")).State());
        Assert.Empty(await approver.TotalsAsync(id));
        await Eventually.Is("the corrections were told", () => hub.Told(id, "HoursCorrected").Count == 2);
    }

    [Fact]
    public async Task A_correction_fills_a_day_before_it_is_approved()
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var (reporter, approver) = (hub.Rest(_association), hub.Rest(_municipality));
        JsonObject Row(int minutes) => SomeHours.Row(id, minutes).With("volunteer", "frivillig-1");
        var hours = await reporter.ReportAsync(Row(600));
        await approver.OnHoursAsync(hours.Id, "approve");
        Assert.Equal(200, (await reporter.OnHoursAsync(hours.Id, "correct", new JsonObject { ["minutes"] = 1_000, ["reason"] = "hele dagen" })).Status);
        Assert.Equal(422, (await reporter.ReportAsync(Row(500))).Status);
        var more = await reporter.ReportAsync(Row(440));
        Assert.Equal(201, more.Status);
        Assert.Equal(422, (await reporter.OnHoursAsync(more.Id, "correct", new JsonObject { ["minutes"] = 441, ["reason"] = "en til" })).Status);
        Assert.Equal(200, (await reporter.OnHoursAsync(more.Id, "correct", new JsonObject { ["minutes"] = 30, ["reason"] = "for meget" })).Status);
        Assert.Equal(200, (await approver.OnHoursAsync(hours.Id, "approve")).Status);
        Assert.Equal(1_000, (await approver.TotalsAsync(id))["frivillig"]);
    }

    [Fact]
    public async Task An_answer_for_a_past_moment_never_changes_while_others_report()
    {
        var id = await hub.ActivateAsync(600, _municipality, _association);
        var known = new List<(DateTimeOffset AsOf, long Minutes)>();
        var writing = Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            for (var i = 0; i < 25; i++)
            {
                Assert.Equal(201, (await hub.Rest(_association).ReportAsync(SomeHours.Row(id, 7))).Status);
            }
        }));
        while (!writing.IsCompleted)
        {
            var now = await hub.Rest(_municipality).HoursAsync($"/totals?partnership={id}");
            var minutes = now.Body.GetProperty("minutes");
            known.Add((now.Body.GetProperty("asOf").GetDateTimeOffset(), minutes.TryGetProperty("frivillig", out var sum) ? sum.GetInt64() : 0));
        }
        await writing;
        Assert.NotEmpty(known);
        foreach (var (asOf, minutes) in known)
        {
            Assert.Equal(minutes, (await hub.Rest(_municipality).TotalsAsync(id, asOf)).GetValueOrDefault("frivillig"));
        }
        Assert.Equal(700, (await hub.Rest(_municipality).TotalsAsync(id))["frivillig"]);
        Assert.Equal(422, (await hub.Rest(_municipality).HoursAsync($"/totals?partnership={id}&asOf=2999-01-01T00:00:00Z")).Status);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_any_mix_of_reports_and_corrections_ledger_totals_and_list_say_the_same(int seed)
    {
        var id = await hub.ActivateAsync(45, _municipality, _association);
        // What is random is what is done, not what is true afterwards.
        var random = new Random(seed);
        Party[] parties = [_municipality, _association];
        var reports = new List<(Guid Id, Party Reporter)>();
        string[] kinds = ["frivillig", "csr_loentid", "faglig"];
        for (var step = 0; step < 120; step++)
        {
            var one = reports.Count == 0 ? default : reports[random.Next(reports.Count)];
            var other = one.Reporter == _municipality ? _association : _municipality;
            switch (reports.Count == 0 ? 0 : random.Next(6))
            {
                case 0 or 1:
                    var reporter = parties[random.Next(2)];
                    var row = SomeHours.Row(id, random.Next(1, 200)).With("kind", kinds[random.Next(3)]).With("partyId", parties[random.Next(2)].Id)
                        .With("day", new DateOnly(2026, 1, 1).AddDays(random.Next(100)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                    if (random.Next(4) == 0)
                    {
                        // Sometimes both report the same.
                        row = row.With("activity", "Fælles").With("volunteer", $"v-{random.Next(3)}").With("day", "2026-02-02").With("minutes", random.Next(1, 50));
                    }
                    if (await hub.Rest(reporter).ReportAsync(row) is { Status: 201 } reported)
                    {
                        reports.Add((reported.Id, reporter));
                    }
                    break;
                case 2:
                    await hub.Rest(other).OnHoursAsync(one.Id, "approve", new JsonObject { ["notDuplicate"] = random.Next(2) == 0 });
                    break;
                case 3:
                    await hub.Rest(other).OnHoursAsync(one.Id, "reject", new JsonObject { ["reason"] = "nej" });
                    break;
                case 4:
                    var correction = new JsonObject { ["minutes"] = random.Next(1, 200), ["reason"] = "rettet" };
                    if (random.Next(2) == 0)
                    {
                        correction["kind"] = kinds[random.Next(3)];
                    }
                    await hub.Rest(one.Reporter).OnHoursAsync(one.Id, "correct", correction);
                    break;
                default:
                    await hub.Rest(one.Reporter).OnHoursAsync(one.Id, "correct", new JsonObject { ["cancel"] = true, ["reason"] = "taget tilbage" });
                    break;
            }
        }
        var totals = await hub.Rest(_municipality).HoursAsync($"/totals?partnership={id}");
        var known = await hub.Rest(_municipality).HoursAsync($"/totals?partnership={id}&asOf={Uri.EscapeDataString(totals.Body.GetProperty("asOf").GetString()!)}");
        Assert.Equal(totals.Text.Split("\"minutes\"", 2)[1], known.Text.Split("\"minutes\"", 2)[1]);

        var listed = (await hub.Rest(_association).AllHoursAsync($"?partnership={id}&state=approved&limit=7"))
            .GroupBy(hours => hours.GetProperty("kind").GetString()!).ToDictionary(kind => kind.Key, kind => kind.Sum(hours => (long)hours.GetProperty("minutes").GetInt32()));
        var summed = totals.Body.GetProperty("minutes").EnumerateObject().ToDictionary(kind => kind.Name, kind => kind.Value.GetInt64());
        Assert.NotEmpty(listed);
        Assert.Equal(listed.OrderBy(kind => kind.Key), summed.OrderBy(kind => kind.Key));
        foreach (var kind in kinds)
        {
            Assert.Equal(listed.GetValueOrDefault(kind), await hub.CountAsync("SELECT coalesce(sum(minutes), 0) FROM ledger WHERE partnership_id = $1 AND kind = $2", id, kind));
        }
        Assert.Equal(0, await hub.CountAsync("SELECT count(*) FROM totals WHERE partnership_id = $1 AND (minutes < 0 OR reports < 0)", id));
        Assert.Equal(0, await hub.CountAsync(
            "SELECT count(*) FROM (SELECT recorded_at < lag(recorded_at) OVER (ORDER BY number) AS is_back FROM ledger WHERE partnership_id = $1) AS moments WHERE is_back", id));
    }

    [Fact]
    public async Task The_ledger_is_never_changed()
    {
        var id = await hub.ActivateAsync(600, _municipality, _association);
        await hub.Rest(_association).ReportAsync(SomeHours.Row(id));
        foreach (var statement in new[] { "UPDATE ledger SET minutes = 1 WHERE partnership_id = $1", "DELETE FROM ledger WHERE partnership_id = $1" })
        {
            await Assert.ThrowsAsync<Npgsql.PostgresException>(() => hub.CountAsync(statement, id));
        }
    }

    [Fact]
    public async Task The_api_document_tells_of_every_way_and_its_problems()
    {
        var document = (await NeedsCalls.SendAsync(hub.App.Anonymous(), HttpMethod.Get, "/openapi/v1.json", null)).Body;
        var paths = document.GetProperty("paths");
        foreach (var path in new[] { "/v1/hours", "/v1/hours/{id}:correct", "/v1/hours:approve", "/v1/hours/totals", "/v1/hours/checksums", "/v1/hours/batches/{batchId}/links", "/v1/approvals/{token}" })
        {
            Assert.True(paths.TryGetProperty(path, out _), path);
        }
        var accepted = paths.GetProperty("/v1/hours:import").GetProperty("post").GetProperty("requestBody").GetProperty("content").EnumerateObject();
        Assert.Equal(["application/x-ndjson", "text/csv"], accepted.Select(type => type.Name).Order());
        var row = document.GetProperty("components").GetProperty("schemas").GetProperty("ReportHour");
        Assert.Equal(["reference", "partnershipId", "kind", "minutes", "day", "activity"], row.GetProperty("required").EnumerateArray().Select(name => name.GetString()));
        Assert.Contains("csr_loentid", document.GetProperty("components").GetProperty("schemas").GetProperty("HoursKind").GetRawText(), StringComparison.Ordinal);
        Assert.All(paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()), operation => Assert.True(operation.Value.TryGetProperty("summary", out _)));

        // What the document gives as an example works.
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var example = JsonNode.Parse(row.GetProperty("examples")[0].GetRawText())!.AsObject().With("partnershipId", id);
        Assert.Equal(201, (await hub.Rest(_association).ReportAsync(example)).Status);
    }

    [Fact]
    public async Task A_reporter_compares_what_it_sent_with_what_the_hub_holds()
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var reporter = hub.Rest(_association);
        foreach (var (reference, minutes) in new[] { ("b", 60), ("a", 30), ("Å", 15) })
        {
            await reporter.ReportAsync(SomeHours.Row(id, minutes, reference).With("day", "2026-03-05"));
        }
        await hub.Rest(_municipality).ReportAsync(SomeHours.Row(id, 500, "a").With("day", "2026-03-05"));
        var sums = (await reporter.HoursAsync("/checksums?from=2026-03-04&until=2026-03-06")).Body;
        var days = sums.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([0, 3, 0], days.Select(day => day.GetProperty("count").GetInt32()));
        Assert.Equal(105, days[1].GetProperty("minutes").GetProperty("frivillig").GetInt64());
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("a:30\nb:60\nÅ:15\n"))),
            days[1].GetProperty("checksum").GetString());
        Assert.True(sums.TryGetProperty("lastReportedAt", out _));
        Assert.Equal(422, (await reporter.HoursAsync("/checksums?from=2026-03-07&until=2026-03-06")).Status);
        Assert.Equal(422, (await reporter.HoursAsync("/checksums?from=9999-12-31&until=9999-12-31")).Status);
        Assert.Equal(200, (await reporter.HoursAsync("/checksums?until=0001-01-01")).Status);
    }
}
