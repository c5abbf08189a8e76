using System.Text.Json;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.CallOuts;

[Collection(nameof(CallOutsHub))]
public sealed class FillingTests(CallOutsHub hub)
{
    private readonly Scene _scene = hub.NewScene();
    private readonly Party _holder = Scene.NewHolder();

    [Fact]
    public async Task Of_five_hundred_who_say_yes_at_once_seven_have_a_place_and_each_drop_out_lets_the_next_in()
    {
        var volunteers = await _scene.AddVolunteersAsync(_holder, 500);
        var need = await _scene.PublishNeedAsync(places: 7);
        var callOut = await _scene.StartAsync(need, new { circlesKm = new[] { 1 }, askPerRound = 500, roundMinutes = 60 });
        await _scene.AskedAsync(callOut, 500);

        var states = await Task.WhenAll(volunteers.Select(volunteer => _scene.SayAsync(_holder, callOut, volunteer, "accept")));
        Assert.Equal((7, 493), (states.Count(state => state == "accepted"), states.Count(state => state == "waiting")));
        Assert.Equal(7, await _scene.TakenAsync(need));
        Assert.Equal("filled", await _scene.StateAsync(callOut));

        var line = await LineAsync(callOut);
        Assert.Equal(493, line.Count);
        var accepted = volunteers.Where((_, i) => states[i] == "accepted").ToList();
        Assert.Equal("droppedOut", await _scene.SayAsync(_holder, callOut, accepted[0], "dropOut"));
        await AcceptedAsync(callOut, [.. accepted[1..], line[0]]);

        await Task.WhenAll(accepted[1..6].Select(volunteer => _scene.SayAsync(_holder, callOut, volunteer, "dropOut")));
        await AcceptedAsync(callOut, [accepted[6], .. line[..6]]);
        Assert.Equal(7, await _scene.TakenAsync(need));
        await Eventually.Is("each promotion was told", () => hub.Told(callOut, _holder).Count(e => e.Type == "CallOutPromoted") == 6);
        // One of them may just be having a try that finds nothing left.
        await Eventually.Is("the rest waits in its order", async () => (await LineAsync(callOut)).SequenceEqual(line[6..]));
        Assert.Equal("filled", await _scene.StateAsync(callOut));
    }

    // Those who wait, in order.
    private async Task<List<Guid>> LineAsync(Guid callOut)
    {
        await using var command = hub.Database.CreateCommand(
            "SELECT volunteer_id FROM call_out_asks WHERE call_out_id = $1 AND state = 'waiting' ORDER BY yes_number");
        command.Parameters.AddWithValue(callOut);
        await using var reader = await command.ExecuteReaderAsync();
        var line = new List<Guid>();
        while (await reader.ReadAsync())
        {
            line.Add(reader.GetGuid(0));
        }
        return line;
    }

    private Task AcceptedAsync(Guid callOut, IReadOnlyCollection<Guid> expected) => Eventually.Is("exactly the next ones were let in", async () =>
    {
        var responses = await _scene.ResponsesAsync(_holder, callOut);
        return responses.Where(Is("accepted")).Select(item => item.GetProperty("volunteerId").GetGuid()).ToHashSet().SetEquals(expected);
    });

    private static Func<JsonElement, bool> Is(string state) => item => item.GetProperty("state").GetString() == state;
}

[CollectionDefinition(nameof(CallOutsHub))]
public sealed class CallOutsHubDefinition : ICollectionFixture<CallOutsHub>;
