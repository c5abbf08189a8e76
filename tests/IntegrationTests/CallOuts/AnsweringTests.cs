using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.CallOuts;

[Collection(nameof(CallOutsHub))]
public sealed class AnsweringTests(CallOutsHub hub)
{
    private const string MakeDue = "UPDATE call_out_asks SET changed_at = now() - interval '1 hour' WHERE call_out_id = $1 AND state = $2 RETURNING 1";
    private const string LeaveIntent = """
        UPDATE call_out_asks SET state = $2, yes_number = nextval('call_out_yes_numbers'), changed_at = now() - interval '1 hour' WHERE volunteer_id = $1 RETURNING 1
        """;

    private readonly Scene _scene = hub.NewScene();
    private readonly Party _holder = Scene.NewHolder();

    [Fact]
    public async Task Only_the_accepted_learn_where_it_is_and_a_late_yes_waits()
    {
        var (need, callOut, volunteers) = await CalledOutAsync(places: 1, volunteers: 2);
        var (status, body) = await _scene.AnswerAsync(_holder, callOut, volunteers[0], "accept");
        Assert.Equal((200, "accepted", "Havnegade 7, baggården"), (status, body.GetProperty("state").GetString(), body.GetProperty("address").GetString()));
        // Twice is once.
        var again = (await _scene.AnswerAsync(_holder, callOut, volunteers[0], "accept")).Body;
        Assert.Equal(("accepted", "Havnegade 7, baggården"), (again.GetProperty("state").GetString(), again.GetProperty("address").GetString()));
        Assert.Equal(1, await _scene.TakenAsync(need));

        await Eventually.Is("it is filled", async () => await _scene.StateAsync(callOut) == "filled");
        Assert.Equal("stoodDown", await _scene.StateAsync(_holder, callOut, volunteers[1]));
        var late = (await _scene.AnswerAsync(_holder, callOut, volunteers[1], "accept")).Body;
        Assert.Equal(("waiting", 1), (late.GetProperty("state").GetString(), late.GetProperty("position").GetInt32()));
        Assert.False(late.TryGetProperty("address", out _));
        Assert.Equal("Havnegade 7, baggården", (await _scene.ResponseAsync(_holder, callOut, volunteers[0])).GetProperty("address").GetString());
        Assert.False((await _scene.ResponseAsync(_holder, callOut, volunteers[1])).TryGetProperty("place", out _));
        await Eventually.Is("it was told once that it is filled", () => hub.Told(callOut, _holder).Count(e => e.Type == "CallOutFilled") == 1);
        Assert.Equal(0, await hub.CountAsync("SELECT count(*) FROM outbox WHERE body LIKE '%Havnegade%'"));
    }

    [Fact]
    public async Task Whoever_declined_may_still_accept_and_nobody_drops_out_who_did_not()
    {
        var (need, callOut, volunteers) = await CalledOutAsync(places: 1, volunteers: 1);
        Assert.Equal("declined", await _scene.SayAsync(_holder, callOut, volunteers[0], "decline"));
        Assert.Equal(409, (await _scene.AnswerAsync(_holder, callOut, volunteers[0], "dropOut")).Status);
        Assert.Equal("accepted", await _scene.SayAsync(_holder, callOut, volunteers[0], "accept"));
        Assert.Equal("droppedOut", await _scene.SayAsync(_holder, callOut, volunteers[0], "dropOut"));
        Assert.Equal(0, await _scene.TakenAsync(need));
        // A change of mind takes a place anew.
        await Eventually.Is("it is open again", async () => await _scene.StateAsync(callOut) == "open");
        Assert.Equal("accepted", await _scene.SayAsync(_holder, callOut, volunteers[0], "accept"));
        Assert.Equal(1, await _scene.TakenAsync(need));
    }

    [Fact]
    public async Task A_drop_out_with_nobody_waiting_goes_on_asking()
    {
        var (_, callOut, volunteers) = await CalledOutAsync(places: 1, volunteers: 2, askPerRound: 1);
        Assert.Equal("accepted", await _scene.SayAsync(_holder, callOut, volunteers[0], "accept"));
        await Eventually.Is("it is filled", async () => await _scene.StateAsync(callOut) == "filled");
        Assert.Equal("droppedOut", await _scene.SayAsync(_holder, callOut, volunteers[0], "dropOut"));
        await _scene.AskedAsync(callOut, 2);
        Assert.Equal("asked", await _scene.StateAsync(_holder, callOut, volunteers[1]));
    }

