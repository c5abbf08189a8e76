using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Impact;

public sealed class HoursPartnershipTests(ImpactHub hub) : IClassFixture<ImpactHub>
{
    [Fact]
    public async Task A_partnership_is_the_same_whatever_the_order_in_which_its_events_come()
    {
        var (municipality, association) = (SomePartnership.Municipality(), SomePartnership.Association());
        var id = Guid.CreateVersion7();
        var content = SomePartnership.Of(municipality, association);
        var later = content with { Title = "Nyt navn", Measures = [content.Measures[0] with { Expected = 999 }] };

        // The second activation is of a revision: what was expected at the first one stays.
        await hub.PublishAsync(new PartnershipChanged(id, 9, later, "taskMoved", [], SomePartnership.Began.AddDays(9)));
        await hub.KnowsAsync(id, 9);
        await hub.PublishAsync(new PartnershipActivated(id, 7, later, [], SomePartnership.Began.AddDays(7)));
        var activation = new PartnershipActivated(id, 5, content, [], SomePartnership.Began);
        var message = Guid.CreateVersion7();
        await hub.PublishAsync(activation, message);
        await hub.PublishAsync(activation, message);
        await hub.PublishAsync(new PartnershipCompleted(id, 12, later with { State = "completed" }, [], SomePartnership.Began.AddDays(12)));
        await hub.PublishAsync(new PartnershipChanged(id, 10, later with { Title = "For sent" }, "thanked", [], SomePartnership.Began.AddDays(10)));
        await hub.KnowsAsync(id, 12);
        await Eventually.Is("the first activation is known", async () => await hub.CountAsync("SELECT activation_version FROM partnerships WHERE id = $1", id) == 5);
        await Eventually.Is("the late change was taken", async () =>
            await hub.CountAsync("SELECT count(*) FROM inbox WHERE message_id = $1", message) == 1);

        Assert.Equal(1, await hub.CountAsync("SELECT count(*) FROM partnerships WHERE id = $1 AND title = 'Nyt navn' AND state = 'completed'", id));
        Assert.Equal(40, await hub.CountAsync("SELECT expected::integer FROM agreed_measures WHERE partnership_id = $1", id));
        Assert.Equal(999, await hub.CountAsync("SELECT (content -> 'measures' -> 0 ->> 'expected')::integer FROM partnerships WHERE id = $1", id));
        Assert.Equal(2, await hub.CountAsync("SELECT count(*) FROM partnership_parties WHERE partnership_id = $1", id));
    }

    [Fact]
    public async Task After_a_party_is_replaced_past_hours_are_its_own_and_new_ones_the_new_partys()
    {
        var (municipality, kab, library) = (SomePartnership.Municipality(), SomePartnership.Association("KAB"), SomePartnership.Association("Biblioteksstyrelsen"));
        var id = await hub.ActivateAsync(null, municipality, kab);
        Assert.Equal(404, (await hub.Rest(library).ReportAsync(SomeHours.Row(id))).Status);
        var past = await hub.Rest(kab).ReportAsync(SomeHours.Row(id).With("day", "2025-06-01"));
        Assert.Equal(201, past.Status);

        var moved = new DateTimeOffset(2026, 1, 10, 10, 0, 0, TimeSpan.Zero);
        var content = SomePartnership.Of(municipality) with
        {
            Parties = [SomePartnership.At(municipality), SomePartnership.At(kab, "replaced", until: moved), SomePartnership.At(library, "joined", moved)],
        };
        await hub.PublishAsync(new PartnershipChanged(id, 6, content, "partyReplaced", [], moved));
        await hub.KnowsAsync(id, 6);

        var late = await hub.Rest(kab).ReportAsync(SomeHours.Row(id).With("day", "2026-01-11"));
        Assert.Equal((422, "#/day"), (late.Status, late.Pointers[0]));
        Assert.Equal(201, (await hub.Rest(kab).ReportAsync(SomeHours.Row(id).With("day", "2026-01-10"))).Status);
        Assert.Equal(422, (await hub.Rest(library).ReportAsync(SomeHours.Row(id).With("day", "2026-01-09"))).Status);
        Assert.Equal(201, (await hub.Rest(library).ReportAsync(SomeHours.Row(id).With("day", "2026-01-11"))).Status);
        Assert.Equal(422, (await hub.Rest(municipality).ReportAsync(SomeHours.Row(id).With("day", "2026-02-01").With("partyId", kab.Id))).Status);

        Assert.Equal(200, (await hub.Rest(municipality).OnHoursAsync(past.Id, "approve")).Status);
        Assert.Equal(kab.Id, (await hub.Rest(library).HoursAsync($"/{past.Id}")).Body.GetProperty("entries")[0].GetProperty("partyId").GetGuid());
        // Who left sees what was until then, and nothing of what came after.
        Assert.Equal(2, (await hub.Rest(kab).AllHoursAsync($"?partnership={id}")).Count);
        Assert.Equal(3, (await hub.Rest(municipality).AllHoursAsync($"?partnership={id}")).Count);
        Assert.Equal(120, (await hub.Rest(library).TotalsAsync(id))["frivillig"]);
        Assert.Empty(await hub.Rest(kab).TotalsAsync(id));
        Assert.Equal(422, (await hub.Rest(kab).HoursAsync($"/totals?partnership={id}&asOf=2026-01-11T10:00:00Z")).Status);
    }

    [Fact]
    public async Task Only_those_at_the_table_of_a_partnership_under_way_report()
    {
        var (municipality, invited) = (SomePartnership.Municipality(), SomePartnership.Association());
        var id = await hub.ActivateAsync(null, municipality);
        var content = SomePartnership.Of(municipality) with { Parties = [SomePartnership.At(municipality), SomePartnership.At(invited, "invited")] };
        await hub.PublishAsync(new PartnershipChanged(id, 6, content, "partyInvited", [], SomePartnership.Began));
        await hub.KnowsAsync(id, 6);
        Assert.Equal(404, (await hub.Rest(invited).ReportAsync(SomeHours.Row(id))).Status);
        Assert.Equal(404, (await hub.Rest(invited).HoursAsync($"?partnership={id}")).Status);
        Assert.Equal(404, (await hub.Rest(invited).HoursAsync($"/totals?partnership={id}")).Status);
        Assert.Empty(await hub.Rest(invited).AllHoursAsync("?waiting=true"));

        await hub.PublishAsync(new PartnershipEnded(id, 7, content with { State = "ended" }, "stopped", [], SomePartnership.Began));
        await hub.KnowsAsync(id, 7);
        Assert.Equal((409, "conflict"), (await hub.Rest(municipality).ReportAsync(SomeHours.Row(id))) is var answer ? (answer.Status, answer.Code) : default);
    }
}
