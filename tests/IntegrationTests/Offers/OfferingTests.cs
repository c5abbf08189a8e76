using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Offers;

public sealed class OfferingTests(OffersFixture hub) : IClassFixture<OffersFixture>
{
    [Fact]
    public async Task All_three_sectors_offer_and_are_answered_with_what_they_said()
    {
        foreach (var party in (Party[])[SomeOffer.Company(), SomeOffer.Association(), SomeOffer.Municipality()])
        {
            var offer = await hub.App.Rest(party).OfferAsync(SomeOffer.With("care", 3, "kaffe"));
            Assert.Equal((201, "\"1\"", "open", 3L), (offer.Status, offer.ETag, offer.Status(), offer.Left()));
            Assert.Equal($"/v1/offers/{offer.Id}", offer.Location);
            await hub.HeardAsync(offer.Id, 1);
            var told = hub.Told(offer.Id, 1).Body.GetProperty("offer");
            Assert.Equal((party.Sector, "care"), (told.GetProperty("ownerSector").GetString(), told.GetProperty("contributions")[0].GetProperty("kind").GetString()));
        }
    }

    [Fact]
    public async Task A_key_without_the_scope_neither_publishes_nor_draws()
    {
        var offer = await hub.App.Rest(SomeOffer.Company()).OfferAsync(SomeOffer.With("hours", 3));
        var weak = hub.App.Rest(Some.Company());
        Assert.Equal((403, "scope-missing"), Code(await weak.OfferAsync(SomeOffer.With("hours", 3))));
        Assert.Equal((403, "scope-missing"), Code(await weak.ReserveAsync(offer.Id, 1)));
        Assert.Equal(200, (await weak.GetOfferAsync(offer.Id)).Status);
    }

