using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

/// <summary>A participant that owns needs and offers, and answers suggestions.</summary>
internal sealed class Owner(OpportunitiesHub hub, string sector = "public", string kind = "municipality")
{
    private readonly Subscriber _caller = new(hub, new Party(Guid.CreateVersion7(), "Eksempel", sector, kind, "matches:answer subscriptions:manage"));

    public Guid Id => _caller.Id;

    public Task<string> FollowAsync(params string[] topics) => _caller.FollowAsync(topics);

    /// <summary>The types of what a subscription was told, once it was told so much.</summary>
    public async Task<List<string>> ToldAsync(string subscription, int count) =>
        [.. (await _caller.FeedOfAsync(subscription, count)).Select(item => ((string)item["type"]!).Split('.')[^2])];

    /// <summary>The same, once the last is what is waited for.</summary>
    public async Task<List<string>> ToldUntilAsync(string subscription, string last)
    {
        List<string> told = [];
        await Eventually.Is($"the feed ends with {last}", async () => (told = await ToldAsync(subscription, 1))[^1] == last);
        return told;
    }

    public Task<(int Status, JsonNode? Body)> GetAsync(string path) => _caller.SendAsync(HttpMethod.Get, path);

    public Task<(int Status, JsonNode? Body)> AnswerAsync(JsonNode match, string answer, object? body = null) =>
        _caller.SendAsync(HttpMethod.Post, $"/v1/matches/{match["id"]}:{answer}", body);

    /// <summary>Empty also when the need is not known yet.</summary>
    public async Task<List<JsonNode>> MatchesOfAsync(string noun, Guid id)
    {
        var (status, body) = await GetAsync($"/v1/{noun}/{id}/matches?limit=200");
        return status == 404 ? [] : [.. body!["items"]!.AsArray().Select(item => item!)];
    }

    /// <summary>The matches of a need once there are so many in this state.</summary>
    public async Task<List<JsonNode>> MatchesAsync(Guid need, int count, string state = "suggested")
    {
        List<JsonNode> found = [];
        await Eventually.Is($"the need has {count} matches that are {state}", async () =>
            (found = [.. (await MatchesOfAsync("needs", need)).Where(match => (string)match["state"]! == state)]).Count >= count);
        Assert.Equal(count, found.Count);
        return found;
    }

    public PublicNeed Need(string category, double latitude = 55.68) => new(
        Id, "Eksempel Kommune", null, "Gældsrådgivning ved køkkenbordet", "En aften om ugen", category, [], "local", "0101", new PublicPlace(latitude, 12.57),
        null, null, null, null, null, [], DateTimeOffset.UtcNow.AddDays(30), new Dictionary<string, string>(), sector, kind);

    public PublicOffer Offer(string category, double latitude = 55.725) => new(
        Id, "Advokatfirmaet Eksempel", sector, null, "Advokat i gæld", "Ti timer", [category], [], new PublicArea(new PublicPlace(latitude, 12.57), 10, [], false),
        null, null, [], new PublicVisibility([], []), true, [new PublicContribution("timer", "hours", 10, 10, null, null, [], [])], "open",
        DateTimeOffset.UtcNow.AddDays(30));
}

/// <summary>Needs and offers as their services publish them.</summary>
internal static class Matchmaking
{
    /// <summary>A category that no other test uses.</summary>
    public static string Category() => $"emne {Guid.CreateVersion7():n}";

    public static async Task<Guid> PublishNeedAsync(this OpportunitiesHub hub, PublicNeed need)
    {
        var id = Guid.CreateVersion7();
        await hub.PublishAsync(new NeedPublished(id, 1, need, DateTimeOffset.UtcNow));
        return id;
    }

    public static async Task<Guid> PublishOfferAsync(this OpportunitiesHub hub, PublicOffer offer)
    {
        var id = Guid.CreateVersion7();
        await hub.PublishAsync(new OfferPublished(id, 1, offer, DateTimeOffset.UtcNow));
        return id;
    }

    /// <summary>Publishes, and waits until it is dealt with.</summary>
    public static async Task<Guid> TellAsync(this OpportunitiesHub hub, object @event, Guid? id = null)
    {
        var message = await hub.PublishAsync(@event, id);
        await Eventually.Is($"{@event.GetType().Name} is dealt with", () => hub.IsConsumedAsync(message));
        return message;
    }
}
