using System.Net;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.AppHost.Sample;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.AppHost.Once;

/// <summary>
/// Debt advice at the kitchen table, as the papers tell it: a housing organisation has the need, a firm of lawyers and one of accountants have hours.
/// The hub suggests each to the other, and both sides say yes.
/// </summary>
public sealed class MatchPlay(LocalHub hub, IReadOnlyDictionary<SamplePublisher, RegisteredPublisher> publishers, IReadOnlyList<PublishedNeed> needs)
{
    const string Case = "gaeldsraadgivning";
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    static readonly IReadOnlyList<string> Scopes = ["offers:write", "matches:answer", "subscriptions:manage"];

    static readonly IReadOnlyList<(string Name, string Skill)> Firms = [("Lett Advokatfirma", "jura"), ("Ernst & Young", "revision og økonomi")];

    /// <summary>Returns how many matches were made; each of them is one that the oracle expects.</summary>
    public async Task<int> PlayAsync(CancellationToken ct)
    {
        var need = needs.Single(need => need.Sample.Reference == Case);
        using var owner = new HubClient(hub.Addresses.Gateway, publishers[need.Sample.Publisher].Key);
        var ownerFeed = await FollowAsync(owner, ct);
        var matched = 0;
        foreach (var (name, skill) in Firms)
        {
            using var firm = await JoinAsync(name, ct);
            var firmFeed = await FollowAsync(firm, ct);
            var offer = await PublishAsync(firm, need, name, skill, ct);
            var matches = await MatchesAsync(firm, offer, Expected(need, skill), ct);
            var match = (string)matches.Single(match => (string)match["needId"]! == need.Id)["id"]!;
            await firm.PostAsync($"/v1/matches/{match}:accept", [], ct);
            var agreed = await owner.PostAsync($"/v1/matches/{match}:accept", [], ct);
            if ((string)agreed["state"]! != "agreed") throw Failed($"the match {match} is {agreed["state"]} after both said yes");
            await HeardAsync(owner, ownerFeed, match, ct);
            await HeardAsync(firm, firmFeed, match, ct);
            matched += matches.Count;
        }
        return matched;
    }

    async Task<HubClient> JoinAsync(string name, CancellationToken ct)
    {
        using var operators = new HubClient(hub.Addresses.Gateway, hub.Keys.Operator);
        var id = await operators.RegisterAsync(new JsonObject { ["name"] = name, ["sector"] = "market", ["kind"] = "company" }, ct);
        return new HubClient(hub.Addresses.Gateway, await operators.IssueKeyAsync(id, "sample", Scopes, ct));
    }

    static async Task<string> FollowAsync(HubClient client, CancellationToken ct)
    {
        var body = new JsonObject { ["name"] = "forslag til os", ["channel"] = "feed", ["topics"] = new JsonArray("matches") };
        return (string)(await client.PostAsync("/v1/subscriptions", body, ct))["id"]!;
    }

    static async Task<string> PublishAsync(HubClient firm, PublishedNeed need, string name, string skill, CancellationToken ct)
    {
        var offer = new JsonObject
        {
            ["reference"] = Case,
            ["title"] = $"{name}: timer til gældsrådgivning",
            ["description"] = "Medarbejdere giver timer til særligt komplicerede sager.",
            ["categories"] = new JsonArray((string)need.Sample.Content["category"]!),
            ["skills"] = new JsonArray(skill),
            ["area"] = new JsonObject { ["municipalities"] = new JsonArray("0101") },
            ["standing"] = true,
            ["contributions"] = new JsonArray(new JsonObject { ["key"] = "timer", ["kind"] = "hours", ["quantity"] = 100 }),
        };
        return (string)(await firm.PostAsync("/v1/offers", offer, ct))["id"]!;
    }

    /// <summary>The needs that fit, found one by one by the rules of filters, which say the same of these criteria.</summary>
    HashSet<string> Expected(PublishedNeed need, string skill)
    {
        var filter = new JsonObject
        {
            ["all"] = new JsonArray(
                new JsonObject { ["category"] = new JsonArray((string)need.Sample.Content["category"]!) },
                new JsonObject { ["municipality"] = new JsonArray("0101") },
                new JsonObject { ["skills"] = new JsonArray(skill) }),
        };
        return [.. needs.Where(each => Oracle.Meets(each.Sample.Content, each.PublisherId, filter)).Select(each => each.Id)];
    }

    static async Task<List<JsonObject>> MatchesAsync(HubClient firm, string offer, HashSet<string> expected, CancellationToken ct)
    {
        List<JsonObject> matches = [];
        await Settle.UntilAsync(async () =>
        {
            // Matching hears of the offer a moment after it was accepted.
            if (await firm.StatusAsync($"/v1/offers/{offer}/matches", ct) is HttpStatusCode.NotFound) return false;
            var page = await firm.GetAsync($"/v1/offers/{offer}/matches", ct);
            matches = [.. page["items"]!.AsArray().Select(match => match!.AsObject())];
            return matches.Count >= expected.Count;
        }, Limit, ct);
        return expected.SetEquals(matches.Select(match => (string)match["needId"]!))
            ? matches
            : throw Failed($"the offer {offer} was matched with {matches.Count} needs, and fits {expected.Count}");
    }

    static async Task HeardAsync(HubClient client, string subscription, string match, CancellationToken ct)
    {
        var heard = await Settle.UntilAsync(async () =>
        {
            var page = await client.GetAsync($"/v1/subscriptions/{subscription}/events?limit=100", ct);
            return page["events"]!.AsArray().Count(each =>
                (string)each!["type"]! == "dk.socialenzyme.opportunity.agreed.v1" && (string)each["subject"]! == $"matches/{match}") == 1;
        }, Limit, ct);
        if (!heard) throw Failed($"an owner did not hear on its subscription that the match {match} is agreed");
    }

    static PlayFailedException Failed(string reason) => new("opportunities", reason);
}
