namespace SocialEnzyme.Hub.AppHost.Servers;

/// <summary>Which ports the three servers take.</summary>
public sealed record ServerPorts(int Postgres, RabbitMqPorts RabbitMq, int Redis)
{
    public static ServerPorts Free() => new(FreePort.Take(), RabbitMqPorts.Free(), FreePort.Take());
}

/// <summary>The three servers that the services share.</summary>
public sealed class SharedServers : IAsyncDisposable
{
    SharedServers(PostgresServer postgres, RabbitMqServer rabbitMq, RedisServer redis)
    {
        Postgres = postgres;
        RabbitMq = rabbitMq;
        Redis = redis;
    }

    public PostgresServer Postgres { get; }
    public RabbitMqServer RabbitMq { get; }
    public RedisServer Redis { get; }

    /// <summary>Starts all three at the same time and waits until they answer; if one fails, none is left behind.</summary>
    public static async Task<SharedServers> StartAsync(string folder, ServerPorts ports, CancellationToken ct)
    {
        var servers = await LaunchAsync(folder, ports, ct);
        try { await servers.RabbitMq.ReadyAsync(ct); }
        catch { await servers.StopAsync(); throw; }
        return servers;
    }

    /// <summary>The same, but RabbitMQ is still starting: it takes several times as long as the others.</summary>
    public static async Task<SharedServers> LaunchAsync(string folder, ServerPorts ports, CancellationToken ct)
    {
        var postgres = PostgresServer.StartAsync(folder, ports.Postgres, ct);
        var rabbitMq = RabbitMqServer.LaunchAsync(folder, ports.RabbitMq);
        var redis = RedisServer.StartAsync(folder, ports.Redis, ct);
        try
        {
            await Task.WhenAll(postgres, rabbitMq, redis);
        }
        catch
        {
            if (rabbitMq.IsCompletedSuccessfully) await (await rabbitMq).StopAsync();
            if (redis.IsCompletedSuccessfully) await (await redis).StopAsync();
            if (postgres.IsCompletedSuccessfully) await (await postgres).StopAsync();
            throw;
        }
        return new SharedServers(await postgres, await rabbitMq, await redis);
    }

    /// <summary>The broker first, the database last.</summary>
    public async Task StopAsync()
    {
        await RabbitMq.StopAsync();
        await Redis.StopAsync();
        await Postgres.StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await RabbitMq.DisposeAsync();
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
    }
}