    [Fact]
    public async Task Another_holder_and_another_publisher_see_nothing()
    {
        var (_, callOut, volunteers) = await CalledOutAsync(places: 1, volunteers: 1);
        var (stranger, publisher) = (Scene.NewHolder(), Some.Municipality());
        Assert.Equal(404, (await _scene.AnswerAsync(stranger, callOut, volunteers[0], "accept")).Status);
        Assert.Equal(404, (await _scene.SendAsync(stranger, HttpMethod.Get, $"/v1/callOuts/{callOut}")).Status);
        Assert.Equal(404, (await _scene.SendAsync(stranger, HttpMethod.Get, $"/v1/callOuts/{callOut}/responses")).Status);
        Assert.Equal(404, (await _scene.SendAsync(stranger, HttpMethod.Get, $"/v1/callOuts/{callOut}/responses/{volunteers[0]}")).Status);
        Assert.Equal(404, (await _scene.SendAsync(stranger, HttpMethod.Get, $"/v1/volunteers/{volunteers[0]}")).Status);
        Assert.Equal(404, (await _scene.SendAsync(stranger, HttpMethod.Delete, $"/v1/volunteers/{volunteers[0]}")).Status);
        Assert.Equal(404, (await _scene.SendAsync(publisher, HttpMethod.Get, $"/v1/callOuts/{callOut}")).Status);
        Assert.Equal(404, (await _scene.SendAsync(publisher, HttpMethod.Post, $"/v1/callOuts/{callOut}:close")).Status);
        // The owner sees how many, and neither who nor whose.
        var seen = (await _scene.GetAsync(callOut)).ToString();
        Assert.DoesNotContain(volunteers[0].ToString(), seen, StringComparison.Ordinal);
        Assert.DoesNotContain(_holder.Id.ToString(), seen, StringComparison.Ordinal);
        Assert.Equal(403, (await _scene.SendAsync(_scene.Owner, HttpMethod.Get, $"/v1/callOuts/{callOut}/responses")).Status);
        Assert.False((await _scene.SendAsync(_holder, HttpMethod.Get, $"/v1/callOuts/{callOut}")).Body.TryGetProperty("circlesKm", out _));
    }

