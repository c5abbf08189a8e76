using System.Text.Json.Nodes;
using Grpc.Core;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;

namespace SocialEnzyme.Hub.Benchmarks.Support;

/// <summary>A participant's system, which reaches the hub through the gateway.</summary>
internal sealed class Member(HubAddresses hub, string id, string key) : IDisposable
{
    public string Id => id;

    public string Key => key;

    public GrpcDoor Door { get; } = new(hub.Grpc, key);

    public HubClient Rest { get; } = new(hub.Gateway, key);

    public Uri Gateway => hub.Gateway;

    public Metadata Headers => Door.Headers();

    public NeedsService.NeedsServiceClient Needs => new(Door.Invoker);

    public OpportunitiesService.OpportunitiesServiceClient Opportunities => new(Door.Invoker);

    /// <summary>Asks for all needs of a publisher; returns the subscription's id.</summary>
    public async Task<string> SubscribeAsync(Member publisher, string channel = "grpc", string? url = null)
    {
        var body = new JsonObject { ["name"] = "Måling", ["filter"] = new JsonObject { ["publisher"] = new JsonArray(publisher.Id) }, ["channel"] = channel };
        if (url is not null) body["url"] = url;
        return (string)(await Rest.PostAsync("/v1/subscriptions", body, CancellationToken.None))["id"]!;
    }

    public void Dispose()
    {
        Door.Dispose();
        Rest.Dispose();
    }
}
