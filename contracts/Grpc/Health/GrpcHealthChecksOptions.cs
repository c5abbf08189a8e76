using System.Collections.ObjectModel;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Which health checks speak for which gRPC service.</summary>
public sealed class GrpcHealthChecksOptions
{
    /// <summary>The empty name is the server as a whole and starts with every check.</summary>
    public ServiceMappingCollection Services { get; } = [];

    /// <summary>Whether Check answers with the last published results instead of running the checks.</summary>
    public bool UseHealthChecksCache { get; set; }

    /// <summary>Whether watchers are left alone when the application stops.</summary>
    public bool SuppressCompletionOnShutdown { get; set; }
}

/// <summary>One mapping per service name.</summary>
public sealed class ServiceMappingCollection : KeyedCollection<string, ServiceMapping>
{
    /// <summary>Maps a service to the checks that speak for it, in place of an earlier mapping.</summary>
    public void Map(string name, Func<HealthCheckMapContext, bool> predicate)
    {
        Remove(name);
        Add(new ServiceMapping(name, predicate));
    }

    protected override string GetKeyForItem(ServiceMapping item) => item.Name;
}

/// <summary>A service name and the checks that speak for it.</summary>
public sealed class ServiceMapping(string name, Func<HealthCheckMapContext, bool> predicate)
{
    public string Name { get; } = name;

    public Func<HealthCheckMapContext, bool> HealthCheckPredicate { get; } = predicate;
}

/// <summary>A health check, seen by its registration.</summary>
public sealed class HealthCheckMapContext(string name, IEnumerable<string> tags)
{
    public string Name { get; } = name;

    public IEnumerable<string> Tags { get; } = tags;
}
