using System.Text.Json;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Offers;

public sealed class DrawingTests(OffersFixture hub) : IClassFixture<OffersFixture>
{
    [Fact]
    public async Task Of_200_takers_at_once_of_10_places_exactly_10_get_one()
    {
        var owner = hub.App.Rest(SomeOffer.Company());
        var offer = await owner.OfferAsync(SomeOffer.With("peopleDays", 10));
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => hub.App.Rest(SomeOffer.Association()).ReserveAsync(offer.Id, 1)));

        Assert.Equal(10, answers.Count(answer => answer.Status == 200));
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal((409, "nothing-left"), (answer.Status, answer.Code)));
        var after = await owner.GetOfferAsync(offer.Id);
        Assert.Equal((0L, "exhausted"), (after.Left(), after.Status()));
        Assert.Equal(10, await hub.CountAsync("SELECT count(*) FROM offer_reservations WHERE offer_id = $1", offer.Id));
        // Published, nine drawings, and the one that took the last.
        await hub.HeardAsync(offer.Id, 11);
        Assert.Equal("OfferExhausted", hub.Told(offer.Id, 11).Type);
    }

    [Fact]
    public async Task An_hours_bank_of_100_gives_30_and_50_and_refuses_25_with_20_left()
    {
        var (owner, first, second) = (hub.App.Rest(SomeOffer.Company()), hub.App.Rest(SomeOffer.Association()), hub.App.Rest(SomeOffer.Association()));
        var offer = await owner.OfferAsync(SomeOffer.With("hours", 100, "timer"));
        var thirty = await first.ReserveAsync(offer.Id, 30, key: "timer");
        Assert.Equal("confirmed", (await first.SettleAsync(offer.Id, thirty.Id, "confirm")).State());
        Assert.Equal("confirmed", (await second.ReserveAsync(offer.Id, 50, key: "timer", confirm: true)).State());
        var refused = await second.ReserveAsync(offer.Id, 25, key: "timer");
        Assert.Equal((409, "nothing-left"), (refused.Status, refused.Code));
        Assert.Contains("20", refused.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);

        var balance = (await owner.GetOfferAsync(offer.Id, "/balance")).Body;
        var timer = balance.GetProperty("balances")[0];
        Assert.Equal((100L, 0L, 80L, 20L), (Number(timer, "quantity"), Number(timer, "held"), Number(timer, "confirmed"), Number(timer, "left")));
        Assert.Equal(["offered", "held", "confirmed", "held", "confirmed"], balance.GetProperty("movements").EnumerateArray().Select(movement => movement.GetProperty("what").GetString()));
        Assert.Equal([100L, -30, 0, -50, 0], balance.GetProperty("movements").EnumerateArray().Select(movement => Number(movement, "effect")));
        // Each sees the totals, and of the movements its own.
        var seen = (await first.GetOfferAsync(offer.Id, "/balance")).Body;
        Assert.Equal(20, Number(seen.GetProperty("balances")[0], "left"));
        Assert.Equal([2L, 3], seen.GetProperty("movements").EnumerateArray().Select(movement => Number(movement, "number")));
        Assert.Single((await first.GetOfferAsync(offer.Id, "/reservations")).Items());
        Assert.Equal(2, (await owner.GetOfferAsync(offer.Id, "/reservations")).Items().Length);
        await hub.HeardAsync(offer.Id, 4);
    }

    [Fact]
    public async Task Twenty_people_for_a_day_fill_12_and_8_places_and_no_21st()
    {
        var owner = hub.App.Rest(SomeOffer.Company());
        var hubService = hub.App.Rest(Some.Service());
        var offer = await owner.OfferAsync(SomeOffer.With("peopleDays", 20).With("openToDrawing", null));
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        Assert.Equal(200, (await hubService.ReserveAsync(offer.Id, 12, participant: one)).Status);
        Assert.Equal(200, (await hubService.ReserveAsync(offer.Id, 8, participant: other)).Status);
        Assert.Equal("nothing-left", (await hubService.ReserveAsync(offer.Id, 1, participant: one)).Code);
        // It is not open to drawing: a participant agrees with its owner first.
        Assert.Equal("conflict", (await hub.App.Rest(SomeOffer.Association()).ReserveAsync(offer.Id, 1)).Code);
        Assert.Equal("invalid-fields", (await hubService.ReserveAsync(offer.Id, 1)).Code);
    }

    [Fact]
    public async Task The_same_reservation_id_again_has_no_second_effect_and_names_no_other_thing()
    {
        var (owner, taker, stranger) = (hub.App.Rest(SomeOffer.Company()), hub.App.Rest(SomeOffer.Association()), hub.App.Rest(SomeOffer.Association()));
        var offer = await owner.OfferAsync(SomeOffer.With("hours", 10));
        var id = Guid.CreateVersion7();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => taker.ReserveAsync(offer.Id, 4, id)));
        Assert.All(answers, answer => Assert.Equal((200, id), (answer.Status, answer.Id)));
        Assert.Equal(6, (await owner.GetOfferAsync(offer.Id)).Left());

        Assert.Equal((409, "conflict"), await CodeAsync(taker.ReserveAsync(offer.Id, 5, id)));
        Assert.Equal((404, "not-found"), await CodeAsync(stranger.ReserveAsync(offer.Id, 4, id)));
        var other = await owner.OfferAsync(SomeOffer.With("hours", 10));
        Assert.Equal((409, "conflict"), await CodeAsync(taker.ReserveAsync(other.Id, 4, id)));
        foreach (var what in (string[])["confirm", "return", "handOver"])
        {
            Assert.Equal((404, "not-found"), await CodeAsync(stranger.SettleAsync(offer.Id, id, what)));
            Assert.Equal((404, "not-found"), await CodeAsync(taker.SettleAsync(other.Id, id, what)));
        }
        // Confirming and returning, twice each, is one confirmation and one return.
        foreach (var (what, state) in ((string, string)[])[("confirm", "confirmed"), ("confirm", "confirmed"), ("return", "returned"), ("return", "returned")])
        {
            Assert.Equal(state, (await taker.SettleAsync(offer.Id, id, what)).State());
        }
        Assert.Equal(10, (await owner.GetOfferAsync(offer.Id)).Left());
        Assert.Equal("returned", (await taker.ReserveAsync(offer.Id, 4, id)).State());
        await hub.HeardAsync(offer.Id, 4);
    }

    [Fact]
    public async Task A_hold_whose_time_is_up_comes_back_and_is_told_of()
    {
        var (owner, taker) = (hub.App.Rest(SomeOffer.Company()), hub.App.Rest(SomeOffer.Association()));
        var offer = await owner.OfferAsync(SomeOffer.With("hours", 10));
        var held = await taker.ReserveAsync(offer.Id, 10, Guid.CreateVersion7(), seconds: 10);
        Assert.Equal("exhausted", (await owner.GetOfferAsync(offer.Id)).Status());

        // Nobody moves its time: the clock of the database does.
        await Eventually.Is("the hold has come back", async () => (await owner.GetOfferAsync(offer.Id)).Left() == 10);
        Assert.Equal((409, "hold-expired"), await CodeAsync(taker.SettleAsync(offer.Id, held.Id, "confirm")));
        Assert.Equal("expired", (await taker.SettleAsync(offer.Id, held.Id, "return")).State());
        Assert.Equal("expired", (await taker.ReserveAsync(offer.Id, 10, held.Id, seconds: 10)).State());
        await hub.HeardAsync(offer.Id, 3);
        Assert.Equal(("OfferUpdated", "open"), (hub.Told(offer.Id, 3).Type, hub.Told(offer.Id, 3).Body.GetProperty("offer").GetProperty("status").GetString()));
        var last = (await owner.GetOfferAsync(offer.Id, "/balance")).Body.GetProperty("movements").EnumerateArray().Last();
        Assert.Equal("expired", last.GetProperty("what").GetString());
    }

    [Fact]
    public async Task One_that_cannot_be_let_go_holds_up_no_other()
    {
        var owner = hub.App.Rest(SomeOffer.Company());
        var (bad, good) = (await owner.OfferAsync(SomeOffer.With("hours", 10)), await owner.OfferAsync(SomeOffer.With("hours", 10)));
        await owner.ReserveAsync(bad.Id, 4);
        await owner.ReserveAsync(good.Id, 4);
        // Its next movement has no number left.
        await hub.CountAsync("INSERT INTO offer_movements (offer_id, number, what, key, quantity, at) VALUES ($1, 3, 'changed', 'bidrag', 0, now()) RETURNING 1", bad.Id);
        await hub.CountAsync("UPDATE offer_reservations SET held_until = now() - interval '1 second' WHERE offer_id = ANY($1) RETURNING 1", new[] { bad.Id, good.Id });
        await Eventually.Is("the good one has come back", async () => (await owner.GetOfferAsync(good.Id)).Left() == 10);
        Assert.Equal(6, (await owner.GetOfferAsync(bad.Id)).Left());
    }

    [Fact]
    public async Task Many_who_come_when_holds_run_out_share_what_came_back()
    {
        var owner = hub.App.Rest(SomeOffer.Company());
        var offer = await owner.OfferAsync(SomeOffer.With("hours", 10));
        await owner.ReserveAsync(offer.Id, 6);
        await hub.CountAsync("UPDATE offer_reservations SET held_until = now() - interval '1 second' WHERE offer_id = $1 RETURNING 1", offer.Id);
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => hub.App.Rest(SomeOffer.Association()).ReserveAsync(offer.Id, 1, confirm: true)));
        Assert.Equal(10, answers.Count(answer => answer.Status == 200));
        Assert.Equal(0, (await owner.GetOfferAsync(offer.Id)).Left());
    }

    [Fact]
    public async Task Random_drawing_by_many_at_once_leaves_sums_that_movements_confirm()
    {
        var owner = hub.App.Rest(SomeOffer.Company());
        var offer = await owner.OfferAsync(SomeOffer.With("hours", 25));
        await Task.WhenAll(Enumerable.Range(0, 12).Select(async seed =>
        {
            var (random, taker) = (new Random(seed), hub.App.Rest(SomeOffer.Association()));
            for (var i = 0; i < 8; i++)
            {
                var drawn = await taker.ReserveAsync(offer.Id, random.Next(1, 5));
                Assert.True(drawn is { Status: 200 } or { Status: 409, Code: "nothing-left" }, drawn.Text);
                if (drawn.Status == 200 && random.Next(3) > 0)
                {
                    await taker.SettleAsync(offer.Id, drawn.Id, random.Next(2) == 0 ? "confirm" : "return");
                }
            }
        }));
        var shown = (await owner.GetOfferAsync(offer.Id, "/balance?limit=1000")).Body.GetProperty("balances")[0];
        Assert.Equal(Number(shown, "held"), await hub.CountAsync("SELECT held FROM offer_contributions WHERE offer_id = $1", offer.Id));
        Assert.Equal(Number(shown, "confirmed"), await hub.CountAsync("SELECT confirmed FROM offer_contributions WHERE offer_id = $1", offer.Id));
        Assert.InRange(Number(shown, "left"), 0, 25);
        await hub.HeardAsync(offer.Id, await hub.CountAsync("SELECT version FROM offers WHERE id = $1", offer.Id));
    }

    [Fact]
    public async Task Movements_are_never_changed()
    {
        var owner = hub.App.Rest(SomeOffer.Company());
        var offer = await owner.OfferAsync(SomeOffer.With("hours", 25));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => hub.CountAsync("UPDATE offer_movements SET quantity = 1 WHERE offer_id = $1 RETURNING 1", offer.Id));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => hub.CountAsync("DELETE FROM offer_movements WHERE offer_id = $1 RETURNING 1", offer.Id));
    }

    [Fact]
    public async Task Movements_come_in_pages()
    {
        var owner = hub.App.Rest(SomeOffer.Company());
        var offer = await owner.OfferAsync(SomeOffer.With("hours", 25));
        for (var i = 0; i < 4; i++)
        {
            await owner.ReserveAsync(offer.Id, 1);
        }
        var numbers = new List<long>();
        for (var (cursor, page) = ("", 0); page == 0 || cursor.Length > 0; page++)
        {
            var answer = (await owner.GetOfferAsync(offer.Id, $"/balance?limit=2&cursor={cursor}")).Body;
            numbers.AddRange(answer.GetProperty("movements").EnumerateArray().Select(movement => Number(movement, "number")));
            cursor = answer.TryGetProperty("cursor", out var next) ? next.GetString()! : "";
        }
        Assert.Equal([1L, 2, 3, 4, 5], numbers);
    }

    private static async Task<(int, string?)> CodeAsync(Task<Needs.Answer> call) => (await call) is var answer ? (answer.Status, answer.Code) : default;

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
