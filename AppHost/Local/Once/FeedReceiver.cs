using System.Text.Json.Nodes;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.AppHost.Once;

/// <summary>Anyone who asks: reads the feed page by page, each time handing back the cursor of the page before.</summary>
public sealed class FeedReceiver(HubClient client, string subscription)
{
    string? _cursor;

    /// <summary>Reads until there is nothing new.</summary>
    public async Task CollectAsync(Received into, CancellationToken ct)
    {
        while (true)
        {
            var after = _cursor is null ? "" : "&after=" + Uri.EscapeDataString(_cursor);
            var page = await client.GetAsync($"/v1/subscriptions/{subscription}/events?limit=10{after}", ct);
            var events = page["events"]!.AsArray();
            foreach (var each in events) into.Add(Read(each!));
            _cursor = (string?)page["cursor"] ?? _cursor;
            if (events.Count == 0) return;
        }
    }

    /// <summary>A CloudEvents event in its JSON format.</summary>
    public static ReceivedEvent Read(JsonNode cloudEvent) =>
        new((string)cloudEvent["id"]!, (string)cloudEvent["data"]!["needId"]!, (string)cloudEvent["sequence"]!);
}