    [Fact]
    public async Task When_a_need_is_taken_back_everybody_stands_down_once()
    {
        var (need, callOut, volunteers) = await CalledOutAsync(places: 2, volunteers: 2);
        Assert.Equal("accepted", await _scene.SayAsync(_holder, callOut, volunteers[0], "accept"));
        await hub.Needs(_scene.Owner).WithdrawAsync(need, "vandet faldt");
        await Eventually.Is("the call-out ended with it", async () => await _scene.StateAsync(callOut) == "withdrawn");
        // A copy, and something older that comes late.
        var copy = await hub.PublishAsync(new NeedWithdrawn(need, 9, "vandet faldt", DateTimeOffset.UtcNow));
        await hub.PublishAsync(new NeedFilled(need, 2, DateTimeOffset.UtcNow));
        await Eventually.Is("the copy was seen", async () => await hub.CountAsync("SELECT count(*) FROM inbox WHERE message_id = $1", copy) > 0);

        foreach (var volunteer in volunteers)
        {
            Assert.Equal("stoodDown", await _scene.StateAsync(_holder, callOut, volunteer));
        }
        Assert.Equal("stoodDown", await _scene.SayAsync(_holder, callOut, volunteers[1], "accept"));
        await Eventually.Is("it was told", () => hub.Told(callOut, _holder).Any(e => e.Type == "CallOutStoodDown"));
        var told = Assert.Single(hub.Told(callOut, _holder), e => e.Type == "CallOutStoodDown");
        Assert.Equal("vandet faldt", told.Body.GetProperty("reason").GetString());
        Assert.Equal("vandet faldt", (await _scene.GetAsync(callOut)).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task What_needs_said_earlier_never_undoes_what_it_said_later()
    {
        var (need, callOut, _) = await CalledOutAsync(places: 2, volunteers: 1);
        var late = await hub.PublishAsync(new NeedFilled(need, 1, DateTimeOffset.UtcNow));
        await Eventually.Is("it was seen", async () => await hub.CountAsync("SELECT count(*) FROM inbox WHERE message_id = $1 AND consumer = 'callOuts'", late) == 1);
        Assert.Equal("open", await _scene.StateAsync(callOut));
    }

    [Fact]
    public async Task Closing_sends_those_home_who_have_no_place_and_keeps_those_who_have()
    {
        var (need, callOut, volunteers) = await CalledOutAsync(places: 2, volunteers: 2);
        Assert.Equal("accepted", await _scene.SayAsync(_holder, callOut, volunteers[0], "accept"));
        for (var i = 0; i < 2; i++)
        {
            var (status, closed) = await _scene.SendAsync(_scene.Owner, HttpMethod.Post, $"/v1/callOuts/{callOut}:close");
            Assert.Equal((200, "closed"), (status, closed.GetProperty("state").GetString()));
        }
        Assert.Equal("accepted", await _scene.StateAsync(_holder, callOut, volunteers[0]));
        Assert.Equal("stoodDown", await _scene.SayAsync(_holder, callOut, volunteers[1], "accept"));
        Assert.Equal(1, await _scene.TakenAsync(need));
        await Eventually.Is("it was told once", () => hub.Told(callOut, _holder).Count(e => e.Type == "CallOutStoodDown") == 1);
        // The need is free for another call-out, which leaves alone whoever has a place.
        var next = await _scene.StartAsync(need);
        await _scene.AskedAsync(next, 1);
        Assert.Equal(volunteers[1], (await _scene.ResponsesAsync(_holder, next))[0].GetProperty("volunteerId").GetGuid());
    }

    [Fact]
    public async Task The_call_outs_own_number_of_places_holds_although_the_need_has_more()
    {
        var (need, callOut, volunteers) = await CalledOutAsync(places: 10, volunteers: 5, wanted: 2);
        var states = await Task.WhenAll(volunteers.Select(volunteer => _scene.SayAsync(_holder, callOut, volunteer, "accept")));
        Assert.Equal((2, 3), (states.Count(state => state == "accepted"), states.Count(state => state == "waiting")));
        Assert.Equal(2, await _scene.TakenAsync(need));
        await Eventually.Is("it is filled", async () => await _scene.StateAsync(callOut) == "filled");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_yes_that_was_cut_off_is_finished_whether_or_not_the_place_was_taken(bool wasTaken)
    {
        var (need, callOut, volunteers) = await CalledOutAsync(places: 1, volunteers: 1);
        if (wasTaken)
        {
            await using var command = hub.Database.CreateCommand("SELECT reservation_id FROM call_out_asks WHERE volunteer_id = $1");
            command.Parameters.AddWithValue(volunteers[0]);
            await hub.NeedsService().ReservePlacesAsync(new ReservePlacesRequest
            {
                ReservationId = ((Guid)(await command.ExecuteScalarAsync())!).ToString(),
                NeedId = need.ToString(),
                Places = 1,
                ParticipantId = _holder.Id.ToString(),
                Confirm = true,
            });
        }
        await hub.CountAsync(LeaveIntent, volunteers[0], "accepting");

        await Eventually.Is("it is accepted", async () => await _scene.StateAsync(_holder, callOut, volunteers[0]) == "accepted");
        Assert.Equal(1, await _scene.TakenAsync(need));
    }

    [Fact]
    public async Task A_yes_that_was_cut_off_waits_when_somebody_else_has_the_place()
    {
        var (need, callOut, volunteers) = await CalledOutAsync(places: 1, volunteers: 2);
        Assert.Equal("accepted", await _scene.SayAsync(_holder, callOut, volunteers[0], "accept"));
        await Eventually.Is("it is filled", async () => await _scene.StateAsync(callOut) == "filled");
        await hub.CountAsync(LeaveIntent, volunteers[1], "accepting");
        await Eventually.Is("it waits", async () => await _scene.StateAsync(_holder, callOut, volunteers[1]) == "waiting");
        // And a promotion that was cut off does the same.
        await hub.CountAsync(LeaveIntent, volunteers[1], "promoting");
        await Eventually.Is("it still waits", async () =>
            await hub.CountAsync("SELECT count(*) FROM call_out_asks WHERE call_out_id = $1 AND state = 'waiting'", callOut) == 1);
        await hub.CountAsync(LeaveIntent, volunteers[0], "returning");
        await Eventually.Is("the place went over", async () => await _scene.StateAsync(_holder, callOut, volunteers[1]) == "accepted");
        Assert.Equal("droppedOut", await _scene.StateAsync(_holder, callOut, volunteers[0]));
        Assert.Equal(1, await _scene.TakenAsync(need));
    }

    [Fact]
    public async Task While_needs_is_away_nothing_is_marked_and_afterwards_it_is_settled()
    {
        var (need, callOut, volunteers) = await CalledOutAsync(places: 1, volunteers: 1);
        hub.ToNeeds.Cut();
        try
        {
            var (status, problem) = await _scene.AnswerAsync(_holder, callOut, volunteers[0], "accept");
            Assert.Equal((503, "unavailable"), (status, problem.GetProperty("code").GetString()));
            Assert.Equal("asked", await _scene.StateAsync(_holder, callOut, volunteers[0]));
            Assert.Equal("open", await _scene.StateAsync(callOut));
        }
        finally
        {
            hub.ToNeeds.Mend();
        }
        await hub.CountAsync(MakeDue, callOut, "accepting");
        await Eventually.Is("it is accepted", async () =>
            await hub.CountAsync("SELECT count(*) FROM call_out_asks WHERE call_out_id = $1 AND state = 'accepted'", callOut) == 1);
        Assert.Equal(1, await _scene.TakenAsync(need));
    }

    [Fact]
    public async Task Deleting_a_volunteer_erases_every_trace_and_gives_the_place_to_the_next()
    {
        var (need, callOut, volunteers) = await CalledOutAsync(places: 1, volunteers: 2);
        Assert.Equal("accepted", await _scene.SayAsync(_holder, callOut, volunteers[0], "accept"));
        await Eventually.Is("it is filled", async () => await _scene.StateAsync(callOut) == "filled");
        Assert.Equal("waiting", await _scene.SayAsync(_holder, callOut, volunteers[1], "accept"));

        Assert.Equal(204, (await _scene.SendAsync(_holder, HttpMethod.Delete, $"/v1/volunteers/{volunteers[0]}")).Status);
        Assert.Equal(404, (await _scene.SendAsync(_holder, HttpMethod.Get, $"/v1/volunteers/{volunteers[0]}")).Status);
        Assert.Equal(404, (await _scene.SendAsync(_holder, HttpMethod.Get, $"/v1/callOuts/{callOut}/responses/{volunteers[0]}")).Status);
        await hub.CountAsync(MakeDue, callOut, "returning");
        await Eventually.Is("the next has the place", async () => await _scene.StateAsync(_holder, callOut, volunteers[1]) == "accepted");
        Assert.Equal(0, await hub.CountAsync("SELECT count(*) FROM call_out_asks WHERE volunteer_id = $1", volunteers[0]));
        Assert.Equal(1, await _scene.TakenAsync(need));
    }

    [Fact]
    public async Task The_same_reference_changes_a_volunteer_and_a_list_holds_only_ones_own()
    {
        var body = new { reference = "f-1", place = new { latitude = 55.676123, longitude = 12.568456 }, radiusKm = 5, quietHours = new { from = "21:00", until = "08:00" } };
        var (created, first) = await _scene.SendAsync(_holder, HttpMethod.Post, "/v1/volunteers", body);
        var (changed, second) = await _scene.SendAsync(_holder, HttpMethod.Post, "/v1/volunteers", new { body.reference, body.place, radiusKm = 7 });
        Assert.Equal((201, 200, first.GetProperty("id").GetGuid()), (created, changed, second.GetProperty("id").GetGuid()));
        Assert.NotEqual(55.676123, first.GetProperty("place").GetProperty("latitude").GetDouble());
        Assert.Equal("21:00", first.GetProperty("quietHours").GetProperty("from").GetString());
        await _scene.AddVolunteerAsync(_holder);

        var page = (await _scene.SendAsync(_holder, HttpMethod.Get, "/v1/volunteers?limit=1")).Body;
        Assert.Equal(7, page.GetProperty("items")[0].GetProperty("radiusKm").GetDouble());
        var rest = (await _scene.SendAsync(_holder, HttpMethod.Get, $"/v1/volunteers?cursor={page.GetProperty("cursor")}")).Body;
        Assert.Equal(1, rest.GetProperty("items").GetArrayLength());
        Assert.False(rest.TryGetProperty("cursor", out _));
        Assert.Equal(400, (await _scene.SendAsync(_holder, HttpMethod.Post, "/v1/volunteers", new { body.reference, body.place, body.radiusKm, name = "Anna" })).Status);
        Assert.Equal(403, (await _scene.SendAsync(Some.Company() with { Scopes = "callouts:answer" }, HttpMethod.Post, "/v1/volunteers", body)).Status);
    }

    private async Task<(Guid Need, Guid CallOut, Guid[] Volunteers)> CalledOutAsync(int places, int volunteers, int? askPerRound = null, int? wanted = null)
    {
        var ids = new Guid[volunteers];
        for (var i = 0; i < volunteers; i++)
        {
            ids[i] = await _scene.AddVolunteerAsync(_holder, 300 + (100 * i));
        }
        var need = await _scene.PublishNeedAsync(places);
        var callOut = await _scene.StartAsync(need, new { circlesKm = new[] { 1 }, roundMinutes = 60, askPerRound = askPerRound ?? 20, places = wanted });
        await _scene.AskedAsync(callOut, Math.Min(volunteers, askPerRound ?? 20));
        return (need, callOut, ids);
    }
}
