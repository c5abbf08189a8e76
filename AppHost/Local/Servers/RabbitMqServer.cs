using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace SocialEnzyme.Hub.AppHost.Servers;

/// <summary>The ports of one broker: its clients', its management's, its node's and its name server's.</summary>
public sealed record RabbitMqPorts(int Amqp, int Management, int Node, int Epmd)
{
    public static RabbitMqPorts Free() => new(FreePort.Take(), FreePort.Take(), FreePort.Take(), FreePort.Take());
}

/// <summary>A private RabbitMQ node with a name server (epmd) of its own, so that no other node on the machine is touched.</summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    readonly string _folder;
    readonly BoundedLog _log;
    readonly string _password;
    readonly string _node;
    ChildProcess? _epmd;
    ChildProcess? _process;

    RabbitMqServer(string folder, RabbitMqPorts ports)
    {
        _folder = Path.Combine(folder, "rabbitmq");
        _log = new BoundedLog(Path.Combine(folder, "logs", "rabbitmq.log"));
        Directory.CreateDirectory(_folder);
        _password = Secret.KeptIn(Path.Combine(_folder, "password"));
        // The node's name is the name of its data: it must be the same when a kept folder is started again.
        _node = $"hub-{Secret.KeptIn(Path.Combine(_folder, "node"))[..12].ToLowerInvariant()}@localhost";
        Ports = ports;
    }

    public RabbitMqPorts Ports { get; }

    /// <summary>amqp://user:password@host:port</summary>
    public string ConnectionString => ConnectionStringAt(Ports.Amqp);

    /// <summary>Base address of the management API, for the same user.</summary>
    public string Management => $"http://127.0.0.1:{Ports.Management}";

    /// <summary>The same broker by another way.</summary>
    public string ConnectionStringAt(int port) => $"amqp://hub:{_password}@127.0.0.1:{port}";

    /// <summary>Starts the broker without waiting until it answers, which takes it seconds.</summary>
    public static async Task<RabbitMqServer> LaunchAsync(string folder, RabbitMqPorts ports)
    {
        var server = new RabbitMqServer(folder, ports);
        try { await server.LaunchAsync(); }
        catch { await server.StopAsync(); throw; }
        return server;
    }

    /// <summary>Waits until the broker answers.</summary>
    public Task ReadyAsync(CancellationToken ct) => Ready.WhenAsync("RabbitMQ", _process!, _log, SpeaksAmqpAsync, ct);

    /// <summary>After <see cref="KillAsync"/> or <see cref="StopAsync"/>: the same ports, with the durable queues and messages.</summary>
    public async Task StartAgainAsync(CancellationToken ct)
    {
        await LaunchAsync();
        await ReadyAsync(ct);
    }

    /// <summary>kill -9 of the broker; its name server stays.</summary>
    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    public async Task StopAsync()
    {
        if (_process is not null) await _process.StopAsync(TimeSpan.FromSeconds(30));
        if (_epmd is not null) await _epmd.StopAsync(TimeSpan.FromSeconds(5));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _log.Dispose();
    }

    async Task LaunchAsync()
    {
        var program = Programs.RabbitMqServer();
        WriteConfiguration();
        if (_epmd is null or { HasExited: true }) _epmd = await ChildProcess.StartAsync(Epmd());
        if (_process is { HasExited: false }) return;
        _process = await ChildProcess.StartAsync(new ChildCommand("rabbitmq", program, [], _folder, _log)
        {
            PidFile = Path.Combine(_folder, "rabbitmq.pid"),
            Environment = Variables(),
        });
    }

    ChildCommand Epmd() => new("epmd", Programs.Epmd(), ["-port", Text(Ports.Epmd), "-address", "127.0.0.1"], _folder, _log)
    {
        PidFile = Path.Combine(_folder, "epmd.pid"),
    };

    void WriteConfiguration()
    {
        File.WriteAllText(Path.Combine(_folder, "rabbitmq.conf"), $"""
            listeners.tcp.1 = 127.0.0.1:{Ports.Amqp}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {Ports.Management}
            default_user = hub
            default_pass = {_password}
            disk_free_limit.absolute = 200MB
            log.console = true
            log.console.level = warning
            log.file = false

            """);
        // A consumer that waits for its database keeps its messages: 30 days, not RabbitMQ's half hour.
        File.WriteAllText(Path.Combine(_folder, "advanced.config"), "[{rabbit, [{consumer_timeout, 2592000000}]}].\n");
        File.WriteAllText(Path.Combine(_folder, "enabled_plugins"), "[rabbitmq_management].\n");
        File.WriteAllText(Path.Combine(_folder, "env.conf"), "");
    }

    Dictionary<string, string> Variables() => new()
    {
        ["HOME"] = _folder,
        ["RABBITMQ_NODENAME"] = _node,
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "data"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(_folder, "advanced.config"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "enabled_plugins"),
        // The machine's own settings are for the machine's own broker.
        ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_folder, "env.conf"),
        ["RABBITMQ_DIST_PORT"] = Text(Ports.Node),
        ["ERL_EPMD_PORT"] = Text(Ports.Epmd),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        // Makes the start script become the broker instead of staying in front of it: our signals must reach the broker itself.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-start_epmd false +sbwt none +sbwtdcpu none +sbwtdio none",
    };

    /// <summary>A broker that is up answers the protocol header with its first frame, Connection.Start.</summary>
    async Task<bool> SpeaksAmqpAsync(CancellationToken ct)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", Ports.Amqp, ct);
        var stream = client.GetStream();
        await stream.WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), ct);
        var frame = new byte[1];
        return await stream.ReadAsync(frame, ct) == 1 && frame[0] == 1;
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Passwords of private servers: drawn once, readable for their owner only.</summary>
static class Secret
{
    public static string KeptIn(string file)
    {
        if (File.Exists(file)) return File.ReadAllText(file);
        var secret = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        using var stream = new FileStream(file, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        using var writer = new StreamWriter(stream);
        writer.Write(secret);
        return secret;
    }
}
