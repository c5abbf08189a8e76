using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Needs;

public sealed class ReservingTests(NeedsFixture hub) : IClassFixture<NeedsFixture>
{
    private const string MakeDue = "UPDATE need_reservations SET held_until = now() - interval '1 second' WHERE id = $1 RETURNING 1";

    [Fact]
    public async Task Of_five_hundred_at_once_for_seven_places_seven_get_one()
    {
        var party = Some.Municipality();
        var publisher = hub.App.Rest(party);
        var need = await publisher.PublishAsync(Some.Need().With("placesWanted", 7));
        using var channel = hub.App.Grpc(Some.Service());
        var service = new NeedsService.NeedsServiceClient(channel);

        var results = await Task.WhenAll(Enumerable.Range(0, 500).Select(async i =>
        {
            if (i % 2 == 0)
            {
                return (await publisher.ReserveAsync(need.Id)).Status;
            }
            try
            {
                await service.ReservePlacesAsync(Asking(need.Id, confirm: i % 4 == 1));
                return 201;
            }
            catch (RpcException error) when (error.Trailers.GetValue("problem-code") == "nothing-left")
            {
                return 409;
            }
        }));
        Assert.Equal((7, 493), (results.Count(status => status == 201), results.Count(status => status == 409)));
        Assert.Equal(7, await hub.CountAsync("SELECT sum(places) FROM need_reservations WHERE need_id = $1", need.Id));
        var now = (await publisher.GetNeedAsync(need.Id)).Body;
        Assert.Equal(("filled", 7, 8L), (Status(now), now.GetProperty("placesTaken").GetInt32(), now.GetProperty("version").GetInt64()));

        await Eventually.Is("all versions were told", () => hub.Tap.About(need.Id).Count == 8);
        Assert.Equal(
            [(1L, "NeedPublished"), (2, "NeedPlacesTaken"), (3, "NeedPlacesTaken"), (4, "NeedPlacesTaken"), (5, "NeedPlacesTaken"), (6, "NeedPlacesTaken"),
                (7, "NeedPlacesTaken"), (8, "NeedFilled")],
            Told(need.Id));
        Assert.Equal(
            [6, 5, 4, 3, 2, 1],
            hub.Tap.About(need.Id).Where(e => e.Type == "NeedPlacesTaken").Select(e => e.Body.GetProperty("placesLeft").GetInt32()).OrderDescending());
    }

    [Fact]
    public async Task A_drop_out_opens_a_filled_need_again_and_versions_have_no_gap()
    {
        var publisher = hub.App.Rest(Some.Association());
        var need = await publisher.PublishAsync(Some.Need().With("placesWanted", 2));
        var first = await publisher.ReserveAsync(need.Id, confirm: true);
        var second = await publisher.ReserveAsync(need.Id);
        Assert.Equal("filled", Status((await publisher.GetNeedAsync(need.Id)).Body));
        Assert.Equal((409, "nothing-left"), Refused(await publisher.ReserveAsync(need.Id)));

        Assert.Equal("returned", State(await publisher.SettleAsync(need.Id, first.Id, "return")));
        Assert.Equal("published", Status((await publisher.GetNeedAsync(need.Id)).Body));
        Assert.Equal("returned", State(await publisher.SettleAsync(need.Id, second.Id, "return")));
        Assert.Equal(201, (await publisher.ReserveAsync(need.Id, places: 2)).Status);

        await Eventually.Is("all versions were told", () => hub.Tap.About(need.Id).Count == 6);
        Assert.Equal(
            [(1L, "NeedPublished"), (2, "NeedPlacesTaken"), (3, "NeedFilled"), (4, "NeedReopened"), (5, "NeedUpdated"), (6, "NeedFilled")], Told(need.Id));
        var reopened = hub.Tap.About(need.Id).Single(e => e.Type == "NeedReopened").Body.GetProperty("need");
        Assert.Equal(1, reopened.GetProperty("placesLeft").GetInt32());
        Assert.Equal(("civil", "association"), (reopened.GetProperty("publisherSector").GetString(), reopened.GetProperty("publisherKind").GetString()));
    }

    [Fact]
    public async Task A_hold_whose_time_is_up_comes_back_and_is_not_confirmed()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var need = await publisher.PublishAsync(Some.Need().With("placesWanted", 1));
        var hold = await publisher.ReserveAsync(need.Id, holdSeconds: 10);
        Assert.Equal("held", State(hold));
        await hub.CountAsync(MakeDue, hold.Id);

