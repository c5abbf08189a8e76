using System.Text.Json.Nodes;
using SocialEnzyme.Hub.AppHost.Sample;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.AppHost.Once;

/// <summary>
/// The geo-catcher: two are wanted at a place, and an association holds four volunteers who live near it. The nearest are asked first; three say yes,
/// two get a place, one drops out, and the one who waits is taken in. Whoever is left stands down.
/// </summary>
public sealed class CallOutPlay(LocalHub hub, RegisteredPublisher owner, PublishedNeed need)
{
    const int Places = 2;
    const double Latitude = 55.6943, Longitude = 12.5480;
    static readonly IReadOnlyList<double> NorthOfIt = [0.002, 0.004, 0.006, 0.008];
    static readonly IReadOnlyList<string> AfterYes = ["accepted", "accepted", "waiting"];
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The need that the call-out is for; not one of the papers', which say no number.</summary>
    public static SampleNeed Need { get; } = new(SamplePublisher.OfTheSources, new JsonObject
    {
        ["reference"] = "naboer-i-gaarden",
        ["title"] = "Hjælp til at sætte bænke op i gården",
        ["description"] = "To naboer søges en formiddag. Mød op ved porten.",
        ["category"] = "nabohjælp",
        ["scope"] = "local",
        ["municipality"] = "0101",
        ["place"] = new JsonObject { ["latitude"] = Latitude, ["longitude"] = Longitude, ["address"] = "Porten, Eksempelgade 1" },
        ["placesWanted"] = Places,
        ["extensions"] = new JsonObject { ["kind"] = "sample" },
    });

    public async Task PlayAsync(CancellationToken ct)
    {
        using var publisher = new HubClient(hub.Addresses.Gateway, owner.Key);
        using var holder = new HubClient(hub.Addresses.Gateway, hub.Keys.Ngo);
        var feed = (string)(await holder.PostAsync("/v1/subscriptions", new JsonObject
        {
            ["name"] = "opkald til vores frivillige",
            ["channel"] = "feed",
            ["topics"] = new JsonArray("callOuts"),
        }, ct))["id"]!;
        var volunteers = new List<string>();
        foreach (var (number, north) in NorthOfIt.Index())
            volunteers.Add(await SaveAsync(holder, number + 1, Latitude + north, ct));

        var callOut = (string)(await publisher.PostAsync($"/v1/needs/{need.Id}/callOuts", new JsonObject { ["circlesKm"] = new JsonArray(2), ["askPerRound"] = 4 }, ct))["id"]!;
        await UntilAsync("every volunteer near was asked", async () =>
            (int)(await publisher.GetAsync($"/v1/callOuts/{callOut}", ct))["counts"]!["asked"]! == volunteers.Count, ct);

        foreach (var (number, state) in AfterYes.Index())
            await AnswerAsync(holder, callOut, volunteers[number], "accept", state, ct);
        var place = await holder.GetAsync($"/v1/callOuts/{callOut}/responses/{volunteers[0]}", ct);
        if ((string?)place["address"] != "Porten, Eksempelgade 1") throw Failed("the one who was accepted is not told the exact place");

        await AnswerAsync(holder, callOut, volunteers[1], "dropOut", "droppedOut", ct);
        await UntilAsync("the one who waits was taken in", async () => await StateAsync(holder, callOut, volunteers[2], ct) == "accepted", ct);
        await UntilAsync("the one who never answered stands down", async () => await StateAsync(holder, callOut, volunteers[3], ct) == "stoodDown", ct);
        var taken = (int)(await publisher.GetAsync($"/v1/needs/{need.Id}", ct))["placesTaken"]!;
        if (taken != Places) throw Failed($"{taken} places are taken of {Places}");
        await UntilAsync("the holder hears on its subscription who has a place", async () => await HeardAsync(holder, feed, callOut, ct), ct);
    }

    static async Task<string> SaveAsync(HubClient holder, int number, double latitude, CancellationToken ct) =>
        (string)(await holder.PostAsync("/v1/volunteers", new JsonObject
        {
            ["reference"] = $"frivillig-{number}",
            ["place"] = new JsonObject { ["latitude"] = latitude, ["longitude"] = Longitude },
            ["radiusKm"] = 3,
        }, ct))["id"]!;

    static async Task AnswerAsync(HubClient holder, string callOut, string volunteer, string answer, string expected, CancellationToken ct)
    {
        var response = await holder.PostAsync($"/v1/callOuts/{callOut}/responses", new JsonObject { ["volunteerId"] = volunteer, ["answer"] = answer }, ct);
        if ((string)response["state"]! != expected) throw Failed($"after '{answer}' a volunteer is {response["state"]}, and should be {expected}");
    }

    static async Task<string> StateAsync(HubClient holder, string callOut, string volunteer, CancellationToken ct) =>
        (string)(await holder.GetAsync($"/v1/callOuts/{callOut}/responses/{volunteer}", ct))["state"]!;

    static async Task<bool> HeardAsync(HubClient holder, string feed, string callOut, CancellationToken ct)
    {
        var page = await holder.GetAsync($"/v1/subscriptions/{feed}/events?limit=100", ct);
        var newest = page["events"]!.AsArray().LastOrDefault(each => (string)each!["subject"]! == $"callOuts/{callOut}" && each["data"] is not null);
        return newest?["data"]!["volunteers"]!.AsArray().Count(volunteer => (string)volunteer!["state"]! == "accepted") == Places;
    }

    static async Task UntilAsync(string what, Func<Task<bool>> holds, CancellationToken ct)
    {
        if (!await Settle.UntilAsync(holds, Limit, ct)) throw Failed($"within {Limit.TotalSeconds} seconds it did not come to this: {what}");
    }

    static PlayFailedException Failed(string reason) => new("opportunities", reason);
}
