using System.Globalization;
using Npgsql;

namespace SocialEnzyme.Hub.AppHost.Servers;

/// <summary>A private PostgreSQL with real durability.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    readonly string _folder;
    readonly BoundedLog _log;
    readonly string _password;
    ChildProcess? _process;

    PostgresServer(string folder, int port)
    {
        _folder = Path.Combine(folder, "postgres");
        _log = new BoundedLog(Path.Combine(folder, "logs", "postgres.log"));
        _password = Secret.KeptIn(Path.Combine(_folder, "password"));
        Port = port;
    }

    public int Port { get; }

    /// <summary>Starts the server whose data belong to this folder; the first time, with empty data.</summary>
    public static async Task<PostgresServer> StartAsync(string folder, int port, CancellationToken ct)
    {
        var server = new PostgresServer(folder, port);
        try { await server.StartAgainAsync(ct); }
        catch { await server.StopAsync(); throw; }
        return server;
    }

    /// <summary>Fifteen connections: the share of one service in what the server allows.</summary>
    /// <param name="port">Another way to it; null: its own port.</param>
    public string ConnectionString(string database, int? port = null) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port ?? Port,
        Username = "hub",
        Password = _password,
        Database = database,
        MaxPoolSize = 15,
    }.ConnectionString;

    /// <summary>Creates the database where it is not there yet.</summary>
    public async Task CreateDatabaseAsync(string name, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var exists = source.CreateCommand("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)");
        exists.Parameters.Add(new() { Value = name });
        if (await exists.ExecuteScalarAsync(ct) is true) return;
        // A name cannot be a parameter of CREATE DATABASE, so the server quotes it for us.
        await using var quote = source.CreateCommand("SELECT format('CREATE DATABASE %I', $1::text)");
        quote.Parameters.Add(new() { Value = name });
        var statement = (string)(await quote.ExecuteScalarAsync(ct))!;
        await using var create = source.CreateCommand(statement);
        await create.ExecuteNonQueryAsync(ct);
    }

    /// <summary>After <see cref="KillAsync"/> or <see cref="StopAsync"/>: the same port and data, recovered as after a power cut.</summary>
    public async Task StartAgainAsync(CancellationToken ct)
    {
        var programs = Programs.PostgresFolder();
        var folder = await PostgresFolder.OpenAsync(_folder, ct);
        if (!folder.IsInitialised) await folder.InitialiseAsync(programs, _password, durable: true, ct);
        if (_process is { HasExited: false }) return;
        if (_process is not null) await OrphansGoneAsync(folder, ct);
        _process = await ChildProcess.StartAsync(new ChildCommand("postgres", Path.Combine(programs, "postgres"),
            ["-D", folder.Data, "-c", "listen_addresses=127.0.0.1", "-c", $"port={Port.ToString(CultureInfo.InvariantCulture)}",
                "-c", "unix_socket_directories=", "-c", "max_connections=300", "-c", "logging_collector=off", "-c", "fsync=on"],
            folder.Path, _log)
        {
            User = folder.User,
            PidFile = Path.Combine(_folder, "postgres.pid"),
        });
        await Ready.WhenAsync("PostgreSQL", _process, _log, AnswersAsync, ct);
    }

    /// <summary>kill -9 of the server; its backends follow by themselves.</summary>
    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    /// <summary>A fast shutdown: open transactions are rolled back, everything committed is on disk.</summary>
    public Task StopAsync()
    {
        NpgsqlConnection.ClearAllPools();
        return _process?.StopAsync(TimeSpan.FromSeconds(30), interrupt: true) ?? Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _log.Dispose();
    }

    async Task<bool> AnswersAsync(CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false;Timeout=5");
        await connection.OpenAsync(ct);
        return true;
    }

    /// <summary>A new server refuses to start while a backend of a killed one still holds its shared memory.</summary>
    static async Task OrphansGoneAsync(PostgresFolder folder, CancellationToken ct)
    {
        while (Directory.GetDirectories("/proc").Any(process => IsBackendOf(process, folder.Data))) await Task.Delay(20, ct);
    }

    static bool IsBackendOf(string process, string data)
    {
        try { return Directory.ResolveLinkTarget(Path.Combine(process, "cwd"), returnFinalTarget: false)?.FullName == data; }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return false; }
    }
}
