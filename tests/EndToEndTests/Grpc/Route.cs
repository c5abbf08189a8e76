namespace SocialEnzyme.Hub.EndToEndTests.Grpc;

/// <summary>A conformance server and the way clients take to it.</summary>
public abstract class Route(bool throughProxy) : IAsyncLifetime
{
    private ConformanceServer? _server;
    private ProxyFixture? _proxy;

    /// <summary><c>host:port</c>, as gRPC clients write a target.</summary>
    public string Target => _proxy?.Target ?? _server!.Target;

    public virtual async Task InitializeAsync()
    {
        _server = await ConformanceServer.StartAsync();
        if (throughProxy) _proxy = await ProxyFixture.StartAsync(_server.Target);
    }

    public async Task DisposeAsync()
    {
        if (_proxy is not null) await _proxy.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }
}

/// <summary>Straight to the server.</summary>
public sealed class DirectRoute() : Route(throughProxy: false);

/// <summary>Through a proxy that forwards like the gateway.</summary>
public sealed class ProxiedRoute() : Route(throughProxy: true);
