using SocialEnzyme.Hub.AppHost.Servers;

namespace SocialEnzyme.Hub.AppHost.Services;

/// <summary>The doors of a hub that people and scripts know.</summary>
public sealed record DoorPorts(int Http, int Grpc, int Operations)
{
    public static readonly DoorPorts Usual = new(8080, 8081, 8090);

    public static DoorPorts Free() => new(FreePort.Take(), FreePort.Take(), FreePort.Take());
}

/// <summary>How a local hub is started.</summary>
public sealed record HubOptions
{
    public DoorPorts Doors { get; init; } = DoorPorts.Free();

    /// <summary>Where data and logs lie; null: a temporary folder that goes when the hub stops.</summary>
    public string? KeptFolder { get; init; }

    /// <summary>Names a temporary folder.</summary>
    public string Purpose { get; init; } = "hub";

    /// <summary>Where PostgreSQL, RabbitMQ and Redis listen.</summary>
    public ServerPorts Servers { get; init; } = ServerPorts.Free();

    /// <summary>Where the services find them; null: where they listen. What lies between the two can be cut.</summary>
    public ServerPorts? Ways { get; init; }

    /// <summary>Variables for one service beyond those it is always given; the key "*" is for all of them. An empty value takes one away.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Environment { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, string>>();
}

/// <summary>Where a running hub is reached.</summary>
public sealed record HubAddresses(Uri Gateway, Uri Grpc, Uri Operations)
{
    public static HubAddresses Of(DoorPorts doors) =>
        new(new($"http://localhost:{doors.Http}"), new($"http://localhost:{doors.Grpc}"), new($"http://localhost:{doors.Operations}"));
}
