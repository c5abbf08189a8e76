using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using SocialEnzyme.Hub.AppHost.Servers;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.Opportunities;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using Bus = MassTransit.Bus;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

/// <summary>Two replicas of opportunities on one database and one queue, with a gateway that vouches for whoever the test wants to be.</summary>
public sealed class OpportunitiesHub : IAsyncLifetime
{
    private RunFolder _folder = null!;
    private SharedServers _servers = null!;
    private WebApplication _gateway = null!;
    private IBusControl _bus = null!;
    private readonly TokenIssuer _issuer = new(ServiceNames.Gateway, null, TimeProvider.System);
    private readonly List<(string Http, GrpcChannel Grpc)> _replicas = [];
    private int _next;

    public async Task InitializeAsync()
    {
        _folder = await RunFolder.TemporaryAsync("opportunities", null, CancellationToken.None);
        _servers = await SharedServers.StartAsync(_folder.Path, ServerPorts.Free(), CancellationToken.None);
        await _servers.Postgres.CreateDatabaseAsync("opportunities", CancellationToken.None);
        var gateway = await StartGatewayAsync();
        for (var i = 0; i < 2; i++)
        {
            await StartReplicaAsync(gateway);
        }
        _bus = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(new Uri(_servers.RabbitMq.ConnectionString)));
        await _bus.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _bus.StopAsync();
        _replicas.ForEach(replica => replica.Grpc.Dispose());
        await _gateway.DisposeAsync();
        await _servers.DisposeAsync();
        _folder.Dispose();
        _issuer.Dispose();
    }

    /// <summary>A participant nobody else has met; its calls go to the replicas in turn.</summary>
    public Subscriber NewSubscriber() => new(this, Guid.CreateVersion7());

    public string Token(Guid participant, params string[] scopes) => _issuer.Issue(new Dictionary<string, object>
    {
        ["sub"] = participant.ToString(),
        ["name"] = "Havnens Hjælpere",
        ["sector"] = "civil",
        ["kind"] = "association",
        ["cid"] = Guid.CreateVersion7().ToString(),
        ["scope"] = string.Join(' ', scopes.Length > 0 ? scopes : [Scopes.SubscriptionsManage]),
    });

    public (string Http, GrpcChannel Grpc) Replica() => _replicas[Interlocked.Increment(ref _next) % _replicas.Count];

    /// <summary>Publishes as needs does: the message id is the event's identity.</summary>
    public async Task<Guid> PublishAsync(object @event, Guid? id = null)
    {
        var messageId = id ?? Guid.CreateVersion7();
        await _bus.Publish(@event, @event.GetType(), Pipe.Execute<PublishContext>(context => context.MessageId = messageId));
        return messageId;
    }

    /// <summary>True once the event is in the log, also when nobody gets it.</summary>
    public async Task<bool> IsLoggedAsync(Guid id) => await OperatorSeesAsync($"/v1/events/{id}/deliveries");

    /// <summary>True once the message was dealt with.</summary>
    public async Task<bool> IsConsumedAsync(Guid message)
    {
        await using var db = NpgsqlDataSource.Create(_servers.Postgres.ConnectionString("opportunities"));
        await using var command = db.CreateCommand("SELECT EXISTS (SELECT FROM inbox WHERE message_id = $1)");
        command.Parameters.Add(new() { Value = message });
        return await command.ExecuteScalarAsync() is true;
    }

    private async Task<bool> OperatorSeesAsync(string path)
    {
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token(Guid.CreateVersion7(), Scopes.Operate));
        using var response = await client.GetAsync(new Uri(Replica().Http + path));
        return response.IsSuccessStatusCode;
    }

    private async Task<string> StartGatewayAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{FreePort.Take()}");
        _gateway = builder.Build();
        var key = _issuer.PublicKey;
        _gateway.MapGet("/.well-known/jwks.json", () => Results.Json(new
        {
            keys = new[] { new { kty = key.Kty, crv = key.Crv, x = key.X, y = key.Y, kid = key.KeyId, use = "sig", alg = "ES256" } },
        }));
        await _gateway.StartAsync();
        return _gateway.Urls.First();
    }

    private async Task StartReplicaAsync(string gateway)
    {
        var (http, grpc) = ($"http://127.0.0.1:{FreePort.Take()}", $"http://127.0.0.1:{FreePort.Take()}");
        string[] args =
        [
            $"--ConnectionStrings:opportunities-db={_servers.Postgres.ConnectionString("opportunities")}",
            $"--ConnectionStrings:rabbitmq={_servers.RabbitMq.ConnectionString}",
            $"--ConnectionStrings:redis=127.0.0.1:{_servers.Redis.Port}",
            $"--services:gateway:http:0={gateway}",
            $"--Kestrel:Endpoints:http:Url={http}", "--Kestrel:Endpoints:http:Protocols=Http1",
            $"--Kestrel:Endpoints:grpc:Url={grpc}", "--Kestrel:Endpoints:grpc:Protocols=Http2",
            "--Webhooks:AllowedNetworks:0=127.0.0.0/8", "--Webhooks:Timeout=00:00:03",
            .. Enumerable.Range(0, 6).Select(i => $"--Webhooks:Schedule:{i}=00:00:00.300"),
            "--Logging:LogLevel:Default=Warning",
        ];
        // The service's own Program; it ends with the test run.
        new Thread(() => typeof(OpportunitiesGrpc).Assembly.EntryPoint!.Invoke(null, [args])) { IsBackground = true }.Start();
        using var client = new HttpClient();
        await Eventually.IsAsync("a replica is ready", async () =>
        {
            try
            {
                return (await client.GetAsync(new Uri($"{http}/health/ready"))).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }, TimeSpan.FromSeconds(60));
        _replicas.Add((http, GrpcChannel.ForAddress(grpc)));
    }
}

