using System.Net;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>A whole hub: real servers, and each service a process of its own.</summary>
public sealed class TestHub : IAsyncDisposable
{
    private TestHub(LocalHub local, TelemetryTap tap)
    {
        (Local, Telemetry) = (local, tap);
        Operator = new Party(local.Addresses, "", "", local.Keys.Operator);
    }

    public LocalHub Local { get; }

    /// <summary>Everything the services told of themselves.</summary>
    public TelemetryTap Telemetry { get; }

    public Party Operator { get; }

    /// <param name="variables">For one service, beyond those it is always given.</param>
    public static async Task<TestHub> StartAsync(string purpose, params (string Service, string Name, string Value)[] variables)
    {
        var doors = DoorPorts.Free();
        var tap = await TelemetryTap.StartAsync(HubAddresses.Of(doors).Operations);
        try
        {
            (string, string Name, string Value)[] all =
            [
                ("*", "OTEL_EXPORTER_OTLP_ENDPOINT", tap.Address),
                // Logs as soon as traces.
                ("*", "OTEL_BLRP_SCHEDULE_DELAY", "500"),
                // An endpoint that fails is tried again each second; the usual schedule takes days.
                .. Enumerable.Range(0, 60).Select(i => ("opportunities", $"Webhooks__Schedule__{i}", "00:00:01")),
                .. variables,
            ];
            var local = await LocalHub.StartAsync(new HubOptions
            {
                Purpose = purpose,
                Doors = doors,
                Environment = all.GroupBy(each => each.Item1).ToDictionary(service => service.Key,
                    service => (IReadOnlyDictionary<string, string>)service.ToDictionary(each => each.Name, each => each.Value)),
            }, progress: null, CancellationToken.None);
            return new TestHub(local, tap);
        }
        catch
        {
            await tap.DisposeAsync();
            throw;
        }
    }

    /// <summary>Registers an organisation with a key of its own.</summary>
    public async Task<Party> JoinAsync(string sector = "civil", string kind = "association")
    {
        var name = $"Foreningen {Guid.CreateVersion7():n}";
        var participant = (await Operator.PostAsync("/v1/participants", new JsonObject { ["name"] = name, ["sector"] = sector, ["kind"] = kind }))
            .Expect(HttpStatusCode.Created).Body;
        return await IssueAsync((string)participant["id"]!, sector == "market" ? ["subscriptions:manage"] : ["needs:write", "subscriptions:manage"]);
    }

    /// <summary>A key for a participant.</summary>
    public async Task<Party> IssueAsync(string participant, params string[] scopes)
    {
        var body = new JsonObject { ["name"] = "prøve", ["scopes"] = new JsonArray([.. scopes.Select(scope => JsonValue.Create(scope))]) };
        var credential = (await Operator.PostAsync($"/v1/participants/{participant}/credentials", body)).Expect(HttpStatusCode.Created).Body;
        return new Party(Local.Addresses, participant, (string)credential["id"]!, (string)credential["key"]!);
    }

    public async ValueTask DisposeAsync()
    {
        Operator.Dispose();
        await Local.DisposeAsync();
        await Telemetry.DisposeAsync();
    }
}
