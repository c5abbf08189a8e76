using SocialEnzyme.Hub.AppHost.Servers;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.Chaos.Support;

/// <summary>The ways between clients, gateway, services and servers; each can be cut.</summary>
internal sealed class Network : IAsyncDisposable
{
    private readonly SortedDictionary<string, TcpProxy> _ways = new(StringComparer.Ordinal);

    public Network(ServerPorts servers, DoorPorts doors)
    {
        (Servers, Doors) = (servers, doors);
        Ways = new ServerPorts(Open("postgres", servers.Postgres), servers.RabbitMq with { Amqp = Open("rabbitmq", servers.RabbitMq.Amqp) }, Open("redis", servers.Redis));
        Gateway = new Uri($"http://127.0.0.1:{Open("gateway http", doors.Http)}");
        Grpc = new Uri($"http://127.0.0.1:{Open("gateway grpc", doors.Grpc)}");
    }

    public ServerPorts Servers { get; }

    public DoorPorts Doors { get; }

    /// <summary>Where services find the servers.</summary>
    public ServerPorts Ways { get; }

    /// <summary>Where clients find the gateway.</summary>
    public Uri Gateway { get; }

    public Uri Grpc { get; }

    public IReadOnlyList<string> Names => [.. _ways.Keys];

    /// <summary>Resets every connection on this way. Returns how many there were.</summary>
    public int Cut(string way) => _ways[way].Cut();

    public async ValueTask DisposeAsync()
    {
        foreach (var way in _ways.Values) await way.DisposeAsync();
    }

    private int Open(string name, int port)
    {
        var way = new TcpProxy(new Uri($"http://127.0.0.1:{port}"));
        _ways[name] = way;
        return way.Address.Port;
    }
}
