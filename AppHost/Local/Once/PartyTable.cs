using System.Text.Json.Nodes;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.AppHost.Once;

/// <summary>A party with its own key, which follows its partnerships.</summary>
sealed record SeatedParty(string Id, string Name, string Role, HubClient Client, string Feed)
{
    /// <summary>True when its subscription tells this exactly once.</summary>
    public async Task<bool> HeardAsync(string type, string subject, CancellationToken ct)
    {
        var page = await Client.GetAsync($"/v1/subscriptions/{Feed}/events?limit=100", ct);
        return page["events"]!.AsArray().Count(each => (string)each!["type"]! == type && (string)each["subject"]! == subject) == 1;
    }
}

/// <summary>Those who sit together.</summary>
sealed class PartyTable : IAsyncDisposable
{
    readonly List<SeatedParty> _seats = [];

    public IReadOnlyList<SeatedParty> Seats => _seats;

    /// <summary>Registers an organisation, or finds it, gives it a key, and has it follow its partnerships.</summary>
    public async Task<SeatedParty> SeatAsync(LocalHub hub, JsonObject organisation, string role, IReadOnlyList<string> scopes, CancellationToken ct)
    {
        using var operators = new HubClient(hub.Addresses.Gateway, hub.Keys.Operator);
        var id = await operators.RegisterAsync(organisation, ct);
        var client = new HubClient(hub.Addresses.Gateway, await operators.IssueKeyAsync(id, "partnerskaber", scopes, ct));
        var feed = await client.PostAsync("/v1/subscriptions", new JsonObject
        {
            ["name"] = "vores partnerskaber",
            ["channel"] = "feed",
            ["topics"] = new JsonArray("partnerships"),
        }, ct);
        _seats.Add(new SeatedParty(id, (string)organisation["name"]!, role, client, (string)feed["id"]!));
        return _seats[^1];
    }

    public ValueTask DisposeAsync()
    {
        foreach (var seat in _seats) seat.Client.Dispose();
        return ValueTask.CompletedTask;
    }
}
