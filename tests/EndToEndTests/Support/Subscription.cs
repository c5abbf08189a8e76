using System.Net;
using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>A subscription and its owner.</summary>
/// <param name="Secret">What signs its webhooks, if that is its channel.</param>
public sealed record Subscription(Party Owner, string Id, string? Secret)
{
    private string Path => $"/v1/subscriptions/{Id}";

    public async Task<JsonObject> StateAsync() => (await Owner.GetAsync(Path)).Expect(HttpStatusCode.OK).Body;

    /// <summary>One page of the feed.</summary>
    public async Task<(IReadOnlyList<Delivered> Events, string Cursor)> PageAsync(string? after, int limit = 500)
    {
        var query = after is null ? "" : "&after=" + Uri.EscapeDataString(after);
        var page = (await Owner.GetAsync($"{Path}/events?limit={limit}{query}")).Expect(HttpStatusCode.OK).Body;
        return ([.. page["events"]!.AsArray().Select(each => Delivered.From(each!))], (string)page["cursor"]!);
    }

    /// <summary>All that is on the feed, from the beginning.</summary>
    public async Task<IReadOnlyList<Delivered>> FeedAsync()
    {
        var all = new List<Delivered>();
        string? cursor = null;
        while (true)
        {
            var (events, next) = await PageAsync(cursor);
            if (events.Count == 0) return all;
            all.AddRange(events);
            cursor = next;
        }
    }

    /// <summary>Changes it; what the change answers holds a new secret when the channel became the webhook.</summary>
    public async Task<JsonObject> ChangeAsync(JsonObject patch)
    {
        var present = (await Owner.GetAsync(Path)).Expect(HttpStatusCode.OK);
        return (await Owner.SendAsync(HttpMethod.Patch, Path, patch, default, ("If-Match", present.ETag!))).Expect(HttpStatusCode.OK).Body;
    }

    public Task IsAsync(string state) => Eventually.Is($"the subscription is {state}", async () => (string?)(await StateAsync())["state"] == state);
}
