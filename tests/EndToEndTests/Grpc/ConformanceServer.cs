using System.Diagnostics;
using System.Net;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Health.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.Conformance.V1;

namespace SocialEnzyme.Hub.EndToEndTests.Grpc;

/// <summary>A real Kestrel with the conformance service, health and reflection on a free port.</summary>
public sealed class ConformanceServer : IAsyncDisposable
{
    // ASP.NET Core follows a caller's trace only while somebody listens, as telemetry does in a service.
    private readonly ActivityListener _traces = Listen();
    private readonly WebApplication _app;

    private ConformanceServer(WebApplication app) => _app = app;

    /// <summary><c>host:port</c>, as gRPC clients write a target.</summary>
    public string Target => new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Authority;

    public static async Task<ConformanceServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2);

            // The default gives an idle request body 5 s and more; this lets a wrongly ended duplex call show itself sooner.
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(1.5));
        });
        builder.Services.AddSingleton<CallJournal>().AddSingleton<ToggledHealth>().AddScoped<CallScopeProbe>();
        builder.Services.AddGrpc(options => options.Interceptors.Add<HeaderAddingInterceptor>());
        builder.Services.AddGrpcReflection();
        builder.Services
            .AddGrpcHealthChecks(options => options.Services.Map("toggled", check => check.Tags.Contains("toggled")))
            .AddCheck("always", () => HealthCheckResult.Healthy())
            .AddCheck<ToggledHealth>("toggled", tags: ["toggled"]);
        builder.Services.Configure<HealthCheckPublisherOptions>(options =>
        {
            options.Delay = TimeSpan.Zero;
            options.Period = TimeSpan.FromSeconds(1);
        });

        var app = builder.Build();
        app.MapGrpcService<ConformanceService>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        app.MapGet("/plain", () => "plain");
        await app.StartAsync();
        return new ConformanceServer(app);
    }

    /// <summary>Every proto that the clients speak, for those that build their messages from descriptors.</summary>
    public static byte[] DescriptorSet()
    {
        var set = new FileDescriptorSet();
        set.File.Add(FileDescriptorProto.Parser.ParseFrom(ConformanceReflection.Descriptor.SerializedData));
        set.File.Add(FileDescriptorProto.Parser.ParseFrom(HealthCheckRequest.Descriptor.File.SerializedData));
        return set.ToByteArray();
    }

    private static ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "System.Net.Http" or "Yarp.ReverseProxy",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(3));
        await _app.StopAsync(impatient.Token);
        await _app.DisposeAsync();
        _traces.Dispose();
    }
}

/// <summary>A health check that a client can make fail.</summary>
internal sealed class ToggledHealth : IHealthCheck
{
    public bool IsHealthy { get; set; } = true;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsHealthy ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
}

/// <summary>One per call, if services are made in a scope of their own.</summary>
internal sealed class CallScopeProbe
{
    public Guid Id { get; } = Guid.CreateVersion7();
}

/// <summary>Shows that an interceptor stands around every kind of call.</summary>
internal sealed class HeaderAddingInterceptor : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        context.ResponseTrailers.Add("intercepted", "unary");
        return continuation(request, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        context.ResponseTrailers.Add("intercepted", "duplex");
        return continuation(requestStream, responseStream, context);
    }
}