/// <summary>A participant as it uses the hub: REST, gRPC, and the publisher whose needs only it follows.</summary>
public sealed class Subscriber(OpportunitiesHub hub, Guid id)
{
    /// <summary>Tests follow the needs of a publisher of their own, so that they do not meet each other's.</summary>
    public Guid Publisher { get; } = Guid.CreateVersion7();

    public Guid Id => id;

    public async Task<(int Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, object? body = null, long? ifMatch = null)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(method, hub.Replica().Http + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", hub.Token(id));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }
        if (ifMatch is { } version)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        }
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
    }

    /// <summary>A subscription to the publisher's needs.</summary>
    public async Task<JsonNode> SubscribeAsync(string channel = "feed", string? url = null, Guid? publisher = null)
    {
        var (status, body) = await SendAsync(HttpMethod.Post, "/v1/subscriptions",
            new { name = "Det, vi følger", filter = new { publisher = new[] { publisher ?? Publisher } }, channel, url });
        Assert.True(status == 201, body?.ToJsonString());
        return body!;
    }

    public async Task<(List<JsonNode> Events, string Cursor)> FeedAsync(string subscription, string? after = null)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, $"/v1/subscriptions/{subscription}/events?limit=500&after={after}");
        Assert.True(status == 200, body?.ToJsonString());
        return ([.. body!["events"]!.AsArray().Select(item => item!)], (string)body["cursor"]!);
    }

    /// <summary>The feed once it holds so many events.</summary>
    public async Task<List<JsonNode>> FeedOfAsync(string subscription, int count)
    {
        List<JsonNode> events = [];
        await Eventually.IsAsync($"the feed holds {count} events", async () => (events = (await FeedAsync(subscription)).Events).Count >= count);
        return events;
    }

    public AsyncDuplexStreamingCall<SubscribeRequest, SubscribeResponse> Stream() =>
        Grpc().Subscribe(Headers());

    public OpportunitiesService.OpportunitiesServiceClient Grpc() => new(hub.Replica().Grpc);

    public Metadata Headers() => new() { { "authorization", $"Bearer {hub.Token(id)}" } };

    public NeedPublished Published(Guid need, long version = 1, DateTimeOffset? expiresAt = null) => new(need, version, Need(expiresAt), DateTimeOffset.UtcNow);

    public NeedUpdated Updated(Guid need, long version) => new(need, version, Need(null), DateTimeOffset.UtcNow);

    public PublicNeed Need(DateTimeOffset? expiresAt) => new(
        Publisher, "Ærø Kommune", null, "Lektiehjælp søges", "To timer om ugen på biblioteket", "learning", [], "local", "0492", null, null, null, null, null,
        null, [], expiresAt ?? DateTimeOffset.UtcNow.AddDays(30), new Dictionary<string, string>());
}

/// <summary>Waits for a reason.</summary>
internal static class Eventually
{
    public static async Task IsAsync(string reason, Func<Task<bool>> condition, TimeSpan? atMost = null)
    {
        var until = DateTimeOffset.UtcNow + (atMost ?? TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            Assert.True(DateTimeOffset.UtcNow < until, $"In vain: {reason}");
            await Task.Delay(25);
        }
    }
}

[CollectionDefinition(nameof(OpportunitiesHub))]
public sealed class OpportunitiesHubDefinition : ICollectionFixture<OpportunitiesHub>;
