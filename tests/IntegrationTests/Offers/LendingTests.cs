using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Support;
using static SocialEnzyme.Hub.IntegrationTests.Offers.OffersCalls;

namespace SocialEnzyme.Hub.IntegrationTests.Offers;

public sealed class LendingTests(OffersFixture hub) : IClassFixture<OffersFixture>
{
    [Fact]
    public async Task Equipment_is_not_lent_twice_for_the_same_hour()
    {
        var (owner, taker) = (hub.App.Rest(SomeOffer.Association()), hub.App.Rest(SomeOffer.Municipality()));
        var offer = await owner.OfferAsync(SomeOffer.With("equipment", 1));
        Assert.Equal(200, (await taker.ReserveAsync(offer.Id, 1, slot: Slot(8, 10), confirm: true)).Status);
        var twice = await hub.App.Rest(SomeOffer.Company()).ReserveAsync(offer.Id, 1, slot: Slot(9, 11));
        Assert.Equal((409, "nothing-left"), (twice.Status, twice.Code));
        Assert.Equal(200, (await taker.ReserveAsync(offer.Id, 1, slot: Slot(10, 12))).Status);
        Assert.Equal(200, (await taker.ReserveAsync(offer.Id, 1, slot: Slot(7, 8))).Status);
        // It comes back: all of it is left.
        var after = await owner.GetOfferAsync(offer.Id);
        Assert.Equal((1L, "open"), (after.Left(), after.Status()));
    }

    [Fact]
    public async Task Of_20_who_book_overlapping_hours_at_once_as_many_get_them_as_there_are_pieces()
    {
        var owner = hub.App.Rest(SomeOffer.Association());
        var offer = await owner.OfferAsync(SomeOffer.With("space", 3));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            hub.App.Rest(SomeOffer.Company()).ReserveAsync(offer.Id, 1, slot: Slot(12 - (i % 4), 13 + (i % 5)))));
        Assert.Equal(3, answers.Count(answer => answer.Status == 200));
        Assert.Equal(17, answers.Count(answer => answer is { Status: 409, Code: "nothing-left" }));
    }

    [Fact]
    public async Task A_booking_whose_hold_ran_out_is_free_at_once()
    {
        var (owner, taker) = (hub.App.Rest(SomeOffer.Association()), hub.App.Rest(SomeOffer.Municipality()));
        var offer = await owner.OfferAsync(SomeOffer.With("equipment", 1));
        await owner.ReserveAsync(offer.Id, 1, slot: Slot(8, 10));
        Assert.Equal(409, (await taker.ReserveAsync(offer.Id, 1, slot: Slot(8, 10))).Status);
        await hub.CountAsync("UPDATE offer_reservations SET held_until = now() - interval '1 second' WHERE offer_id = $1 RETURNING 1", offer.Id);
        Assert.Equal(200, (await taker.ReserveAsync(offer.Id, 1, slot: Slot(8, 10))).Status);
    }

    [Fact]
    public async Task Handing_over_and_coming_back_are_logged()
    {
        var (owner, taker) = (hub.App.Rest(SomeOffer.Association()), hub.App.Rest(SomeOffer.Municipality()));
        var offer = await owner.OfferAsync(SomeOffer.With("equipment", 1));
        var booked = await taker.ReserveAsync(offer.Id, 1, slot: Slot(8, 10), confirm: true);
        Assert.Equal(2, booked.Body.GetProperty("hours").GetInt32());
        Assert.True((await owner.SettleAsync(offer.Id, booked.Id, "handOver")).Body.TryGetProperty("handedOverAt", out _));
        Assert.Equal("returned", (await owner.SettleAsync(offer.Id, booked.Id, "return")).State());
        Assert.Equal(["offered", "held", "confirmed", "handedOver", "returned"], (await owner.GetOfferAsync(offer.Id, "/balance")).Body
            .GetProperty("movements").EnumerateArray().Select(movement => movement.GetProperty("what").GetString()));
        Assert.Equal(200, (await taker.ReserveAsync(offer.Id, 1, slot: Slot(8, 10))).Status);
    }

    [Fact]
    public async Task A_booking_states_whole_hours_that_the_offer_is_open()
    {
        var owner = hub.App.Rest(SomeOffer.Association());
        var closed = DateTimeOffset.Parse(Slot(0, 1)["from"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture).AddDays(1);
        var offer = await owner.OfferAsync(SomeOffer.With("equipment", 1).With("blackoutDates", new JsonArray(closed.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))));
        Assert.Equal(["#/slot"], (await owner.ReserveAsync(offer.Id, 1)).Pointers);
        Assert.Equal(["#/slot"], (await owner.ReserveAsync(offer.Id, 1, slot: Slot(30, 32))).Pointers);
        Assert.Equal(["#/slot/until"], (await owner.ReserveAsync(offer.Id, 1, slot: Slot(100, 100 + (90 * 24) + 1))).Pointers);
        var hours = await owner.OfferAsync(SomeOffer.With("hours", 10));
        Assert.Equal(["#/slot"], (await owner.ReserveAsync(hours.Id, 1, slot: Slot(8, 10))).Pointers);
    }

    [Fact]
    public async Task Fewer_pieces_than_are_booked_at_one_time_are_not_offered()
    {
        var owner = hub.App.Rest(SomeOffer.Association());
        var offer = await owner.OfferAsync(SomeOffer.With("equipment", 3));
        await owner.ReserveAsync(offer.Id, 1, slot: Slot(8, 10));
        await owner.ReserveAsync(offer.Id, 1, slot: Slot(9, 11));
        await owner.ReserveAsync(offer.Id, 1, slot: Slot(11, 12));
        var less = await owner.ChangeOfferAsync(offer.Id, SomeOffer.With("equipment", 1), "*");
        Assert.Equal((409, "conflict"), (less.Status, less.Code));
        Assert.Equal(200, (await owner.ChangeOfferAsync(offer.Id, SomeOffer.With("equipment", 2), "*")).Status);
    }
}
