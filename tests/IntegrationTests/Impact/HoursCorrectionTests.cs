using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Impact;

public sealed class HoursCorrectionTests(ImpactHub hub) : IClassFixture<ImpactHub>
{
    private readonly Party _municipality = SomePartnership.Municipality();
    private readonly Party _association = SomePartnership.Association();

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
        Assert.True(asked.Body.TryGetProperty("correction", out _), asked.Text);
        Assert.Equal(409, (await hub.Rest(_municipality).OnHoursAsync(hours.Id, "approve")).Status);
        Assert.Equal(200, (await hub.Rest(_municipality).OnHoursAsync(hours.Id, "approve", new JsonObject { ["notDuplicate"] = true })).Status);
        Assert.Equal(100, (await hub.Rest(_municipality).TotalsAsync(id))["frivillig"]);
    }
}
