using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.CallOuts;

[Collection(nameof(CallOutsHub))]
public sealed class AskingTests(CallOutsHub hub)
{
    private readonly Scene _scene = hub.NewScene();
    private readonly Party _holder = Scene.NewHolder();

    [Fact]
    public async Task Circles_widen_and_ask_the_nearest_first_and_no_more_than_a_round_may()
    {
        Guid[] near = [await _scene.AddVolunteerAsync(_holder, 300), await _scene.AddVolunteerAsync(_holder, 500), await _scene.AddVolunteerAsync(_holder, 800)];
        Guid[] far = [await _scene.AddVolunteerAsync(_holder, 2_000), await _scene.AddVolunteerAsync(_holder, 2_500)];
        var beyond = await _scene.AddVolunteerAsync(_holder, 3_200);
        var need = await _scene.PublishNeedAsync(places: 5);
        var callOut = await _scene.StartAsync(need, new { circlesKm = new[] { 1.0, 3.0 }, askPerRound = 2, roundMinutes = 0.01 });

        await _scene.AskedAsync(callOut, 4);
        var responses = await _scene.ResponsesAsync(_holder, callOut);
        Assert.Equal([near[0], near[1], near[2], far[0]], responses.Select(Volunteer));
        Assert.Equal([1, 1, 2, 2], responses.Select(item => item.GetProperty("round").GetInt32()));
        Assert.DoesNotContain(beyond, responses.Select(Volunteer));

        await Eventually.Is("both rounds were told", () => hub.Told(callOut, _holder).Count == 2);
        var told = hub.Told(callOut, _holder);
        Assert.Equal([2, 4], told.Select(e => e.Body.GetProperty("callOut").GetProperty("volunteers").GetArrayLength()));
        Assert.Single(told.Select(e => e.Body.GetProperty("noticeId").GetGuid()).Distinct());
        // Nobody of them answered, and no round asks what the publisher did not allow.
        Assert.Equal("open", await _scene.StateAsync(callOut));
    }

