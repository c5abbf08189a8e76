using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Net.Client;
using MassTransit;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Needs;
using SocialEnzyme.Hub.Opportunities;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using Bus = MassTransit.Bus;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

/// <summary>Two replicas of opportunities on one database and one queue, and a bus that publishes as needs and participants do.</summary>
public sealed class OpportunitiesHub : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private readonly List<ServiceApp<OpportunitiesGrpc>> _replicas = [];
    private ServiceApp<NeedView> _needs = null!;
    private string _database = "";
    private IBusControl _bus = null!;
    private int _next;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        _database = await _servers.NewDatabaseAsync();
        var broker = await _servers.NewBrokerAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ofNeeds = new Dictionary<string, string>
        {
            ["ConnectionStrings:needs-db"] = await _servers.NewDatabaseAsync(),
            // On a broker of its own: what it publishes does not come here.
            ["ConnectionStrings:rabbitmq"] = (await _servers.NewBrokerAsync()).ToString(),
            ["ConnectionStrings:redis"] = _servers.Redis,
            ["Logging:LogLevel:Default"] = "Error",
        };
        _needs = new ServiceApp<NeedView>(_servers.Issuer, ofNeeds);
        var settings = new Dictionary<string, string>
        {
            ["services:needs:grpc:0"] = _needs.GrpcAddress.ToString(),
            ["Identity:SigningKey"] = key.ExportPkcs8PrivateKeyPem(),
            ["ConnectionStrings:opportunities-db"] = _database,
            ["ConnectionStrings:rabbitmq"] = broker.ToString(),
            ["ConnectionStrings:redis"] = _servers.Redis,
            ["Care:Interval"] = "00:00:00.300",
            ["Reconciliation:Margin"] = "00:00:00",
            ["Reconciliation:Interval"] = "1.00:00:00",
            ["Webhooks:AllowedNetworks:0"] = "127.0.0.0/8",
            ["Webhooks:Timeout"] = "00:00:03",
            ["Logging:LogLevel:Default"] = "Warning",
        };
        for (var i = 0; i < 6; i++)
        {
            settings[$"Webhooks:Schedule:{i}"] = "00:00:00.300";
        }
        for (var i = 0; i < 2; i++)
        {
            _replicas.Add(new ServiceApp<OpportunitiesGrpc>(_servers.Issuer, settings));
        }
        ofNeeds["services:opportunities:http:0"] = _replicas[0].RestAddress.ToString();
        ofNeeds["services:opportunities:grpc:0"] = _replicas[0].GrpcAddress.ToString();
        await _needs.StartAsync();
        foreach (var replica in _replicas)
        {
            await replica.StartAsync();
        }
        _bus = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(broker));
        await _bus.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _bus.StopAsync();
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }
        await _needs.DisposeAsync();
        await _servers.DisposeAsync();
    }

    /// <summary>needs, whose messages never come here.</summary>
    public HttpClient Needs(Party party) => _needs.Rest(party);

    /// <summary>Does to the database what no door allows.</summary>
    public async Task MeddleAsync(string statement, params object[] values)
    {
        await using var db = NpgsqlDataSource.Create(_database);
#pragma warning disable CA2100 // Written in a test.
        await using var command = db.CreateCommand(statement);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A connection to the database, for what must happen inside a transaction.</summary>
    public async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A participant nobody else has met; its calls go to the replicas in turn.</summary>
    public Subscriber NewSubscriber() => new(this, Some.Association());

    /// <summary>The REST door of one replica or the other.</summary>
    public HttpClient Rest(Party party) => Replica().Rest(party);

    /// <summary>The gRPC door of one replica or the other.</summary>
    public OpportunitiesService.OpportunitiesServiceClient Grpc(Party party) => new(Replica().Grpc(party));

    /// <summary>The gRPC door as another service of the hub calls it: with these headers.</summary>
    public (OpportunitiesService.OpportunitiesServiceClient Client, Metadata Headers) AsService() => (
        new(GrpcChannel.ForAddress(Replica().GrpcAddress)), new() { { "authorization", $"Bearer {_servers.Issuer.Own()}" } });

    /// <summary>Publishes as the outbox of another service does: the message id is the event's identity.</summary>
    public async Task<Guid> PublishAsync(object @event, Guid? id = null)
    {
        var messageId = id ?? Guid.CreateVersion7();
        await _bus.Publish(@event, @event.GetType(), Pipe.Execute<PublishContext>(context => context.MessageId = messageId));
        return messageId;
    }

    /// <summary>Publishes as opportunities itself does: by a row of its outbox, under the current trace.</summary>
    public async Task<Guid> RecordAsync(object @event)
    {
        var (db, outbox) = (_replicas[0].Part<NpgsqlDataSource>(), _replicas[0].Part<Outbox>());
        await using var connection = await db.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        var id = outbox.Add(batch, @event);
        await batch.ExecuteNonQueryAsync();
        outbox.Wake();
        return id;
    }

    /// <summary>The subscriptions that an event is for, once it is in the log.</summary>
    public async Task<List<string>> RecipientsAsync(Guid id)
    {
        await Eventually.Is("the event is in the log", () => IsLoggedAsync(id));
        using var client = Rest(Some.Operator());
        var tracked = await client.GetFromJsonAsync<JsonNode>(new Uri($"/v1/events/{id}/deliveries", UriKind.Relative));
        return [.. tracked!["deliveries"]!.AsArray().Select(item => (string)item!["subscriptionId"]!).Order()];
    }

    /// <summary>True once the event is in the log, also when nobody gets it.</summary>
    public async Task<bool> IsLoggedAsync(Guid id)
    {
        using var client = Rest(Some.Operator());
        using var response = await client.GetAsync(new Uri($"/v1/events/{id}/deliveries", UriKind.Relative));
        return response.IsSuccessStatusCode;
    }

    /// <summary>True once the message was dealt with.</summary>
    public async Task<bool> IsConsumedAsync(Guid message)
    {
        await using var db = NpgsqlDataSource.Create(_database);
        await using var command = db.CreateCommand("SELECT EXISTS (SELECT FROM inbox WHERE message_id = $1)");
        command.Parameters.Add(new() { Value = message });
        return await command.ExecuteScalarAsync() is true;
    }

    /// <summary>Waits until all these messages were dealt with.</summary>
    public async Task ConsumedAsync(IReadOnlyCollection<Guid> messages)
    {
        await using var db = NpgsqlDataSource.Create(_database);
        await Eventually.Is($"{messages.Count} messages were dealt with", async () =>
        {
            await using var command = db.CreateCommand("SELECT count(*) FROM inbox WHERE message_id = ANY ($1)");
            command.Parameters.Add(new() { Value = messages.ToArray() });
            return await command.ExecuteScalarAsync() is long count && count == messages.Count;
        });
    }

    /// <summary>An endpoint is in the hand of another sender for so long; a time that has passed: it died.</summary>
    public async Task LeaseAsync(string subscription, TimeSpan time)
    {
        await using var db = NpgsqlDataSource.Create(_database);
        await using var command = db.CreateCommand(
            "UPDATE endpoints SET leased_by = gen_random_uuid(), leased_until = now() + make_interval(secs => $2) WHERE subscription_id = $1");
        command.Parameters.Add(new() { Value = Guid.Parse(subscription) });
        command.Parameters.Add(new() { Value = time.TotalSeconds });
        await command.ExecuteNonQueryAsync();
    }

    private ServiceApp<OpportunitiesGrpc> Replica() => _replicas[Interlocked.Increment(ref _next) % _replicas.Count];
}

