using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Subscribers;

/// <summary>All subscribers: for each filter one on the feed, one on a stream, and one by webhook.</summary>
internal sealed class Audience : IAsyncDisposable
{
    private static readonly string[] Channels = ["feed", "grpc", "webhook"];

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _reading = [];
    private readonly WebhookServer _webhooks;

    private Audience(WebhookServer webhooks) => _webhooks = webhooks;

    public List<Seat> Seats { get; } = [];

    /// <summary>Subscribes, and waits until every webhook address has proved whose it is.</summary>
    public static async Task<Audience> GatherAsync(Ground ground, int seed, CancellationToken ct)
    {
        var audience = new Audience(await WebhookServer.StartAsync(seed, ground.Tally, ground.Findings));
        foreach (var (name, filter) in Filters(ground.Publishers[2].Id))
        {
            foreach (var (number, channel) in Channels.Index()) await audience.SubscribeAsync([.. ground.Companies, ground.Publishers[2]], number, channel, name, filter);
        }
        foreach (var seat in audience.Seats.Where(seat => seat.Channel == "webhook"))
        {
            for (var waited = 0; (string?)(await seat.StateAsync())["state"] != "active"; waited++)
            {
                if (waited == 300) throw new InvalidOperationException($"{seat} was not confirmed within a minute.");
                await Task.Delay(200, ct);
            }
        }
        foreach (var seat in audience.Seats)
        {
            if (seat.Channel == "feed") audience._reading.Add(new FeedReader(seat).RunAsync(audience._stop.Token));
            if (seat.Channel == "grpc") audience._reading.Add(new StreamReader(seat, ground.Tally).RunAsync(audience._stop.Token));
        }
        return audience;
    }

    /// <summary>From now on every subscriber does as it should.</summary>
    public void Behave() => _webhooks.IsMoody = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_reading);
        await _webhooks.DisposeAsync();
        _stop.Dispose();
    }

    private static IEnumerable<(string Name, JsonObject Filter)> Filters(string publisher) =>
    [
        ("alt", new JsonObject()),
        ("bolig og tryghed", Filter("""{"category":["bolig","tryghed"]}""")),
        ("København, men ikke skole", Filter("""{"all":[{"municipality":["0101"]},{"not":{"category":["skole"]}}]}""")),
        ("5 km fra Rådhuspladsen", Filter("""{"radius":{"latitude":55.6761,"longitude":12.5683,"km":5}}""")),
        ("jura eller Aarhus", Filter("""{"any":[{"skills":["jura"]},{"municipality":["0751"]}]}""")),
        ("Naboforeningen", new JsonObject { ["publisher"] = new JsonArray(publisher) }),
    ];

    private static JsonObject Filter(string text) => JsonNode.Parse(text)!.AsObject();

    private async Task SubscribeAsync(IReadOnlyList<Member> owners, int owner, string channel, string name, JsonObject filter)
    {
        var hook = $"hook-{Seats.Count}";
        var body = new JsonObject { ["name"] = name, ["filter"] = filter.DeepClone(), ["channel"] = channel };
        if (channel == "webhook") body["url"] = _webhooks.Url(hook);
        var made = await owners[owner].SendAsync(HttpMethod.Post, "/v1/subscriptions", body);
        if (!made.IsSuccess) throw new InvalidOperationException($"Subscribing was refused: {made.Text}");
        var seat = new Seat(owners[owner], (string)made.Body["id"]!, channel, name, filter);
        if (channel == "webhook") _webhooks.Trust(hook, seat.Mailbox, (string)made.Body["secret"]!);
        Seats.Add(seat);
    }
}
