using System.Globalization;
using SocialEnzyme.Hub.AppHost.Servers;

namespace SocialEnzyme.Hub.AppHost.Services;

/// <summary>What a service is told of the others; the same names as .NET Aspire's, so that it cannot tell who started it.</summary>
public sealed class ServiceEnvironment(HubOptions options, SharedServers servers, HubAddresses addresses)
{
    readonly Dictionary<string, (string Http, string Grpc)> _endpoints = ServiceProgram.Names.ToDictionary(name => name, name =>
        name == "gateway"
            ? (Plain(addresses.Gateway), Plain(addresses.Grpc))
            : ($"http://127.0.0.1:{Free()}", $"http://127.0.0.1:{Free()}"));

    /// <summary>The HTTP/1.1 address of a service.</summary>
    public string Http(string name) => _endpoints[name].Http;

    /// <summary>The HTTP/2 address of a service.</summary>
    public string Grpc(string name) => _endpoints[name].Grpc;

    public static string Database(string service) => service + "-db";

    public IReadOnlyDictionary<string, string> For(string name)
    {
        var ways = options.Ways ?? options.Servers;
        var variables = new Dictionary<string, string>
        {
            ["ConnectionStrings__rabbitmq"] = servers.RabbitMq.ConnectionStringAt(ways.RabbitMq.Amqp),
            ["ConnectionStrings__redis"] = RedisServer.ConnectionStringAt(ways.Redis),
            ["Kestrel__Endpoints__http__Url"] = Http(name),
            ["Kestrel__Endpoints__grpc__Url"] = Grpc(name),
            ["OTEL_SERVICE_NAME"] = name,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Plain(addresses.Operations),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            // A person who asks for the trace of a need that was just published should find it.
            ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
            // Nothing outside this machine can reach a local hub, and whoever tries it has their endpoint on it, too.
            ["Webhooks__AllowedNetworks__0"] = "127.0.0.0/8",
        };
        if (name != "gateway") variables["ConnectionStrings__" + Database(name)] = servers.Postgres.ConnectionString(Database(name), ways.Postgres);
        foreach (var other in _endpoints.Keys)
        {
            variables[$"services__{other}__http__0"] = Http(other);
            variables[$"services__{other}__grpc__0"] = Grpc(other);
        }
        foreach (var (key, value) in Own("*").Concat(Own(name)))
        {
            if (value.Length == 0) variables.Remove(key);
            else variables[key] = value;
        }
        return variables;
    }

    IReadOnlyDictionary<string, string> Own(string name) =>
        options.Environment.GetValueOrDefault(name) ?? new Dictionary<string, string>();

    static string Free() => FreePort.Take().ToString(CultureInfo.InvariantCulture);

    static string Plain(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
