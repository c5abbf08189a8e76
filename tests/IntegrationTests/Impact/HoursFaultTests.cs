using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Impact;

public sealed class HoursFaultTests(ImpactHub hub) : IClassFixture<ImpactHub>
{
    private readonly Party _municipality = SomePartnership.Municipality();
    private readonly Party _association = SomePartnership.Association();

    [Fact]
    public async Task Whatever_is_cut_off_partnerships_come_to_their_last_version_and_reports_count_once()
    {
        var id = await hub.ActivateAsync(600, _municipality, _association);
        var content = SomePartnership.Of(_municipality, _association) with { AutoApprovedMinutes = 600 };
        var versions = Enumerable.Range(6, 40).ToArray();
        Random.Shared.Shuffle(versions);
        var publishing = Task.Run(async () =>
        {
            foreach (var version in versions)
            {
                await hub.PublishAsync(new PartnershipChanged(id, version, content with { Title = $"Nr. {version}" }, "taskMoved", [], SomePartnership.Began));
            }
        });
        var reporting = Task.WhenAll(Enumerable.Range(0, 30).Select(async _ =>
        {
            var row = SomeHours.Row(id, 10);
            await Eventually.Is("the report is taken", async () => (await hub.Rest(_association).ReportAsync(row)).Status is 200 or 201);
        }));
        for (var cut = 0; cut < 8; cut++)
        {
            await hub.CutAsync();
            // Room for some to get through, and for the others to be in the middle.
            await Task.Delay(100);
        }
        await Task.WhenAll(publishing, reporting);
        await hub.KnowsAsync(id, 45);
        await Eventually.Is("every message was taken", async () => await hub.CountAsync("SELECT count(*) FROM partnerships WHERE id = $1 AND title = 'Nr. 45'", id) == 1);
        Assert.Equal(300, (await hub.Rest(_municipality).TotalsAsync(id))["frivillig"]);
        Assert.Equal(30, await hub.CountAsync("SELECT count(*) FROM ledger WHERE partnership_id = $1", id));
        Assert.Equal(30, await hub.CountAsync("SELECT count(*) FROM outbox WHERE type = 'HoursApproved' AND body LIKE '%' || $1 || '%'", id.ToString()));
    }

    [Fact]
    public async Task What_was_rejected_is_reported_anew_by_correcting_it()
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var hours = await hub.Rest(_association).ReportAsync(SomeHours.Row(id, 100));
        Assert.Equal("rejected", (await hub.Rest(_municipality).OnHoursAsync(hours.Id, "reject", new JsonObject { ["reason"] = "For mange" })).State());
        Assert.Equal(409, (await hub.Rest(_municipality).OnHoursAsync(hours.Id, "approve")).Status);
        var again = await hub.Rest(_association).OnHoursAsync(hours.Id, "correct", new JsonObject { ["minutes"] = 50, ["reason"] = "Talt igen" });
        Assert.Equal(("reported", "\"3\""), (again.State(), again.ETag));
        Assert.Equal("approved", (await hub.Rest(_municipality).OnHoursAsync(hours.Id, "approve")).State());
        Assert.Equal(50, (await hub.Rest(_municipality).TotalsAsync(id))["frivillig"]);
    }

    [Fact]
    public async Task A_small_correction_counts_at_once_by_the_agreed_rule_and_a_large_one_waits()
    {
        var id = await hub.ActivateAsync(60, _municipality, _association);
        var hours = await hub.Rest(_association).ReportAsync(SomeHours.Row(id, 60));
        var smaller = await hub.Rest(_association).OnHoursAsync(hours.Id, "correct", new JsonObject { ["minutes"] = 30, ["reason"] = "Kortere" });
        Assert.Equal((30, "\"2\""), (smaller.Body.GetProperty("minutes").GetInt32(), smaller.ETag));
        Assert.Equal(30, (await hub.Rest(_municipality).TotalsAsync(id))["frivillig"]);
        var larger = await hub.Rest(_association).OnHoursAsync(hours.Id, "correct", new JsonObject { ["minutes"] = 61, ["reason"] = "Længere" });
        Assert.Equal(61, larger.Body.GetProperty("correction").GetProperty("minutes").GetInt32());
        Assert.Equal(30, (await hub.Rest(_municipality).TotalsAsync(id))["frivillig"]);
    }

    [Fact]
    public async Task A_correction_to_what_another_reported_is_a_question_too()
    {
        var id = await hub.ActivateAsync(60, _municipality, _association);
        var row = SomeHours.Row(id, 50).With("volunteer", "frivillig-3");
        await hub.Rest(_municipality).ReportAsync(row.DeepClone().AsObject().With("reference", Some.Reference()).With("day", "2026-05-05"));
        var hours = await hub.Rest(_association).ReportAsync(row);
        Assert.Equal("approved", hours.State());
        var asked = await hub.Rest(_association).OnHoursAsync(hours.Id, "correct", new JsonObject { ["day"] = "2026-05-05", ["reason"] = "Dagen var forkert" });
        Assert.True(asked.Body.TryGetProperty("correction", out _));
        Assert.Equal(409, (await hub.Rest(_municipality).OnHoursAsync(hours.Id, "approve")).Status);
        Assert.Equal(200, (await hub.Rest(_municipality).OnHoursAsync(hours.Id, "approve", new JsonObject { ["notDuplicate"] = true })).Status);
        Assert.Equal(100, (await hub.Rest(_municipality).TotalsAsync(id))["frivillig"]);
    }
}
