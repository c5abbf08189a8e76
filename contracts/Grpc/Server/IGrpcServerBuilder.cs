using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>Goes on configuring a gRPC server.</summary>
public interface IGrpcServerBuilder
{
    IServiceCollection Services { get; }
}

/// <summary>Says of a route which service and method it serves.</summary>
public sealed class GrpcMethodMetadata(Type serviceType, IMethod method)
{
    public Type ServiceType { get; } = serviceType;

    public IMethod Method { get; } = method;
}

/// <summary>Remembers which services have routes, so that each gets one answer for what it lacks.</summary>
internal sealed class MappedServices
{
    private readonly HashSet<string> _names = [];
    private bool _hasUnknownServices;

    public bool AddService(string name) => _names.Add(name);

    public bool AddUnknownServices() => !_hasUnknownServices && (_hasUnknownServices = true);
}
