using System.Text.Json.Nodes;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.AppHost.Once;

/// <summary>All receivers of a play: for every filter one subscription on each channel, held by the demonstration participants.</summary>
public sealed class Audience : IAsyncDisposable
{
    static readonly IReadOnlyList<string> Channels = ["grpc", "webhook", "feed"];

    readonly CancellationTokenSource _stop = new();
    readonly List<Seat> _seats = [];
    readonly List<Task> _streams = [];
    readonly Dictionary<string, HubClient> _clients;
    readonly GrpcDoor _door;
    readonly WebhookReceiver _webhooks;

    Audience(LocalHub hub, WebhookReceiver webhooks)
    {
        _webhooks = webhooks;
        _door = new GrpcDoor(hub.Addresses.Grpc, hub.Keys.Company);
        _clients = new Dictionary<string, HubClient>
        {
            ["grpc"] = new(hub.Addresses.Gateway, hub.Keys.Company),
            ["webhook"] = new(hub.Addresses.Gateway, hub.Keys.Ngo),
            ["feed"] = new(hub.Addresses.Gateway, hub.Keys.Municipality),
        };
    }

    /// <summary>One subscription and what came for it.</summary>
    sealed record Seat(string Channel, PlannedFilter Filter, string Id, Received Received);

    /// <summary>Subscribes, and waits until every webhook address has proved whose it is.</summary>
    public static async Task<Audience> GatherAsync(LocalHub hub, IReadOnlyList<PlannedFilter> plan, CancellationToken ct)
    {
        var audience = new Audience(hub, await WebhookReceiver.StartAsync(ct));
        foreach (var channel in Channels)
        {
            foreach (var filter in plan) audience._seats.Add(await audience.SubscribeAsync(channel, filter, ct));
        }
        foreach (var seat in audience._seats.Where(seat => seat.Channel == "grpc"))
            audience._streams.Add(new StreamReceiver(audience._door, seat.Id).CollectAsync(seat.Received, audience._stop.Token));
        if (!await Settle.UntilAsync(() => audience.AllAsync("webhook", state => (string?)state["state"] == "active", ct), TimeSpan.FromSeconds(30), ct))
            throw new PlayFailedException("opportunities", "a webhook address was not confirmed within 30 seconds");
        return audience;
    }

    /// <summary>Waits until the hub has matched every need against every subscription, and every receiver has what it should.</summary>
    public async Task SettleAsync(IReadOnlyDictionary<string, IReadOnlySet<string>> expected, TimeSpan limit, CancellationToken ct)
    {
        await Settle.UntilAsync(() => Task.FromResult(_seats.TrueForAll(seat => seat.Channel == "feed" || HasAll(seat, expected))), limit, ct);
        foreach (var seat in _seats.Where(seat => seat.Channel == "feed"))
        {
            var feed = new FeedReceiver(_clients["feed"], seat.Id);
            await Settle.UntilAsync(async () => { await feed.CollectAsync(seat.Received, ct); return HasAll(seat, expected); }, limit, ct);
        }
        // A match writes the deliveries of all subscriptions in one transaction. So when the subscription that meets everything
        // has everything, no other can still get something: what the hub counts for each of them now is final.
        foreach (var seat in _seats)
        {
            var state = await _clients[seat.Channel].GetAsync($"/v1/subscriptions/{seat.Id}", ct);
            var counted = (long)state["lastSequence"]!;
            if (counted != expected[seat.Filter.Name].Count)
                throw Failed(seat, $"the hub matched {counted} needs, the filter meets {expected[seat.Filter.Name].Count}");
        }
        if (!await Settle.UntilAsync(() => AllAsync("grpc", IsAcknowledged, ct), TimeSpan.FromSeconds(10), ct))
            throw new PlayFailedException("opportunities", "an acknowledgement on a gRPC stream was not taken within 10 seconds");
    }

    /// <summary>The number of deliveries, if each receiver got exactly what its filter meets.</summary>
    public int Verify(IReadOnlyDictionary<string, IReadOnlySet<string>> expected)
    {
        foreach (var seat in _seats)
        {
            var fault = seat.Received.DifferenceTo(expected[seat.Filter.Name]) ?? seat.Received.GapInSequence();
            if (fault is not null) throw Failed(seat, fault);
        }
        return _seats.Sum(seat => seat.Received.Events.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_streams);
        _door.Dispose();
        foreach (var client in _clients.Values) client.Dispose();
        await _webhooks.DisposeAsync();
        _stop.Dispose();
    }

    async Task<Seat> SubscribeAsync(string channel, PlannedFilter filter, CancellationToken ct)
    {
        var received = new Received();
        var name = $"hook-{_seats.Count}";
        var body = new JsonObject { ["name"] = filter.Name, ["filter"] = filter.Filter.DeepClone(), ["channel"] = channel };
        if (channel == "webhook") body["url"] = _webhooks.Open(name, received);
        var subscription = await _clients[channel].PostAsync("/v1/subscriptions", body, ct);
        if (channel == "webhook") _webhooks.Trust(name, (string)subscription["secret"]!);
        return new Seat(channel, filter, (string)subscription["id"]!, received);
    }

    async Task<bool> AllAsync(string channel, Func<JsonObject, bool> holds, CancellationToken ct)
    {
        foreach (var seat in _seats.Where(seat => seat.Channel == channel))
        {
            if (!holds(await _clients[channel].GetAsync($"/v1/subscriptions/{seat.Id}", ct))) return false;
        }
        return true;
    }

    static bool IsAcknowledged(JsonObject subscription) => (long)subscription["acknowledgedSequence"]! == (long)subscription["lastSequence"]!;

    static bool HasAll(Seat seat, IReadOnlyDictionary<string, IReadOnlySet<string>> expected) =>
        seat.Received.Fault is not null || expected[seat.Filter.Name].IsSubsetOf(seat.Received.Events.Select(each => each.NeedId));

    static PlayFailedException Failed(Seat seat, string fault) =>
        new("opportunities", $"the {seat.Channel} subscription '{seat.Filter.Name}' ({seat.Id}): {fault}");
}
