using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>What the victim itself says at doors where an example cannot know the ids, texts and codes that it takes.</summary>
internal sealed partial class Victim
{
    /// <summary>Null where the example of the document will do.</summary>
    public JsonObject? Body(ApiRoute route) => route.Name switch
    {
        "POST /v1/partnerships/{id}/versions" => new() { ["agreement"] = Agreement() },
        "POST /v1/partnerships/{id}:consent" => new() { ["hash"] = Hash },
        "POST /v1/partnerships/{id}:invite" => new() { ["parties"] = new JsonArray(new JsonObject { ["party"] = Seat(_guest, "leverandør", "elever") }) },
        "POST /v1/partnerships/{id}:replaceParty" => new() { ["participantId"] = Taker.Id, ["party"] = Seat(_guest, "leverandør", "elever") },
        "POST /v1/partnerships/{id}:moveTask" => new() { ["task"] = "aftaler", ["participantId"] = Taker.Id },
        "POST /v1/partnerships/{id}:transfer" => new() { ["participantId"] = Taker.Id },
        "POST /v1/partnerships/{id}/results" => Result(),
        "POST /v1/hours" or "POST /v1/hours:import" => Row(Secret()),
        "POST /v1/hours:approve" => new() { ["ids"] = new JsonArray(_owned["hours"][0]) },
        "POST /v1/hours:reject" => new() { ["ids"] = new JsonArray(_owned["hours"][0]), ["reason"] = "Holdet var aflyst." },
        "POST /v1/surveys/{id}/answers" => new() { ["token"] = Token("surveys"), ["answers"] = new JsonObject { ["trust"] = 4 } },
        "POST /v1/surveys/{id}/page" => new() { ["token"] = Token("surveys"), ["trust"] = "4" },
        "POST /v1/hearings/{id}/answers" => new() { ["token"] = Token("hearings"), ["choice"] = 1 },
        "POST /v1/hearings/{id}/page" => new() { ["token"] = Token("hearings"), ["choice"] = "1" },
        "POST /v1/ballots/{id}/votes" => new() { ["token"] = Token("ballots"), ["option"] = 1 },
        "POST /v1/ballots/{id}/page" => new() { ["token"] = Token("ballots"), ["option"] = "1" },
        _ => null,
    };

    // Others' hours are decided on, one's own are corrected.
    private IEnumerable<string> OfRoute(ApiRoute route, string thing)
    {
        var ids = _owned.GetValueOrDefault(thing, []);
        return route.Path.EndsWith("{id}:correct", StringComparison.Ordinal) ? Enumerable.Reverse(ids) : ids;
    }
}
