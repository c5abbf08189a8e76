using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using SocialEnzyme.Hub.AppHost.Servers;

namespace SocialEnzyme.Hub.IntegrationTests.Messaging;

/// <summary>One PostgreSQL and one RabbitMQ for the tests of messaging; each test has its own database and virtual host on them.</summary>
public sealed class MessagingServers : IAsyncLifetime
{
    private RunFolder _folder = null!;
    private PostgresServer _postgres = null!;
    private RabbitMqServer _broker = null!;

    public async Task InitializeAsync()
    {
        _folder = await RunFolder.TemporaryAsync("messaging", null, default);
        var broker = RabbitMqServer.StartAsync(_folder.Path, RabbitMqPorts.Free(), default);
        _postgres = await PostgresServer.StartAsync(_folder.Path, FreePort.Take(), default);
        _broker = await broker;
    }

    public async Task DisposeAsync()
    {
        await _broker.DisposeAsync();
        await _postgres.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>An empty database.</summary>
    public async Task<string> DatabaseAsync()
    {
        var name = $"d{Guid.CreateVersion7():n}";
        await _postgres.CreateDatabaseAsync(name, default);
        return _postgres.ConnectionString(name);
    }

    /// <summary>An empty virtual host.</summary>
    internal async Task<Broker> VirtualHostAsync() => await Broker.CreateAsync(_broker.ConnectionString, _broker.Management);

    /// <summary>A broker of its own, for a test that takes it away. It does not run yet.</summary>
    internal Task<RabbitMqServer> OwnBrokerAsync() =>
        RabbitMqServer.StartAsync(Path.Combine(_folder.Path, $"own-{Guid.CreateVersion7():n}"), RabbitMqPorts.Free(), default);
}

/// <summary>One virtual host, seen through the management API.</summary>
internal sealed class Broker : IDisposable
{
    private readonly HttpClient _management;
    private readonly string _host;

    private Broker(string address, string management, string host)
    {
        Address = $"{address}/{host}";
        _host = host;
        _management = new HttpClient { BaseAddress = new Uri(management) };
        _management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(new Uri(address).UserInfo))));
    }

    public string Address { get; }

    public static async Task<Broker> CreateAsync(string address, string management)
    {
        var broker = new Broker(address, management, $"v{Guid.CreateVersion7():n}");
        await Eventually.Is("the management API answers", async () =>
            (await broker._management.PutAsJsonAsync($"/api/vhosts/{broker._host}", new { })).IsSuccessStatusCode);
        return broker;
    }

    /// <summary>How many messages of the queue are ready, and how many are with a consumer.</summary>
    public async Task<(int Ready, int Held)> CountAsync(string queue)
    {
        // Asking for messages counts them now; the statistics are seconds old.
        var response = await _management.GetAsync(new Uri($"/api/queues/{_host}/{queue}?disable_stats=true&enable_queue_totals=true", UriKind.Relative));
        if (!response.IsSuccessStatusCode)
        {
            return (0, 0);
        }
        var counts = await response.Content.ReadFromJsonAsync<Dictionary<string, System.Text.Json.JsonElement>>();
        return (Of("messages_ready"), Of("messages_unacknowledged"));

        int Of(string name) => counts!.TryGetValue(name, out var value) ? value.GetInt32() : 0;
    }

    /// <summary>Takes the messages of a queue, with their headers.</summary>
    public async Task<List<System.Text.Json.JsonElement>> TakeAsync(string queue)
    {
        var response = await _management.PostAsJsonAsync(
            $"/api/queues/{_host}/{queue}/get", new { count = 100, ackmode = "ack_requeue_false", encoding = "auto" });
        return response.IsSuccessStatusCode ? (await response.Content.ReadFromJsonAsync<List<System.Text.Json.JsonElement>>())! : [];
    }

    /// <summary>What the broker knows of a queue.</summary>
    public Task<System.Text.Json.JsonElement> QueueAsync(string queue) =>
        _management.GetFromJsonAsync<System.Text.Json.JsonElement>($"/api/queues/{_host}/{queue}");

    public void Dispose() => _management.Dispose();
}

/// <summary>Waits for a reason, not for a time.</summary>
internal static class Eventually
{
    public static async Task Is(string reason, Func<Task<bool>> holds, int seconds = 60)
    {
        var until = DateTime.UtcNow.AddSeconds(seconds);
        Exception? last = null;
        while (DateTime.UtcNow < until)
        {
            try
            {
                if (await holds())
                {
                    return;
                }
            }
            catch (Exception error) when (error is HttpRequestException or Npgsql.NpgsqlException)
            {
                last = error;
            }
            await Task.Delay(25);
        }
        Assert.Fail($"After {seconds} seconds it is still not so that {reason}. {last?.Message}");
    }

    public static Task Is(string reason, Func<bool> holds) => Is(reason, () => Task.FromResult(holds()));
}

[CollectionDefinition(nameof(MessagingServers))]
public sealed class MessagingServersCollection : ICollectionFixture<MessagingServers>;