        // Refused at once, and when somebody has written it down.
        Assert.Equal((409, "hold-expired"), Refused(await publisher.SettleAsync(need.Id, hold.Id, "confirm")));
        await Eventually.Is("the need is open again", async () => Status((await publisher.GetNeedAsync(need.Id)).Body) == "published");
        Assert.Equal((409, "hold-expired"), Refused(await publisher.SettleAsync(need.Id, hold.Id, "confirm")));
        Assert.Equal("expired", State(await publisher.SettleAsync(need.Id, hold.Id, "return")));
        await Eventually.Is("all versions were told", () => hub.Tap.About(need.Id).Count == 3);
        Assert.Equal([(1L, "NeedPublished"), (2, "NeedFilled"), (3, "NeedReopened")], Told(need.Id));
        Assert.Equal("expired", (await publisher.ReservationsAsync(need.Id)).Body.GetProperty("items")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_hold_whose_time_is_up_stands_in_nobodys_way()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var need = await publisher.PublishAsync(Some.Need().With("placesWanted", 1));
        for (var i = 0; i < 5; i++)
        {
            var hold = await publisher.ReserveAsync(need.Id);
            Assert.Equal(201, hold.Status);
            await hub.CountAsync(MakeDue, hold.Id);
        }
        await Eventually.Is("the last one came back, too", async () => Status((await publisher.GetNeedAsync(need.Id)).Body) == "published");
        await Eventually.Is("all versions were told", () => hub.Tap.About(need.Id).Count == 11);
        Assert.Equal(Enumerable.Range(1, 11).Select(version => (long)version), Told(need.Id).Select(told => told.Version));
        Assert.All(Told(need.Id).Skip(1).Index(), told => Assert.Equal(told.Index % 2 == 0 ? "NeedFilled" : "NeedReopened", told.Item.Type));
    }