    [Fact]
    public async Task The_same_reference_again_changes_the_offer_and_never_doubles_it()
    {
        var party = SomeOffer.Company();
        var (owner, reference) = (hub.App.Rest(party), Some.Reference());
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => owner.OfferAsync(SomeOffer.With("hours", 10, reference: reference))));
        Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Single(answers, answer => answer.Status == 201);
        var more = await owner.OfferAsync(SomeOffer.With("hours", 15, reference: reference));
        Assert.Equal((200, answers[0].Id, 15L, "\"2\""), (more.Status, more.Id, more.Left(), more.ETag));
        Assert.Single((await owner.FindOffersAsync("?mine=true")).Items());
        await hub.HeardAsync(more.Id, 2);
        Assert.Equal("OfferUpdated", hub.Told(more.Id, 2).Type);
    }

    [Fact]
    public async Task A_key_makes_a_repetition_harmless()
    {
        var owner = hub.App.Rest(SomeOffer.Company());
        var key = Guid.CreateVersion7().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => owner.OfferAsync(SomeOffer.With("hours", 10), key)));
        Assert.All(answers, answer => Assert.Equal((201, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Equal("idempotency-key-reused", (await owner.OfferAsync(SomeOffer.With("hours", 11), key)).Code);
        Assert.Single((await owner.FindOffersAsync("?mine=true")).Items());
    }

    [Fact]
    public async Task Asking_only_whether_it_is_valid_saves_nothing()
    {
        var owner = hub.App.Rest(SomeOffer.Company());
        var answer = await owner.OfferAsync(SomeOffer.With("hours", 10), query: "?validateOnly=true");
        Assert.Equal(200, answer.Status);
        Assert.Equal(404, (await owner.GetOfferAsync(answer.Id)).Status);
        Assert.Empty((await owner.FindOffersAsync("?mine=true")).Items());
    }

    [Fact]
    public async Task What_is_wrong_is_told_and_not_saved()
    {
        var owner = hub.App.Rest(SomeOffer.Company());
        var circle = new JsonObject { ["center"] = new JsonObject { ["latitude"] = 55.68, ["longitude"] = 12.57 } };
        foreach (var (bad, status, code) in (IEnumerable<(JsonObject, int, string)>)[
            (SomeOffer.With("hours", 1).With("area", circle.DeepClone().AsObject().With("radiusKm", 0)), 422, "invalid-fields"),
            (SomeOffer.With("hours", 1).With("area", circle.DeepClone().AsObject().With("radiusKm", 5000)), 422, "invalid-fields"),
            (SomeOffer.With("hours", 0), 422, "invalid-fields"),
            (SomeOffer.With("hours", -3), 422, "invalid-fields"),
            (SomeOffer.With("hours", 1).With("window", new JsonObject { ["from"] = "2031-02-01T00:00:00Z", ["until"] = "2031-01-01T00:00:00Z" }), 422, "invalid-fields"),
            (SomeOffer.With("hours", 1).With("window", new JsonObject { ["until"] = "2020-01-01T00:00:00Z" }), 422, "invalid-fields"),
            (SomeOffer.With("jobs", 1), 422, "invalid-fields"),
            (SomeOffer.With("hours", 1).With("title", new string('x', 201)), 422, "invalid-fields"),
            (SomeOffer.With("hours", 1).With("blackoutDates", new JsonArray("24. december")), 400, "malformed-request"),
            (SomeOffer.With("hours", 1).With("colour", "red"), 400, "malformed-request"),
            (SomeOffer.With("tid", 1), 400, "malformed-request"),
            (SomeOffer.With("hours", 1).With("description", "Til Jens, cpr 010190-1234"), 422, "personal-data-detected"),
        ])
        {
            Assert.Equal((status, code), Code(await owner.OfferAsync(bad)));
        }
        var nowhere = SomeOffer.With("hours", 1).With("area", new JsonObject { ["municipalities"] = new JsonArray("0999") });
        Assert.Equal((422, "unknown-municipality"), Code(await owner.OfferAsync(nowhere)));
        Assert.Empty((await owner.FindOffersAsync("?mine=true")).Items());
    }

    [Fact]
    public async Task Days_and_kinds_of_an_offer_pass_the_guard_against_personal_numbers()
    {
        var offer = SomeOffer.With("money", 1_000_000_000, "pulje").With("blackoutDates", new JsonArray("2026-12-24", "2027-01-01"));
        var answer = await hub.App.Rest(SomeOffer.Company()).OfferAsync(offer);
        Assert.Equal((201, 1_000_000_000L), (answer.Status, answer.Left()));
        Assert.Equal(["2026-12-24", "2027-01-01"], answer.Body.GetProperty("blackoutDates").EnumerateArray().Select(day => day.GetString()));
    }

    [Fact]
    public async Task An_exact_place_is_not_kept()
    {
        var owner = hub.App.Rest(SomeOffer.Company());
        var area = new JsonObject { ["center"] = new JsonObject { ["latitude"] = 55.676123, ["longitude"] = 12.568456 }, ["radiusKm"] = 5 };
        var offer = await owner.OfferAsync(SomeOffer.With("hours", 1).With("area", area));
        await hub.HeardAsync(offer.Id, 1);
        Assert.DoesNotContain("676123", offer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("676123", hub.Told(offer.Id, 1).Body.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, await hub.CountAsync("SELECT count(*) FROM offers WHERE content LIKE '%676123%'"));
    }

    [Fact]
    public async Task A_change_needs_the_version_it_is_based_on_and_replaces_what_it_names()
    {
        var owner = hub.App.Rest(SomeOffer.Company());
        var offer = await owner.OfferAsync(SomeOffer.With("hours", 10));
        var patch = new JsonObject { ["title"] = "Ny titel", ["openToDrawing"] = null };
        Assert.Equal((428, "version-required"), Code(await owner.ChangeOfferAsync(offer.Id, patch, null)));
        Assert.Equal((412, "version-conflict"), Code(await owner.ChangeOfferAsync(offer.Id, patch, "\"7\"")));
        var changed = await owner.ChangeOfferAsync(offer.Id, patch, offer.ETag);
        Assert.Equal((200, "\"2\"", "Ny titel"), (changed.Status, changed.ETag, changed.Body.GetProperty("title").GetString()));
        Assert.False(changed.Body.GetProperty("openToDrawing").GetBoolean());
        Assert.Equal((400, "malformed-request"), Code(await owner.ChangeOfferAsync(offer.Id, new JsonObject { ["status"] = "open" }, "*")));
        Assert.Equal(["published", "updated"], (await owner.GetOfferAsync(offer.Id, "/history")).Items().Select(version => version.GetProperty("change").GetString()));
    }

    [Fact]
    public async Task No_less_is_offered_than_is_taken()
    {
        var owner = hub.App.Rest(SomeOffer.Company());
        var offer = await owner.OfferAsync(SomeOffer.With("hours", 10));
        await owner.ReserveAsync(offer.Id, 4);
        await owner.ReserveAsync(offer.Id, 3, confirm: true);
        var less = await owner.ChangeOfferAsync(offer.Id, SomeOffer.With("hours", 6), "*");
        Assert.Equal((409, "conflict"), Code(less));
        Assert.Contains("7", less.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("exhausted", (await owner.ChangeOfferAsync(offer.Id, SomeOffer.With("hours", 7), "*")).Status());
        Assert.Equal("open", (await owner.ChangeOfferAsync(offer.Id, SomeOffer.With("hours", 8), "*")).Status());
        await hub.HeardAsync(offer.Id, 5);
        Assert.Equal(["OfferExhausted", "OfferUpdated"], ((long[])[4, 5]).Select(version => hub.Told(offer.Id, version).Type));
    }

    [Fact]
    public async Task A_paused_offer_is_not_drawn_on_until_it_goes_on()
    {
        var (owner, taker) = (hub.App.Rest(SomeOffer.Company()), hub.App.Rest(SomeOffer.Association()));
        var offer = await owner.OfferAsync(SomeOffer.With("hours", 10));
        var held = await taker.ReserveAsync(offer.Id, 1);
        Assert.Equal("paused", (await owner.DoAsync(offer.Id, "pause")).Status());
        Assert.Equal("paused", (await owner.DoAsync(offer.Id, "pause")).Status());
        Assert.Equal((409, "conflict"), Code(await taker.ReserveAsync(offer.Id, 1)));
        Assert.DoesNotContain(offer.Id.ToString(), (await taker.FindOffersAsync("?limit=200")).Text, StringComparison.Ordinal);
        Assert.Equal("confirmed", (await taker.SettleAsync(offer.Id, held.Id, "confirm")).State());
        Assert.Equal("open", (await owner.DoAsync(offer.Id, "resume")).Status());
        Assert.Equal(200, (await taker.ReserveAsync(offer.Id, 1)).Status);
        await hub.HeardAsync(offer.Id, 6);
    }

    [Fact]
    public async Task Withdrawing_lets_go_of_holds_keeps_what_was_confirmed_and_publishing_again_brings_it_back()
    {
        var (owner, taker) = (hub.App.Rest(SomeOffer.Company()), hub.App.Rest(SomeOffer.Association()));
        var content = SomeOffer.With("hours", 10, reference: Some.Reference());
        var offer = await owner.OfferAsync(content);
        var held = await taker.ReserveAsync(offer.Id, 4);
        await taker.ReserveAsync(offer.Id, 3, confirm: true);
        Assert.Equal(["#/reason"], (await owner.EndOfferAsync(offer.Id, " ")).Pointers);
        Assert.Equal("withdrawn", (await owner.EndOfferAsync(offer.Id, "Vi har ikke flere.")).Status());
        Assert.Equal((409, "hold-expired"), Code(await taker.SettleAsync(offer.Id, held.Id, "confirm")));
        Assert.Equal((409, "conflict"), Code(await taker.ReserveAsync(offer.Id, 1)));
        Assert.Equal((409, "conflict"), Code(await owner.ChangeOfferAsync(offer.Id, new JsonObject { ["title"] = "x" }, "*")));
        var anew = await owner.OfferAsync(content.DeepClone());
        Assert.Equal((200, "open", 7L), (anew.Status, anew.Status(), anew.Left()));
        await hub.HeardAsync(offer.Id, 5);
        Assert.Equal(["OfferWithdrawn", "OfferPublished"], ((long[])[4, 5]).Select(version => hub.Told(offer.Id, version).Type));
    }

    [Fact]
    public async Task An_offer_whose_time_ran_out_is_withdrawn_and_its_holds_come_back()
    {
        var (owner, taker) = (hub.App.Rest(SomeOffer.Company()), hub.App.Rest(SomeOffer.Association()));
        var offer = await owner.OfferAsync(SomeOffer.With("hours", 10));
        await taker.ReserveAsync(offer.Id, 4);
        await hub.CountAsync("UPDATE offers SET expires_at = now() - interval '1 second' WHERE id = $1 RETURNING 1", offer.Id);
        await Eventually.Is("the offer has ended", async () => (await owner.GetOfferAsync(offer.Id)).Status() == "withdrawn");
        Assert.Equal(10, (await owner.GetOfferAsync(offer.Id)).Left());
        await hub.HeardAsync(offer.Id, 3);
        Assert.Equal(("OfferWithdrawn", "expired"), (hub.Told(offer.Id, 3).Type, hub.Told(offer.Id, 3).Body.GetProperty("reason").GetString()));
    }

    private static (int, string?) Code(Answer answer) => (answer.Status, answer.Code);
}
