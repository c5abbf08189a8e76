using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Programmes;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Thanks;

public sealed class ThanksTests(KnowledgeFixture fixture) : IClassFixture<KnowledgeFixture>
{
    [Fact]
    public async Task After_the_first_hours_everyone_at_the_table_is_thanked_once_however_often_it_is_told()
    {
        var (owner, other) = (fixture.NewWriter(), fixture.NewWriter());
        var partnership = await fixture.ProposeAsync(owner, other);
        var (first, again, late, last) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await fixture.PublishAsync(Approved(partnership, isFirst: false), late);
        await fixture.PublishAsync(Approved(partnership, isFirst: true), first);
        await Eventually.Is("the first hours were dealt with", () => fixture.IsConsumedAsync(first));
        await fixture.PublishAsync(Approved(partnership, isFirst: true), first);
        await fixture.PublishAsync(Approved(partnership, isFirst: true), again);
        // Of a partnership that is not here: nobody to thank, and no message that stays.
        await fixture.PublishAsync(Approved(Guid.CreateVersion7(), isFirst: true), last);
        await Eventually.Is("all were dealt with", async () => await fixture.IsConsumedAsync(again) && await fixture.IsConsumedAsync(last));

        Assert.Single(await fixture.ChainAsync(partnership), entry => entry.What == "thanked");
        await Eventually.Is("the thanks are told", () => Told(partnership).Count > 0);
        var told = Assert.Single(Told(partnership)).Body;
        Assert.Equal("thanked", told.GetProperty("change").GetString());
        Assert.StartsWith("Tak!", told.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(new[] { owner.Id, other.Id }.Order(), told.GetProperty("audience").EnumerateArray().Select(each => each.GetGuid()).Order());
    }

    private List<TappedEvent> Told(Guid partnership) => [.. fixture.Tap.Events.Where(e => e.Body.GetProperty("partnershipId").GetGuid() == partnership)];

    private static HoursApproved Approved(Guid partnership, bool isFirst) => new(
        Guid.CreateVersion7(), 2,
        new PublicHours(partnership, "Natteravne i Holstebro", Guid.CreateVersion7(), "Foreningen", 1, new Dictionary<string, long> { ["frivillig"] = 120 },
            new DateOnly(2026, 11, 20), new DateOnly(2026, 11, 20), null, 0),
        isFirst, [], DateTimeOffset.UtcNow);
}