/// <summary>A participant as it uses the hub, and the publisher whose needs it follows: tests do not meet each other's.</summary>
public sealed class Subscriber(OpportunitiesHub hub, Party party)
{
    public Guid Publisher { get; } = Guid.CreateVersion7();

    public Guid Id => party.Id;

    public async Task<(int Status, JsonNode? Body)> SendAsync(HttpMethod method, string path, object? body = null, long? ifMatch = null)
    {
        using var client = hub.Rest(party);
        using var request = new HttpRequestMessage(method, path);
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

    /// <summary>A subscription to the publisher's needs, or to these topics.</summary>
    public async Task<JsonNode> SubscribeAsync(string channel = "feed", string? url = null, params string[] topics)
    {
        var (status, body) = await SendAsync(HttpMethod.Post, "/v1/subscriptions",
            new { name = "Det, vi følger", filter = new { publisher = new[] { Publisher } }, channel, url, topics = topics.Length == 0 ? null : topics });
        Assert.True(status == 201, body?.ToJsonString());
        return body!;
    }

    /// <summary>The id of a new subscription on the feed.</summary>
    public async Task<string> FollowAsync(params string[] topics) => (string)(await SubscribeAsync("feed", null, topics))["id"]!;

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
        await Eventually.Is($"the feed holds {count} events", async () => (events = (await FeedAsync(subscription)).Events).Count >= count);
        return events;
    }

    public OpportunitiesService.OpportunitiesServiceClient Grpc() => hub.Grpc(party);

    public HttpClient Rest() => hub.Rest(party);

    public AsyncDuplexStreamingCall<SubscribeRequest, SubscribeResponse> Stream() => hub.Grpc(party).Subscribe();

    public NeedPublished Published(Guid need, long version = 1, DateTimeOffset? expiresAt = null) => new(need, version, Need(expiresAt), DateTimeOffset.UtcNow);

    public NeedUpdated Updated(Guid need, long version) => new(need, version, Need(null), DateTimeOffset.UtcNow);

    public PublicNeed Need(DateTimeOffset? expiresAt) => new(
        Publisher, "Ærø Kommune", null, "Lektiehjælp søges", "To timer om ugen på biblioteket", "learning", [], "local", "0492", null, null, null, null, null,
        null, [], expiresAt ?? DateTimeOffset.UtcNow.AddDays(30), new Dictionary<string, string>());
}

[CollectionDefinition(nameof(OpportunitiesHub))]
public sealed class OpportunitiesHubDefinition : ICollectionFixture<OpportunitiesHub>;
