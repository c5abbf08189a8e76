using SocialEnzyme.Hub.AppHost.Servers;

namespace SocialEnzyme.Hub.IntegrationTests.Support;

/// <summary>The real servers behind the tests: private processes, started once for the whole run.</summary>
internal sealed class TestServers
{
    private readonly SharedServers _servers;

    private TestServers(SharedServers servers) => _servers = servers;

    public string Redis => _servers.Redis.ConnectionString;

    /// <summary>amqp://user:password@host:port</summary>
    public Uri RabbitMq => new(_servers.RabbitMq.ConnectionString);

    public Uri RabbitMqManagement => new(_servers.RabbitMq.Management);

    public static async Task<TestServers> StartAsync()
    {
        var folder = await RunFolder.TemporaryAsync("tests", null, CancellationToken.None);
        var servers = await SharedServers.StartAsync(folder.Path, ServerPorts.Free(), CancellationToken.None);
        // The tests of all classes run beside each other: nobody but the end of the process knows that the last one is done.
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            servers.DisposeAsync().AsTask().Wait(TimeSpan.FromSeconds(20));
            folder.Dispose();
        };
        return new TestServers(servers);
    }

    public string Postgres(string database) => _servers.Postgres.ConnectionString(database);

    public Task CreateDatabaseAsync(string name) => _servers.Postgres.CreateDatabaseAsync(name, CancellationToken.None);
}
