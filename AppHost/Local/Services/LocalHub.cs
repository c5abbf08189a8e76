using Microsoft.AspNetCore.Builder;
using SocialEnzyme.Hub.AppHost.Operations;
using SocialEnzyme.Hub.AppHost.Servers;
using SocialEnzyme.Hub.AppHost.Tracing;

namespace SocialEnzyme.Hub.AppHost.Services;

/// <summary>A whole hub on this machine: servers, services, gateway and operations page, each its own process but the last.</summary>
public sealed class LocalHub : IAsyncDisposable
{
    readonly RunFolder _folder;
    readonly Dictionary<string, ServiceProcess> _services = [];
    readonly IProgress<string>? _progress;
    SharedServers? _servers;
    WebApplication? _operations;
    HubKeys? _keys;

    LocalHub(RunFolder folder, HubOptions options, IProgress<string>? progress)
    {
        _folder = folder;
        _progress = progress;
        Addresses = HubAddresses.Of(options.Doors);
    }

    public HubAddresses Addresses { get; }
    public SharedServers Servers => _servers!;
    public TraceStore Traces { get; } = new();

    /// <summary>By name: participants, needs, offers, opportunities, gateway.</summary>
    public IReadOnlyDictionary<string, ServiceProcess> Services => _services;

    /// <summary>Keys of the operator and of one demonstration participant for each sector.</summary>
    public HubKeys Keys => _keys!;

    /// <summary>Data, logs and hub.json of this hub.</summary>
    public string Folder => _folder.Path;

    /// <summary>Starts everything and waits until all is ready; when a part fails, stops what was started and tells why.</summary>
    public static async Task<LocalHub> StartAsync(HubOptions options, IProgress<string>? progress, CancellationToken ct)
    {
        CheckPorts(options.Doors);
        var folder = options.KeptFolder is { } kept
            ? await RunFolder.KeptAsync(kept, progress, ct)
            : await RunFolder.TemporaryAsync(options.Purpose, progress, ct);
        var hub = new LocalHub(folder, options, progress);
        try
        {
            await hub.StartPartsAsync(options, ct);
            return hub;
        }
        catch (Exception e)
        {
            if (e is not OperationCanceledException) progress?.Report($"Starting failed; the logs are kept in {hub.KeepLogs()}");
            await hub.DisposeAsync();
            throw;
        }
    }

    /// <summary>Keeps the logs of a temporary hub when it stops, for whoever has to find out. Returns where.</summary>
    public string KeepLogs() => _folder.KeepLogs();

    /// <summary>The gateway first, so that nobody is let in any more; then the services; the servers last.</summary>
    public async Task StopAsync()
    {
        foreach (var name in ServiceProgram.Names.Reverse())
        {
            if (!_services.TryGetValue(name, out var service)) continue;
            _progress?.Report($"Stopping {name}");
            await service.StopAsync();
        }
        if (_operations is not null) await _operations.StopAsync();
        if (_servers is null) return;
        _progress?.Report("Stopping RabbitMQ, Redis and PostgreSQL");
        await _servers.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var service in _services.Values) await service.DisposeAsync();
        if (_operations is not null) await _operations.DisposeAsync();
        if (_servers is not null) await _servers.DisposeAsync();
        _folder.Dispose();
    }

    async Task StartPartsAsync(HubOptions options, CancellationToken ct)
    {
        _operations = await OperationsPage.StartAsync(this, ct);
        _progress?.Report("Starting PostgreSQL, RabbitMQ and Redis");
        _servers = await SharedServers.LaunchAsync(_folder.Path, options.Servers, ct);
        var environment = new ServiceEnvironment(options, _servers, Addresses);
        foreach (var name in ServiceProgram.Names.Where(name => name != "gateway"))
        {
            await _servers.Postgres.CreateDatabaseAsync(ServiceEnvironment.Database(name), ct);
        }
        foreach (var name in ServiceProgram.Names)
        {
            _services[name] = new ServiceProcess(name, _folder, new Uri(environment.Http(name)), environment.For(name), _progress);
        }
        _progress?.Report("Starting the services and the gateway");
        // While RabbitMQ starts a third of the machine is idle; the services need it last.
        await Task.WhenAll([_servers.RabbitMq.ReadyAsync(ct), .. _services.Values.Select(service => service.StartAsync(ct))]);
        // Without a broker they are ready, too, but what is published goes nowhere yet.
        await Task.WhenAll(_services.Values.Select(service => service.WaitUntilHealthyAsync(ct)));
        _progress?.Report("Registering the operator and one participant of each sector");
        _keys = await HubKeys.ObtainAsync(_folder.Path, Addresses.Gateway, environment.For("participants"), ct);
        await HubFile.WriteAsync(_folder.Path, Addresses, _keys, ct);
    }

    static void CheckPorts(DoorPorts doors)
    {
        foreach (var (option, port) in new[] { ("--http-port", doors.Http), ("--grpc-port", doors.Grpc), ("--operations-port", doors.Operations) })
        {
            if (!FreePort.IsFree(port)) throw new PortTakenException(port, option);
        }
    }
}

/// <summary>Another program listens where the hub should.</summary>
public sealed class PortTakenException(int port, string option)
    : Exception($"Port {port} is taken by another program. Stop that program, or choose another port with {option} N.");
