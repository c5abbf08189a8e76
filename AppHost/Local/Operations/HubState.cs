using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.AppHost.Tracing;

namespace SocialEnzyme.Hub.AppHost.Operations;

/// <summary>What runs in a local hub at one moment.</summary>
public sealed record HubState(string Gateway, string Grpc, IReadOnlyList<ServiceState> Services, IReadOnlyList<RecentTrace> Traces)
{
    public static async Task<HubState> OfAsync(LocalHub hub, CancellationToken ct)
    {
        var services = await Task.WhenAll(ServiceProgram.Names
            .Select(name => hub.Services.GetValueOrDefault(name))
            .OfType<ServiceProcess>()
            .Select(service => ServiceState.OfAsync(service, ct)));
        var traces = hub.Traces.Recent(20).Select(trace => new RecentTrace(trace.NeedId, trace.Spans.Min(span => span.Start), WholeTrace.Of(trace.Spans).Text));
        return new HubState(hub.Addresses.Gateway.ToString(), hub.Addresses.Grpc.ToString(), services, [.. traces]);
    }
}

/// <summary>A publish that was traced, and whether its trace is whole.</summary>
public sealed record RecentTrace(string NeedId, DateTimeOffset At, string Judged);

/// <param name="Status">healthy, degraded, unhealthy, or down when it does not answer.</param>
/// <param name="Dependencies">Each dependency with its own status.</param>
public sealed record ServiceState(
    string Name, string Address, int? ProcessId, int Restarts, string Status, IReadOnlyDictionary<string, string> Dependencies)
{
    public static async Task<ServiceState> OfAsync(ServiceProcess service, CancellationToken ct)
    {
        var health = await service.HealthAsync(ct);
        var (status, dependencies) = Read(health);
        return new ServiceState(service.Name, service.Address.ToString(), service.ProcessId, service.Restarts, status, dependencies);
    }

    /// <summary>The health answer is {"status": …, "checks": {"postgres": …}}, or one word.</summary>
    static (string Status, IReadOnlyDictionary<string, string> Dependencies) Read(string? health)
    {
        var none = new Dictionary<string, string>();
        if (health is null) return ("down", none);
        try
        {
            if (JsonNode.Parse(health) is not JsonObject answer) return (health.Trim(), none);
            var checks = answer["checks"] as JsonObject ?? answer["entries"] as JsonObject ?? [];
            return ((string?)answer["status"] ?? "unknown", checks.ToDictionary(check => check.Key, check => Word(check.Value)));
        }
        catch (JsonException) { return (health.Trim(), none); }
    }

    static string Word(JsonNode? check) => check switch
    {
        JsonObject one => one["status"]?.ToString() ?? "unknown",
        null => "unknown",
        _ => check.ToString(),
    };
}
