using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Gives gRPC services their routes.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>A route per method of the service, and UNIMPLEMENTED for what it does not have.</summary>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder) where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.ServiceProvider;
        var mapped = services.GetService<MappedServices>()
            ?? throw new InvalidOperationException("Call AddGrpc on the services before MapGrpcService.");
        var rules = CallRules.Of(
            services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value,
            services.GetRequiredService<IOptions<GrpcServiceOptions<TService>>>().Value);
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Grpc.AspNetCore.Server");

        var routes = new List<IEndpointConventionBuilder>();
        foreach (var (method, handler, metadata) in new ServiceMethods<TService>(rules, logger).Discover())
        {
            var route = builder.Map(RoutePatternFactory.Parse(method.FullName), handler).WithDisplayName($"gRPC - {method.FullName}");
            route.WithMetadata([new GrpcMethodMetadata(typeof(TService), method), .. metadata, PostOnly]);
            routes.Add(route);
            if (!rules.IgnoreUnknown && mapped.AddService(method.ServiceName))
                routes.Add(Unimplemented.MapMethodsOf(builder, method.ServiceName, logger));
        }

        if (!rules.IgnoreUnknown && mapped.AddUnknownServices()) routes.Add(Unimplemented.MapServices(builder, logger));
        return new GrpcServiceEndpointConventionBuilder(routes);
    }

    private static readonly HttpMethodMetadata PostOnly = new([HttpMethods.Post], acceptCorsPreflight: true);
}

/// <summary>The routes of one service, for conventions such as authorization.</summary>
public sealed class GrpcServiceEndpointConventionBuilder : IEndpointConventionBuilder
{
    private readonly IReadOnlyList<IEndpointConventionBuilder> _routes;

    internal GrpcServiceEndpointConventionBuilder(IReadOnlyList<IEndpointConventionBuilder> routes) => _routes = routes;

    public void Add(Action<EndpointBuilder> convention)
    {
        foreach (var route in _routes) route.Add(convention);
    }

    public void Finally(Action<EndpointBuilder> finallyConvention)
    {
        foreach (var route in _routes) route.Finally(finallyConvention);
    }
}
