using Grpc.Net.Client;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using SocialEnzyme.Hub.AppHost.Servers;

namespace SocialEnzyme.Hub.IntegrationTests.Support;

/// <summary>A service as it runs: on Kestrel, with both of its doors, against the real servers.</summary>
/// <typeparam name="TEntry">Any type of the service's assembly.</typeparam>
/// <param name="settings">Its configuration; keys as in appsettings.json.</param>
public sealed class ServiceApp<TEntry>(TestIssuer issuer, IReadOnlyDictionary<string, string> settings) : WebApplicationFactory<TEntry>
    where TEntry : class
{
    private readonly Uri _rest = new($"http://127.0.0.1:{FreePort.Take()}");
    private readonly Uri _grpc = new($"http://127.0.0.1:{FreePort.Take()}");
    private readonly SocketsHttpHandler _connections = new() { EnableMultipleHttp2Connections = true };

    /// <summary>Where REST is; known before the start.</summary>
    public Uri RestAddress => _rest;

    /// <summary>Where gRPC is; known before the start.</summary>
    public Uri GrpcAddress => _grpc;

    /// <summary>Starts and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        UseKestrel();
        StartServer();
        using var client = new HttpClient { BaseAddress = _rest };
        await Eventually.Is("the service is ready", async () => (await client.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode);
    }

    /// <summary>The REST door, called by nobody in particular.</summary>
    public HttpClient Anonymous() => new(_connections, disposeHandler: false) { BaseAddress = _rest };

    /// <summary>The REST door, called by this party.</summary>
    public HttpClient Rest(Party party) => new(issuer.Speaking(party, _connections), disposeHandler: false) { BaseAddress = _rest };

    /// <summary>The gRPC door, called by this party.</summary>
    public GrpcChannel Grpc(Party party) => GrpcChannel.ForAddress(_grpc, new GrpcChannelOptions { HttpHandler = issuer.Speaking(party, _connections) });

    /// <summary>A part of the running service.</summary>
    public T Part<T>() where T : notnull => Services.GetRequiredService<T>();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Kestrel:Endpoints:http:Url", _rest.ToString());
        builder.UseSetting("Kestrel:Endpoints:grpc:Url", _grpc.ToString());
        builder.UseSetting("services:gateway:http:0", issuer.Address);
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _connections.Dispose();
        }
    }
}
