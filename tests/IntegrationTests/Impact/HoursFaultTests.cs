using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Impact;

/// <summary>In a hub of its own: what is cut is felt by whoever calls next.</summary>
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
}
