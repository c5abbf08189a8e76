using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.Gateway;
using Yarp.ReverseProxy.Configuration;

namespace SocialEnzyme.Hub.EndToEndTests.Grpc;

/// <summary>A gRPC server as its clients meet it: behind a proxy that forwards the way the gateway does.</summary>
public sealed class ProxyFixture : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ProxyFixture(WebApplication app) => _app = app;

    /// <summary><c>host:port</c>, as gRPC clients write a target.</summary>
    public string Target => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Authority;

    public static async Task<ProxyFixture> StartAsync(string target)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(1.5));
        });
        builder.Services.AddReverseProxy().AddGrpcHeaderFlush().LoadFromMemory(
            [new RouteConfig { RouteId = "grpc", ClusterId = "server", Match = new RouteMatch { Path = "{**all}" } }],
            [
                new ClusterConfig
                {
                    ClusterId = "server",
                    HttpRequest = GrpcForwarding.Request,
                    Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = $"http://{target}" } },
                },
            ]);
        var app = builder.Build();
        app.MapReverseProxy();
        await app.StartAsync();
        return new ProxyFixture(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await _app.StopAsync(impatient.Token);
        await _app.DisposeAsync();
    }
}
