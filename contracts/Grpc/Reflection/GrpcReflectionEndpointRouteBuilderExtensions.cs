using Grpc.Reflection;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Gives the gRPC reflection services their routes.</summary>
public static class GrpcReflectionEndpointRouteBuilderExtensions
{
    /// <summary>Both versions that tools ask for: v1 and v1alpha.</summary>
    public static IEndpointConventionBuilder MapGrpcReflectionService(this IEndpointRouteBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(SymbolRegistry)) == false)
            throw new InvalidOperationException("Call AddGrpcReflection on the services before MapGrpcReflectionService.");
        return new GrpcServiceEndpointConventionBuilder(
            [builder.MapGrpcService<ReflectionService>(), builder.MapGrpcService<AlphaReflectionService>()]);
    }
}