    [Fact]
    public async Task Quiet_hours_weekly_limits_and_what_a_volunteer_states_are_respected_and_test_alarms_do_not_count()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");
        string Clock(int hours) => TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, zone).AddHours(hours).ToString("HH:mm", CultureInfo.InvariantCulture);
        JsonObject Quiet(int from, int until) => new() { ["quietHours"] = new JsonObject { ["from"] = Clock(from), ["until"] = Clock(until) } };
        await _scene.AddVolunteerAsync(_holder, more: Quiet(-2, 2));
        var awake = await _scene.AddVolunteerAsync(_holder, 400, Quiet(4, 8));
        await _scene.AddVolunteerAsync(_holder, more: new() { ["categories"] = new JsonArray("havearbejde") });
        await _scene.AddVolunteerAsync(_holder, more: new() { ["radiusKm"] = 0.1 });
        var seldom = await _scene.AddVolunteerAsync(_holder, 600, new() { ["weeklyLimit"] = 1 });

        var test = await _scene.StartAsync(await _scene.PublishNeedAsync(), new { circlesKm = new[] { 1 }, test = true });
        await _scene.AskedAsync(test, 2);
        var first = await _scene.StartAsync(await _scene.PublishNeedAsync());
        await _scene.AskedAsync(first, 2);
        Assert.Equal([awake, seldom], (await _scene.ResponsesAsync(_holder, first)).Select(Volunteer));
        var second = await _scene.StartAsync(await _scene.PublishNeedAsync());
        await _scene.AskedAsync(second, 1);
        Assert.Equal([awake], (await _scene.ResponsesAsync(_holder, second)).Select(Volunteer));
    }

    [Fact]
    public async Task Nobody_of_a_suspended_holders_is_asked()
    {
        var suspended = Scene.NewHolder();
        await _scene.AddVolunteerAsync(suspended);
        var other = await _scene.AddVolunteerAsync(_holder, 500);
        var message = await hub.PublishAsync(new ParticipantSuspended(suspended.Id, DateTimeOffset.UtcNow));
        await Eventually.Is("the suspension is known", async () => await hub.CountAsync("SELECT count(*) FROM inbox WHERE message_id = $1", message) > 0);

        var callOut = await _scene.StartAsync(await _scene.PublishNeedAsync());
        await _scene.AskedAsync(callOut, 1);
        Assert.Equal([other], (await _scene.ResponsesAsync(_holder, callOut)).Select(Volunteer));
        Assert.Empty(await _scene.ResponsesAsync(suspended, callOut));
    }

    [Fact]
    public async Task A_test_alarm_asks_takes_no_place_and_closes_itself()
    {
        var volunteer = await _scene.AddVolunteerAsync(_holder);
        var need = await _scene.PublishNeedAsync(places: 1);
        var callOut = await _scene.StartAsync(need, new { circlesKm = new[] { 1 }, roundMinutes = 0.1, test = true });
        await _scene.AskedAsync(callOut, 1);
        // A real alarm does not wait for a test.
        var real = await _scene.StartAsync(need);

        Assert.Equal("accepted", await _scene.SayAsync(_holder, callOut, volunteer, "accept"));
        var response = await _scene.ResponseAsync(_holder, callOut, volunteer);
        Assert.True(response.GetProperty("test").GetBoolean());
        Assert.False(response.TryGetProperty("place", out _));
        Assert.Equal(0, await _scene.TakenAsync(need));
        await Eventually.Is("the test is over", async () => await _scene.StateAsync(callOut) == "closed");
        Assert.True(hub.Told(callOut, _holder)[0].Body.GetProperty("callOut").GetProperty("isTest").GetBoolean());
        Assert.Equal("open", await _scene.StateAsync(real));
    }

    [Fact]
    public async Task A_holders_subscription_is_told_of_its_own_volunteers_and_of_nobody_elses()
    {
        var (stranger, bystander) = (Scene.NewHolder(), Scene.NewHolder());
        var feed = await FollowAsync(_holder);
        var (feedOfStranger, feedOfBystander) = (await FollowAsync(stranger), await FollowAsync(bystander));
        var own = await _scene.AddVolunteerAsync(_holder);
        var others = await _scene.AddVolunteerAsync(stranger);
        var callOut = await _scene.StartAsync(await _scene.PublishNeedAsync(places: 1));
        await _scene.AskedAsync(callOut, 2);
        Assert.Equal("accepted", await _scene.SayAsync(_holder, callOut, own, "accept"));

        var events = await FeedAsync(_holder, feed, 2);
        Assert.Equal(["dk.socialenzyme.callout.started.v1", "dk.socialenzyme.callout.filled.v1"], events.Select(e => e.GetProperty("type").GetString()));
        var told = Assert.Single(events[1].GetProperty("data").GetProperty("volunteers").EnumerateArray());
        Assert.Equal((own, "accepted"), (told.GetProperty("volunteerId").GetGuid(), told.GetProperty("state").GetString()));
        var toldOther = Assert.Single((await FeedAsync(stranger, feedOfStranger, 2))[1].GetProperty("data").GetProperty("volunteers").EnumerateArray());
        Assert.Equal((others, "stoodDown"), (toldOther.GetProperty("volunteerId").GetGuid(), toldOther.GetProperty("state").GetString()));
        Assert.DoesNotContain("Havnegade", events[1].ToString(), StringComparison.Ordinal);
        Assert.Empty(await FeedAsync(bystander, feedOfBystander, 0));
    }

    [Fact]
    public async Task The_same_idempotency_key_starts_one_call_out_and_a_second_is_refused_while_one_is_open()
    {
        var need = await _scene.PublishNeedAsync();
        var path = $"/v1/needs/{need}/callOuts";
        var first = await _scene.SendAsync(_scene.Owner, HttpMethod.Post, path, new { message = "Kom" }, "k-1");
        var again = await _scene.SendAsync(_scene.Owner, HttpMethod.Post, path, new { message = "Kom" }, "k-1");
        Assert.Equal((201, first.Body.GetProperty("id").GetGuid()), (again.Status, again.Body.GetProperty("id").GetGuid()));
        Assert.Equal(422, (await _scene.SendAsync(_scene.Owner, HttpMethod.Post, path, new { message = "Nej" }, "k-1")).Status);
        Assert.Equal(409, (await _scene.SendAsync(_scene.Owner, HttpMethod.Post, path, new { })).Status);
        Assert.Equal(1, (await _scene.SendAsync(_scene.Owner, HttpMethod.Get, path)).Body.GetProperty("items").GetArrayLength());
        Assert.Equal(404, (await _scene.SendAsync(Some.Municipality(), HttpMethod.Post, path, new { })).Status);
        Assert.Equal(404, (await _scene.SendAsync(Some.Municipality(), HttpMethod.Get, path)).Status);
    }

    [Theory]
    [InlineData("""{"circlesKm":[]}""", 422)]
    [InlineData("""{"circlesKm":[0]}""", 422)]
    [InlineData("""{"circlesKm":[1,5000]}""", 422)]
    [InlineData("""{"askPerRound":0}""", 422)]
    [InlineData("""{"unknown":1}""", 400)]
    [InlineData("""{"message":"CPR 070761-4285"}""", 422)]
    public async Task A_wish_that_makes_no_sense_is_refused(string body, int status)
    {
        var need = await _scene.PublishNeedAsync();
        Assert.Equal(status, (await _scene.SendAsync(_scene.Owner, HttpMethod.Post, $"/v1/needs/{need}/callOuts", JsonNode.Parse(body))).Status);
    }

    [Fact]
    public async Task A_need_without_a_place_or_that_ended_cannot_be_called_out_for()
    {
        var needs = hub.Needs(_scene.Owner);
        var nowhere = await IntegrationTests.Needs.NeedsCalls.PublishAsync(needs, Some.Need());
        await KnownAsync(nowhere.Id);
        Assert.Equal(422, (await _scene.SendAsync(_scene.Owner, HttpMethod.Post, $"/v1/needs/{nowhere.Id}/callOuts", new { })).Status);
        var ended = await _scene.PublishNeedAsync();
        // An end that overtakes the need tells nothing of it.
        await KnownAsync(ended);
        await IntegrationTests.Needs.NeedsCalls.WithdrawAsync(needs, ended, "fundet");
        await Eventually.Is("the end is known", async () =>
            await hub.CountAsync("SELECT count(*) FROM events WHERE subject_id = $1 AND kind = 'need.withdrawn'", ended) == 1);
        Assert.Equal(422, (await _scene.SendAsync(_scene.Owner, HttpMethod.Post, $"/v1/needs/{ended}/callOuts", new { })).Status);
    }

    private Task KnownAsync(Guid need) =>
        Eventually.Is("the need is known", async () => await hub.CountAsync("SELECT count(*) FROM events WHERE subject_id = $1", need) == 1);

    private static Guid Volunteer(JsonElement response) => response.GetProperty("volunteerId").GetGuid();

    private async Task<string> FollowAsync(Party party)
    {
        var (status, body) = await _scene.SendAsync(party, HttpMethod.Post, "/v1/subscriptions", new { name = "Kald", channel = "feed", topics = new[] { "callOuts" } });
        Assert.True(status == 201, body.ToString());
        return body.GetProperty("id").GetString()!;
    }

    private async Task<List<JsonElement>> FeedAsync(Party party, string subscription, int count)
    {
        List<JsonElement> events = [];
        await Eventually.Is($"the feed holds {count} events", async () =>
        {
            var (_, body) = await _scene.SendAsync(party, HttpMethod.Get, $"/v1/subscriptions/{subscription}/events?limit=500");
            events = [.. body.GetProperty("events").EnumerateArray()];
            return events.Count >= count;
        });
        return events;
    }
}
