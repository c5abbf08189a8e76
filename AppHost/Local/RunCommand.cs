using System.Text.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using SocialEnzyme.Hub.AppHost.Once;
using SocialEnzyme.Hub.AppHost.Sample;
using SocialEnzyme.Hub.AppHost.Servers;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;

namespace SocialEnzyme.Hub.AppHost;

/// <summary>./run: starts the hub with kept data, loads the sample, and shows events as they happen until Ctrl-C.</summary>
static class RunCommand
{
    const string SubscriptionName = "./run: hændelser på skærmen";

    public static async Task<int> RunAsync(Command command, Screen screen, CancellationToken ct)
    {
        var options = new HubOptions { Doors = command.Doors!, KeptFolder = RunFolder.Root };
        await using var hub = await LocalHub.StartAsync(options, screen, ct);
        // Before the sample is loaded, so that its needs, too, have somebody to be delivered to.
        var subscription = await SubscriptionAsync(hub, ct);
        screen.Step("Loading the sample");
        var needs = await new SampleLoader(hub).LoadAsync(ct);
        if (command.Json) screen.Say(JsonSerializer.Serialize(HubFile.Read(hub.Folder), JsonSerializerOptions.Web));
        else Welcome(hub, needs, screen);
        try
        {
            await ShowEventsAsync(hub, subscription, command.Json, screen, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Ctrl-C is how this ends.
        }
        return 0;
    }

    static void Welcome(LocalHub hub, int needs, Screen screen) => screen.Say($"""

        {Screen.Strong("The hub is running.")} The sample has {needs} needs.
          REST        {hub.Addresses.Gateway}   (reference: {hub.Addresses.Gateway}docs)
          gRPC        {hub.Addresses.Grpc}   (h2c, with reflection)
          operations  {hub.Addresses.Operations}
          keys        {HubFile.In(hub.Folder)}
          logs        {Path.Combine(hub.Folder, "logs")}
        Ctrl-C stops everything. Events as they happen:

        """);

    static async Task ShowEventsAsync(LocalHub hub, string subscription, bool json, Screen screen, CancellationToken ct)
    {
        using var door = new GrpcDoor(hub.Addresses.Grpc, hub.Keys.Company);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await new StreamReceiver(door, subscription).ReadAsync(taken => Show(taken, json, screen), ct);
            }
            catch (RpcException e) when (!ct.IsCancellationRequested)
            {
                // A service was killed or the gateway restarted; the stream goes on after the last acknowledged event.
                screen.Step($"The event stream broke off ({e.StatusCode}); opening it again");
            }
            catch (RpcException)
            {
                return;
            }
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
        }
    }

    static Task Show(Event taken, bool json, Screen screen)
    {
        var data = taken.Data.IsEmpty ? [] : JsonNode.Parse(taken.Data.ToStringUtf8())!.AsObject();
        screen.Say(json
            ? new JsonObject { ["id"] = taken.Id, ["type"] = taken.Type, ["subject"] = taken.Subject, ["sequence"] = taken.Sequence, ["data"] = data }.ToJsonString()
            : $"{taken.Time?.ToDateTimeOffset().ToLocalTime():HH:mm:ss}  {taken.Type.Replace("dk.socialenzyme.", "", StringComparison.Ordinal),-20} "
                + $"{taken.Subject.Replace("needs/", "", StringComparison.Ordinal)}  {taken.Municipality,4}  {(string?)data["title"] ?? (string?)data["reason"]}");
        return Task.CompletedTask;
    }

    /// <summary>The subscription of an earlier run, which goes on where that one stopped, or a new one.</summary>
    static async Task<string> SubscriptionAsync(LocalHub hub, CancellationToken ct)
    {
        using var client = new HubClient(hub.Addresses.Gateway, hub.Keys.Company);
        await foreach (var known in client.ListAsync("/v1/subscriptions", ct))
        {
            if ((string?)known["name"] == SubscriptionName) return (string)known["id"]!;
        }
        var body = new JsonObject { ["name"] = SubscriptionName, ["filter"] = new JsonObject(), ["channel"] = "grpc" };
        return (string)(await client.PostAsync("/v1/subscriptions", body, ct))["id"]!;
    }
}
