using Microsoft.Extensions.Logging.Abstractions;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Needs;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.IntegrationTests.Needs;

public sealed class ExpiringTests(NeedsFixture hub) : IClassFixture<NeedsFixture>
{
    private const string MakeDue = "UPDATE needs SET expires_at = now() - interval '1 second' WHERE publisher_id = $1 RETURNING 1";

    [Fact]
    public async Task A_need_whose_time_ran_out_ends_and_its_end_is_told()
    {
        var party = Some.Municipality();
        var publisher = hub.App.Rest(party);
        var need = await publisher.PublishAsync(Some.Need());
        await hub.CountAsync(MakeDue, party.Id);

        await Eventually.Is("the need has expired", async () =>
            (await publisher.GetNeedAsync(need.Id)).Body.GetProperty("status").GetString() == "expired");
        await Eventually.Is("its end is told", () => hub.Tap.About(need.Id).Any(e => e.Type == "NeedExpired"));
        var end = hub.Tap.About(need.Id).Single(e => e.Type == "NeedExpired");
        Assert.Equal(2, end.Body.GetProperty("version").GetInt64());
        Assert.Equal(["published", "expired"], (await publisher.HistoryAsync(need.Id)).Body.GetProperty("items").EnumerateArray()
            .Select(item => item.GetProperty("change").GetString()));
    }

    [Fact]
    public async Task More_than_one_batch_ends_and_none_twice()
    {
        var party = Some.Municipality();
        var publisher = hub.App.Rest(party);
        await publisher.ImportAsync(Enumerable.Range(0, ExpireNeeds.BatchSize + 50).Select(_ => Some.Need().ToJsonString()));
        await hub.CountAsync(MakeDue, party.Id);
        await Eventually.Is("all have expired", async () =>
            await hub.CountAsync("SELECT count(*) FROM needs WHERE publisher_id = $1 AND status = 'expired' AND version = 2", party.Id) == ExpireNeeds.BatchSize + 50);
    }

    [Fact]
    public async Task One_that_cannot_be_ended_holds_up_no_other()
    {
        var party = Some.Municipality();
        var publisher = hub.App.Rest(party);
        var bad = await publisher.PublishAsync(Some.Need());
        var good = await publisher.PublishAsync(Some.Need());
        await hub.CountAsync("INSERT INTO need_versions (need_id, version, status, content, change, changed_at) VALUES ($1, 1, 'published', '{}', 'published', now()) RETURNING 1", bad.Id);
        await hub.CountAsync(MakeDue, party.Id);
        await Eventually.Is("the good one has expired", async () =>
            (await publisher.GetNeedAsync(good.Id)).Body.GetProperty("status").GetString() == "expired");
        Assert.Equal("published", (await publisher.GetNeedAsync(bad.Id)).Body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task It_stops_at_once()
    {
        using var expiring = new ExpireNeeds(hub.Database, hub.App.Part<Outbox>(), hub.App.Part<ExpireHolds>(), NullLogger<ExpireNeeds>.Instance);
        await expiring.StartAsync(CancellationToken.None);
        await expiring.StopAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5));
    }
}