    [Fact]
    public async Task The_same_reservation_again_has_no_second_effect_and_another_by_its_id_is_refused()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var need = await publisher.PublishAsync(Some.Need().With("placesWanted", 5));
        var other = await publisher.PublishAsync(Some.Need());
        var (id, participant) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => publisher.ReserveAsync(need.Id, 2, id, participant)));
        Assert.Single(answers, answer => answer.Status == 201);
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Equal(2, (await publisher.GetNeedAsync(need.Id)).Body.GetProperty("placesTaken").GetInt32());

        Assert.Equal((409, "conflict"), Refused(await publisher.ReserveAsync(need.Id, 3, id, participant)));
        Assert.Equal((409, "conflict"), Refused(await publisher.ReserveAsync(need.Id, 2, id, Guid.CreateVersion7())));
        Assert.Equal((409, "conflict"), Refused(await publisher.ReserveAsync(other.Id, 2, id, participant)));

        foreach (var (what, state) in new[] { ("confirm", "confirmed"), ("confirm", "confirmed"), ("return", "returned"), ("return", "returned") })
        {
            Assert.Equal(state, State(await publisher.SettleAsync(need.Id, id, what)));
        }
        Assert.Equal((409, "conflict"), Refused(await publisher.SettleAsync(need.Id, id, "confirm")));
        var now = (await publisher.GetNeedAsync(need.Id)).Body;
        Assert.Equal((0, 3L), (now.GetProperty("placesTaken").GetInt32(), now.GetProperty("version").GetInt64()));
    }

    [Fact]
    public async Task One_id_for_two_needs_at_once_is_taken_by_one()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var needs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => publisher.PublishAsync(Some.Need().With("placesWanted", 5))));
        var id = Guid.CreateVersion7();
        var answers = await Task.WhenAll(needs.Select(need => publisher.ReserveAsync(need.Id, 1, id)));
        Assert.Equal([201, 409, 409, 409, 409, 409, 409, 409], answers.Select(answer => answer.Status).Order());
        Assert.Equal(1, await hub.CountAsync("SELECT sum(places_taken) FROM needs WHERE id = ANY($1)", needs.Select(need => need.Id).ToArray()));
    }

    [Fact]
    public async Task For_everybody_else_there_are_no_reservations()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var need = await publisher.PublishAsync(Some.Need().With("placesWanted", 5));
        var (company, mine) = (Some.Company(), Guid.CreateVersion7());
        var hold = await publisher.ReserveAsync(need.Id, participant: company.Id);
        // Also not for the one whom it is for.
        var stranger = hub.App.Rest(company);
        Assert.Equal(404, (await stranger.ReserveAsync(need.Id)).Status);
        Assert.Equal(404, (await stranger.ReservationsAsync(need.Id)).Status);
        Assert.Equal(404, (await stranger.SettleAsync(need.Id, hold.Id, "confirm")).Status);
        Assert.Equal(404, (await stranger.SettleAsync(need.Id, hold.Id, "return")).Status);
        Assert.Equal(
            (await stranger.SettleAsync(need.Id, mine, "return")).Body.GetProperty("detail").GetString(),
            (await stranger.SettleAsync(Guid.CreateVersion7(), mine, "return")).Body.GetProperty("detail").GetString());
        // Nor through a need of one's own.
        var neighbour = hub.App.Rest(Some.Association());
        var own = await neighbour.PublishAsync(Some.Need());
        Assert.Equal(404, (await neighbour.SettleAsync(own.Id, hold.Id, "return")).Status);
        using var channel = hub.App.Grpc(company);
        var client = new NeedsService.NeedsServiceClient(channel);
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await client.ReturnReservationAsync(new ReturnReservationRequest { ReservationId = hold.Id.ToString() }));
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
        Assert.Equal("held", (await publisher.ReservationsAsync(need.Id)).Body.GetProperty("items")[0].GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_exact_place_is_told_once_a_reservation_is_confirmed()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var place = new JsonObject { ["latitude"] = 55.676123, ["longitude"] = 12.568456, ["address"] = "Rådhuspladsen 1" };
        var need = await publisher.PublishAsync(Some.Need().With("place", place).With("placesWanted", 5));
        using var channel = hub.App.Grpc(Some.Service());
        var service = new NeedsService.NeedsServiceClient(channel);

        var asked = Asking(need.Id);
        var hold = (await service.ReservePlacesAsync(asked)).Reservation;
        Assert.Null(hold.Place);
        Assert.NotNull(hold.HeldUntil);
        Assert.Equal(asked.ParticipantId, hold.ParticipantId);
        var confirmed = (await service.ConfirmReservationAsync(new ConfirmReservationRequest { ReservationId = hold.Id })).Reservation;
        Assert.Equal((ReservationState.Confirmed, "Rådhuspladsen 1", 55.676123), (confirmed.State, confirmed.Place.Address, confirmed.Place.Latitude));
        var returned = (await service.ReturnReservationAsync(new ReturnReservationRequest { ReservationId = hold.Id })).Reservation;
        Assert.Equal((ReservationState.Returned, null), (returned.State, returned.Place));
        Assert.False((await publisher.ReserveAsync(need.Id)).Body.TryGetProperty("place", out _));
        Assert.Equal("Rådhuspladsen 1", (await publisher.ReserveAsync(need.Id, confirm: true)).Body.GetProperty("place").GetProperty("address").GetString());
    }

    [Fact]
    public async Task No_fewer_places_can_be_wanted_than_are_taken_and_more_open_a_filled_need()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var reference = Some.Reference();
        var need = await publisher.PublishAsync(Some.Need(reference).With("placesWanted", 3));
        await publisher.ReserveAsync(need.Id, places: 3);

        var lowered = await publisher.ChangeAsync(need.Id, new JsonObject { ["placesWanted"] = 2 }, "*");
        Assert.Equal((409, "conflict"), Refused(lowered));
        Assert.Contains("3", lowered.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal((409, "conflict"), Refused(await publisher.PublishAsync(Some.Need(reference).With("placesWanted", 1))));
        var raised = await publisher.ChangeAsync(need.Id, new JsonObject { ["placesWanted"] = 4 }, "*");
        Assert.Equal("published", Status(raised.Body));
        await Eventually.Is("all versions were told", () => hub.Tap.About(need.Id).Count == 3);
        Assert.Equal([(1L, "NeedPublished"), (2, "NeedFilled"), (3, "NeedReopened")], Told(need.Id));
    }

    [Fact]
    public async Task Nothing_is_reserved_in_a_draft_or_in_what_has_ended()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var draft = await publisher.PublishAsync(Some.Need().With("draft", true));
        var need = await publisher.PublishAsync(Some.Need().With("placesWanted", 3));
        var hold = await publisher.ReserveAsync(need.Id);
        await publisher.WithdrawAsync(need.Id, "Løst.");
        Assert.Equal((409, "conflict"), Refused(await publisher.ReserveAsync(draft.Id)));
        Assert.Equal((409, "conflict"), Refused(await publisher.ReserveAsync(need.Id)));
        Assert.Equal((409, "conflict"), Refused(await publisher.SettleAsync(need.Id, hold.Id, "confirm")));
        Assert.Equal("returned", State(await publisher.SettleAsync(need.Id, hold.Id, "return")));
    }

    [Fact]
    public async Task Every_wrong_field_of_a_reservation_is_named_and_pages_miss_none()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var need = await publisher.PublishAsync(Some.Need());
        var wrong = await publisher.ReserveAsync(need.Id, 0, Guid.Empty, Guid.Empty, 9);
        Assert.Equal(["#/holdSeconds", "#/participantId", "#/places", "#/reservationId"], wrong.Pointers.Order());
        for (var i = 0; i < 5; i++)
        {
            await publisher.ReserveAsync(need.Id);
        }
        var found = new List<string>();
        for (var query = "?limit=2"; query is not null;)
        {
            var page = await publisher.ReservationsAsync(need.Id, query);
            found.AddRange(page.Body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            query = page.Body.TryGetProperty("cursor", out var cursor) ? $"?limit=2&cursor={cursor.GetString()}" : null;
        }
        Assert.Equal(5, found.Distinct().Count());
        Assert.Equal(found.Count, found.Distinct().Count());
    }

    private static ReservePlacesRequest Asking(Guid need, bool confirm = false) => new()
    {
        NeedId = need.ToString(),
        ReservationId = Guid.CreateVersion7().ToString(),
        ParticipantId = Guid.CreateVersion7().ToString(),
        Places = 1,
        Confirm = confirm,
    };

    private IEnumerable<(long Version, string Type)> Told(Guid need) =>
        hub.Tap.About(need).Select(e => (Version: e.Body.GetProperty("version").GetInt64(), e.Type)).OrderBy(e => e.Version);

    private static string? Status(JsonElement need) => need.GetProperty("status").GetString();

    private static string? State(Answer reservation) => reservation.Body.GetProperty("state").GetString();

    private static (int, string?) Refused(Answer answer) => (answer.Status, answer.Code);
}
