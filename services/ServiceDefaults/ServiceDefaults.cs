using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.ServiceDefaults.Health;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Privacy;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Telemetry;

namespace SocialEnzyme.Hub.ServiceDefaults;

/// <summary>What every process of the hub has alike: telemetry, health, problems, identity, limits.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>The largest request body a service reads, in bytes; an import streams its rows and sets its own limit.</summary>
    public const int MaxBodyBytes = 256 * 1024;

    /// <summary>Adds what every service has alike.</summary>
    /// <param name="name">The service's name in routes, tokens and traces: needs, offers, …</param>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string name)
    {
        builder.AddTelemetry(name);
        KeepUrlsOutOfLogs(builder.Logging);
        builder.AddIdentity(name);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddHealthChecks();
        builder.Services.AddGrpcHealthChecks();
        builder.Services.AddHttpContextAccessor();
        builder.Services.ConfigureHttpJsonOptions(json => HubJson.Configure(json.SerializerOptions));
        // Waiting for data without a buffer saves 4 kB on a connection that is idle, and asks the system twice for all that comes.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.WaitForDataBeforeAllocatingBuffer = false);
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        return builder;
    }

    /// <summary>Adds the gRPC server with the hub's limits and its interceptors, health and reflection.</summary>
    /// <param name="refusesUnknown">
    /// Answers calls to services that are not there. Not where REST has addresses of two words: the answer's route would swallow their 405 and 415.
    /// </param>
    public static WebApplicationBuilder AddGrpcDoor(this WebApplicationBuilder builder, bool refusesUnknown = false)
    {
        builder.Services.AddGrpc(grpc =>
        {
            grpc.IgnoreUnknownServices = !refusesUnknown;
            grpc.MaxReceiveMessageSize = MaxBodyBytes;
            grpc.MaxSendMessageSize = 16 * 1024 * 1024;
            grpc.Interceptors.Add<ProblemInterceptor>();
            grpc.Interceptors.Add<PrivacyInterceptor>();
        });
        builder.Services.AddGrpcReflection();
        return builder;
    }

    /// <summary>Puts the common middleware in order: problems outermost, then identity.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        app.UseMiddleware<ProblemMiddleware>();
        app.UseMiddleware<PrivacyMiddleware>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHealth();
        app.MapJsonWebKeys();
        app.Lifetime.ApplicationStarted.Register(() => _ = GiveBackAsync(app.Lifetime.ApplicationStopping));
        return app;
    }

    // Starting reads and makes much that is never needed again; without a word the collector keeps room for as much until the machine is short of it.
    private static async Task GiveBackAsync(CancellationToken stopping)
    {
        await Task.Delay(TimeSpan.FromSeconds(3), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stopping.IsCancellationRequested)
        {
            return;
        }
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    /// <summary>Maps the gRPC services every process offers beside its own.</summary>
    public static WebApplication MapGrpcDefaults(this WebApplication app)
    {
        app.MapGrpcHealthChecksService().AllowAnonymous();
        app.MapGrpcReflectionService().AllowAnonymous();
        return app;
    }

    // These say each request's path and query at Information, also those that are refused because a CPR number stands in them.
    private static void KeepUrlsOutOfLogs(ILoggingBuilder logging) => logging
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter("System.Net.Http", LogLevel.Warning)
        .AddFilter("Yarp.ReverseProxy", LogLevel.Warning);
}
