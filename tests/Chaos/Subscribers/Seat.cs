using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Subscribers;

/// <summary>One subscription: whose, on which channel, with which filter, and what came.</summary>
internal sealed record Seat(Member Owner, string Id, string Channel, string Name, JsonObject Filter)
{
    public Mailbox Mailbox { get; } = new();

    public async Task<JsonObject> StateAsync() => (await Owner.GetAsync($"/v1/subscriptions/{Id}")).Body;

    /// <summary>A page of the feed, which every subscription has.</summary>
    public async Task<(IReadOnlyList<Heard> Events, string? Cursor)> PageAsync(string? after)
    {
        var cursor = after is null ? "" : "&after=" + Uri.EscapeDataString(after);
        var page = (await Owner.GetAsync($"/v1/subscriptions/{Id}/events?limit=500{cursor}")).Body;
        return ([.. page["events"]!.AsArray().Select(each => Heard.From(each!))], (string?)page["cursor"] ?? after);
    }

    /// <summary>The whole feed, from the beginning.</summary>
    public async Task<IReadOnlyList<Heard>> FeedAsync()
    {
        var all = new List<Heard>();
        string? cursor = null;
        while (true)
        {
            var (events, next) = await PageAsync(cursor);
            if (events.Count == 0) return all;
            all.AddRange(events);
            cursor = next;
        }
    }

    public override string ToString() => $"the {Channel} subscription '{Name}' ({Id})";
}
