using System.Net;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace SocialEnzyme.Hub.Gateway.Forwarding;

/// <summary>The processes behind the gateway, by service and by door.</summary>
internal static class Clusters
{
    private static readonly ForwarderRequestConfig Http1 = new() { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

    // A call that says nothing for 100 s, YARP's own limit, is dead; a stream may be silent for as long as nothing happens.
    private static readonly ForwarderRequestConfig Http2 = GrpcForwarding.Request with { ActivityTimeout = null };

    // Server-sent events, and whatever else an HTTP/1.1 client listens to.
    private static readonly ForwarderRequestConfig Http1Streams = Http1 with { ActivityTimeout = GrpcForwarding.Request.ActivityTimeout };

    private const string StreamsSuffix = " streams";
    private const string GrpcSuffix = " grpc";

    public static string Http(string service) => $"{service} http";

    public static string Grpc(string service) => service + GrpcSuffix;

    public static string Streams(string service) => service + StreamsSuffix;

    public static string HttpStreams(string service) => Http(service) + StreamsSuffix;

    /// <summary>True for a cluster whose calls may last for as long as the caller likes.</summary>
    public static bool IsStreams(string cluster) => cluster.EndsWith(StreamsSuffix, StringComparison.Ordinal);

    /// <summary>True for a cluster of gRPC calls with one request and one response.</summary>
    public static bool IsSingleGrpc(string cluster) => cluster.EndsWith(GrpcSuffix, StringComparison.Ordinal);

    public static List<ClusterConfig> All(IConfiguration configuration) =>
    [
        .. HubRoutes.Services.SelectMany(service => new[]
        {
            Cluster(Http(service), Addresses(configuration, service, "http"), Http1),
            Cluster(HttpStreams(service), Addresses(configuration, service, "http"), Http1Streams),
            Cluster(Grpc(service), Addresses(configuration, service, "grpc"), Http2),
            Cluster(Streams(service), Addresses(configuration, service, "grpc"), GrpcForwarding.Request),
        }),
    ];

    public static string[] Addresses(IConfiguration configuration, string service, string endpoint)
    {
        var addresses = configuration.GetSection($"services:{service}:{endpoint}").Get<string[]>();
        return addresses is { Length: > 0 }
            ? addresses
            : throw new InvalidOperationException($"services:{service}:{endpoint}:0 is missing; AppHost sets it.");
    }

    private static ClusterConfig Cluster(string id, string[] addresses, ForwarderRequestConfig request) => new()
    {
        ClusterId = id,
        HttpRequest = request,
        LoadBalancingPolicy = Yarp.ReverseProxy.LoadBalancing.LoadBalancingPolicies.PowerOfTwoChoices,
        Destinations = addresses.Index().ToDictionary(
            pair => $"{id} {pair.Index}", pair => new DestinationConfig { Address = pair.Item }, StringComparer.Ordinal),
    };
}
