using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SocialEnzyme.Hub.AppHost.Servers;

/// <summary>A private Redis. It keeps nothing on disk: for the hub it is a cache.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    readonly string _folder;
    readonly BoundedLog _log;
    ChildProcess? _process;

    RedisServer(string folder, int port)
    {
        _folder = Path.Combine(folder, "redis");
        _log = new BoundedLog(Path.Combine(folder, "logs", "redis.log"));
        Port = port;
    }

    public int Port { get; }

    /// <summary>host:port</summary>
    public string ConnectionString => ConnectionStringAt(Port);

    public static string ConnectionStringAt(int port) => $"127.0.0.1:{port}";

    public static async Task<RedisServer> StartAsync(string folder, int port, CancellationToken ct)
    {
        var server = new RedisServer(folder, port);
        Directory.CreateDirectory(server._folder);
        try { await server.StartAgainAsync(ct); }
        catch { await server.StopAsync(); throw; }
        return server;
    }

    /// <summary>After <see cref="KillAsync"/> or <see cref="StopAsync"/>: the same port, empty.</summary>
    public async Task StartAgainAsync(CancellationToken ct)
    {
        _process = await ChildProcess.StartAsync(new ChildCommand("redis", Programs.RedisServer(),
            ["--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "no"],
            _folder, _log)
        { PidFile = Path.Combine(_folder, "redis.pid") });
        await Ready.WhenAsync("Redis", _process, _log, async c => await AskAsync("PING", c) == "+PONG", ct);
    }

    /// <summary>Forgets everything, as a restart or an eviction would.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        var answer = await AskAsync("FLUSHALL", ct);
        if (answer != "+OK") throw new InvalidOperationException($"Redis answered '{answer}' to FLUSHALL.");
    }

    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    public Task StopAsync() => _process?.StopAsync(TimeSpan.FromSeconds(10)) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _log.Dispose();
    }

    async Task<string?> AskAsync(string command, CancellationToken ct)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Port, ct);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), ct);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadLineAsync(ct);
    }
}
