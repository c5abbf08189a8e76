using Microsoft.AspNetCore.Server.Kestrel.Core;
using SocialEnzyme.Hub.ServiceDefaults.Redis;

namespace SocialEnzyme.Hub.Gateway.Limits;

/// <summary>Wires the limits of the gateway.</summary>
internal static class LimitExtensions
{
    private const int MaxHeaders = 64;
    private const int MaxHeaderBytes = 16 * 1024;
    private const int MaxRequestLine = 8 * 1024;

    // A portal may hold a stream for each of its customers on one connection.
    private const int MaxStreams = 1_000;

    public static WebApplicationBuilder AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(builder.Configuration.GetSection("Limits").Get<LimitOptions>() ?? new());
        builder.Services.AddSingleton<SharedCounter>();
        builder.Services.AddSingleton<CallBlocks>();
        builder.Services.AddSingleton<RateLimits>();
        builder.Services.AddSingleton<RefusedAddresses>();
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.Limits.MaxRequestHeaderCount = MaxHeaders;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            kestrel.Limits.MaxRequestLineSize = MaxRequestLine;
            kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreams;
            // A client that vanished is noticed, and its streams end.
            kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
            kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        });
        return builder;
    }

    /// <summary>Connects to Redis before the first request, which would else wait for it.</summary>
    public static Task StartLimitsAsync(this WebApplication app) => Task.Run(() => app.Services.GetRequiredService<RedisConnection>().Current);
}
