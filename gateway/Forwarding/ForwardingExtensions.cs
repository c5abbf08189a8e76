using Grpc.AspNetCore.Server;
using Grpc.Core;
using SocialEnzyme.Hub.Gateway.Credentials;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;
using Yarp.ReverseProxy.Transforms;

namespace SocialEnzyme.Hub.Gateway.Forwarding;

/// <summary>Wires the reverse proxy.</summary>
internal static class ForwardingExtensions
{
    public static WebApplicationBuilder AddForwarding(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IForwarderHttpClientFactory, WholeRequests.Factory>();
        builder.Services.AddReverseProxy()
            .LoadFromMemory(HubRoutes.All(), Clusters.All(builder.Configuration))
            .AddGrpcHeaderFlush(route => Clusters.IsStreams(route.ClusterId!))
            .AddTransforms(transforms =>
            {
                // Services know their caller from the token alone; where it sat is nobody's business behind the gateway.
                transforms.UseDefaultForwarders = false;
                foreach (var header in ForgedHeaders.Names)
                {
                    transforms.AddRequestHeaderRemove(header);
                }
            });
        return builder;
    }

    public static void MapForwarding(this WebApplication app) =>
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<ForwardingFailures>();
            proxy.UseMiddleware<CallerDoor>();
            proxy.UseLoadBalancing();
        }).AllowAnonymous().Add(AddReflection);

    // Reflection reads which services there are from the endpoints; so a tool sees those behind the gateway as if they were in it.
    private static void AddReflection(EndpointBuilder endpoint)
    {
        if (endpoint.Metadata.OfType<RouteModel>().FirstOrDefault()?.Config.RouteId is { } id
            && HubRoutes.Grpc.FirstOrDefault(grpc => id.StartsWith(grpc.Contract.FullName + '.', StringComparison.Ordinal)) is { } route)
        {
            endpoint.Metadata.Add(new GrpcMethodMetadata(route.Stub, new ForwardedMethod(route.Contract.FullName, id[(route.Contract.FullName.Length + 1)..])));
        }
    }

    private sealed record ForwardedMethod(string ServiceName, string Name) : IMethod
    {
        public MethodType Type => MethodType.DuplexStreaming;

        public string FullName => $"/{ServiceName}/{Name}";
    }
}
