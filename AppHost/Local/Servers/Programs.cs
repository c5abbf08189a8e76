namespace SocialEnzyme.Hub.AppHost.Servers;

/// <summary>Finds the programs of the servers: on PATH first, then where distributions put them.</summary>
public static class Programs
{
    /// <summary>The folder of PostgreSQL's initdb and postgres.</summary>
    public static string PostgresFolder() =>
        FolderOf("initdb", ["/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/pgsql/bin"])
        ?? throw new ServerMissingException("PostgreSQL", "postgresql", "initdb and postgres (version 13 or newer)");

    /// <summary>RabbitMQ's own start script; the wrapper that Debian puts on PATH would change the user.</summary>
    public static string RabbitMqServer() =>
        Find("rabbitmq-server", ["/usr/lib/rabbitmq/bin", "/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin", "/opt/homebrew/sbin"], pathFirst: false)
        ?? throw new ServerMissingException("RabbitMQ", "rabbitmq-server", "rabbitmq-server (version 3.10 or newer) with Erlang");

    /// <summary>Erlang's name server, which finds the nodes of a broker.</summary>
    public static string Epmd() =>
        Find("epmd", ["/usr/lib/erlang/bin", "/usr/lib/erlang/erts-*/bin", "/opt/homebrew/bin"])
        ?? throw new ServerMissingException("Erlang's epmd", "rabbitmq-server", "epmd, which comes with Erlang");

    public static string RedisServer() =>
        Find("redis-server", ["/usr/local/bin", "/opt/homebrew/bin"])
        ?? throw new ServerMissingException("Redis", "redis-server", "redis-server (version 6 or newer)");

    /// <summary>Null where the system has no such program.</summary>
    public static string? Find(string name, IReadOnlyList<string>? places = null, bool pathFirst = true)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]);
        var usual = (places ?? []).SelectMany(Folders);
        return (pathFirst ? path.Concat(usual) : usual.Concat(path))
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    static string? FolderOf(string name, IReadOnlyList<string> places)
    {
        var program = Find(name, places);
        if (program is null) return null;
        // A link on PATH may lead to one program of a version's folder; the others lie beside its target.
        var target = File.ResolveLinkTarget(program, returnFinalTarget: true)?.FullName ?? program;
        return Path.GetDirectoryName(target);
    }

    /// <summary>The folders a pattern with at most one star per part stands for, newest version first.</summary>
    static IEnumerable<string> Folders(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0) return Directory.Exists(pattern) ? [pattern] : [];
        var parent = pattern[..pattern.LastIndexOf('/', star)];
        var part = pattern[(parent.Length + 1)..].Split('/', 2);
        if (!Directory.Exists(parent)) return [];
        return Directory.GetDirectories(parent, part[0])
            .OrderByDescending(VersionIn)
            .Select(folder => part.Length == 2 ? Path.Combine(folder, part[1]) : folder)
            .Where(Directory.Exists);
    }

    static int VersionIn(string folder) =>
        int.TryParse(new string([.. Path.GetFileName(folder).SkipWhile(c => !char.IsDigit(c)).TakeWhile(char.IsDigit)]), out var version)
            ? version : 0;
}

/// <summary>A server program is not on this machine; the message says what to install.</summary>
public sealed class ServerMissingException(string server, string package, string programs)
    : Exception($"{server} is not installed: {programs} was not found on PATH or in the usual places. "
        + $"Install it, on Debian and Ubuntu with: apt-get install --no-install-recommends {package}");
