using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace SocialEnzyme.Hub.ServiceDefaults.Identity;

/// <summary>Calls from one service of the hub to another, under the calling service's own name.</summary>
public static class ServiceClients
{
    /// <summary>Adds the gRPC client of another service. Every call should have a deadline: the other may be away.</summary>
    /// <param name="service">The other's name, under which AppHost tells its address.</param>
    public static WebApplicationBuilder AddServiceClient<TClient>(
        this WebApplicationBuilder builder, string service, Func<CallInvoker, TClient> create) where TClient : class
    {
        builder.Services.AddKeyedSingleton(service, (services, _) => Open(builder.Configuration, service));
        builder.Services.AddSingleton(services =>
        {
            var issuer = services.GetRequiredService<TokenIssuer>();
            return create(services.GetRequiredKeyedService<GrpcChannel>(service).Intercept(headers =>
            {
                headers.Add("authorization", "Bearer " + issuer.Own());
                return headers;
            }));
        });
        return builder;
    }

    private static GrpcChannel Open(ConfigurationManager configuration, string service) => GrpcChannel.ForAddress(
        configuration[$"services:{service}:grpc:0"]
            ?? throw new InvalidOperationException($"services:{service}:grpc:0 is missing; AppHost sets it."),
        new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(1),
                // A connection that fell silent is noticed, not waited for.
                KeepAlivePingDelay = TimeSpan.FromSeconds(5),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
                EnableMultipleHttp2Connections = true,
            },
            DisposeHttpClient = true,
        });
}
