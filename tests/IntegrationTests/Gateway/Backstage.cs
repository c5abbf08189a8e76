using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.AppHost.Servers;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;

namespace SocialEnzyme.Hub.IntegrationTests.Gateway;

/// <summary>A service behind the gateway that repeats what it was told, and holds streams open for as long as the caller may.</summary>
public sealed class Backstage : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Backstage(WebApplication app, Uri rest, Uri grpc) => (_app, Rest, Grpc) = (app, rest, grpc);

    public Uri Rest { get; }

    public Uri Grpc { get; }

    public static async Task<Backstage> StartAsync()
    {
        var (rest, grpc) = (FreePort.Take(), FreePort.Take());
        var builder = WebApplication.CreateSlimBuilder();
        // The folder holds the appsettings.json of a service, whose ports are not ours.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(rest, endpoint => endpoint.Protocols = HttpProtocols.Http1);
            kestrel.ListenLocalhost(grpc, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        builder.Services.AddGrpc();
        var app = builder.Build();
        app.MapGrpcService<QuietOpportunities>();
        app.MapGet("/v1/subscriptions/waiting", WaitAsync);
        app.MapGet("/v1/subscriptions/waiting/events", WaitAsync);
        app.MapFallback("{**path}", (Delegate)Repeat);
        await app.StartAsync();
        return new Backstage(app, new Uri($"http://127.0.0.1:{rest}"), new Uri($"http://127.0.0.1:{grpc}"));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task<IResult> Repeat(HttpContext context)
    {
        var length = 0L;
        var buffer = new byte[16 * 1024];
        for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted)) > 0; length += read)
        {
        }
        return Results.Ok(new { headers = context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()), length });
    }

    private static async Task WaitAsync(HttpContext context)
    {
        await context.Response.WriteAsync("waiting\n", context.RequestAborted);
        await Task.Delay(Timeout.Infinite, context.RequestAborted);
    }

    private sealed class QuietOpportunities : OpportunitiesService.OpportunitiesServiceBase
    {
        public override async Task Subscribe(
            IAsyncStreamReader<SubscribeRequest> requestStream, IServerStreamWriter<SubscribeResponse> responseStream, ServerCallContext context)
        {
            // Headers and nothing more: a client that waits for them must get them through the gateway.
            await context.WriteResponseHeadersAsync([]);
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
    }
}
