using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MassTransit;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Needs;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.Partnerships.Programmes;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using Bus = MassTransit.Bus;

namespace SocialEnzyme.Hub.IntegrationTests.Programmes;

/// <summary>The partnerships service of one test class, beside the needs that its handbook asks.</summary>
public sealed class KnowledgeFixture : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private ServiceApp<ProgrammeView>? _app;
    private ServiceApp<NeedView>? _needs;
    private IBusControl? _bus;
    private EventTap? _tap;

    /// <summary>What partnerships told of its changes.</summary>
    public EventTap Tap => _tap!;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        var address = await _servers.NewBrokerAsync();
        var broker = address.ToString();
        _tap = await EventTap.OpenAsync(address, typeof(PartnershipChanged));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ofNeeds = new Dictionary<string, string>
        {
            ["ConnectionStrings:needs-db"] = await _servers.NewDatabaseAsync(),
            ["ConnectionStrings:rabbitmq"] = broker,
            ["ConnectionStrings:redis"] = _servers.Redis,
            // Nobody is asked how far a need would reach.
            ["services:opportunities:http:0"] = "http://127.0.0.1:9",
            ["services:opportunities:grpc:0"] = "http://127.0.0.1:9",
        };
        _needs = new ServiceApp<NeedView>(_servers.Issuer, ofNeeds);
        _app = new ServiceApp<ProgrammeView>(_servers.Issuer, new Dictionary<string, string>
        {
            ["ConnectionStrings:partnerships-db"] = await _servers.NewDatabaseAsync(),
            ["ConnectionStrings:rabbitmq"] = broker,
            ["Identity:SigningKey"] = key.ExportPkcs8PrivateKeyPem(),
            ["services:needs:grpc:0"] = _needs.GrpcAddress.ToString(),
            ["services:offers:grpc:0"] = "http://127.0.0.1:9",
            ["services:participants:grpc:0"] = "http://127.0.0.1:9",
        });
        // Its keys are asked for there, when it calls.
        ofNeeds["services:partnerships:http:0"] = _app.RestAddress.ToString();
        await _needs.StartAsync();
        await _app.StartAsync();
        _bus = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(address));
        await _bus.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_bus is not null)
        {
            await _bus.StopAsync();
        }
        if (_tap is not null)
        {
            await _tap.DisposeAsync();
        }
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
        if (_needs is not null)
        {
            await _needs.DisposeAsync();
        }
        await _servers.DisposeAsync();
    }

    /// <summary>Publishes as the outbox of another service does: the message id is the event's identity.</summary>
    public Task PublishAsync(object @event, Guid id) => _bus!.Publish(@event, @event.GetType(), Pipe.Execute<PublishContext>(context => context.MessageId = id));

    /// <summary>True once the message was dealt with.</summary>
    public async Task<bool> IsConsumedAsync(Guid message)
    {
        await using var command = _app!.Part<NpgsqlDataSource>().CreateCommand("SELECT EXISTS (SELECT FROM inbox WHERE message_id = $1)");
        command.Parameters.AddWithValue(message);
        return await command.ExecuteScalarAsync() is true;
    }

    /// <summary>A partnership of these, as its opener would have proposed it.</summary>
    public async Task<Guid> ProposeAsync(Writer opener, Writer other, Guid? need = null)
    {
        var agreement = new Agreement
        {
            Title = "Natteravne i Holstebro",
            Purpose = "Voksne går tur.",
            Kind = AgreementKind.Agreement,
            Parties = [new AgreementParty { ParticipantId = opener.Id, Aim = "Tryghed" }, new AgreementParty { ParticipantId = other.Id, Aim = "At hjælpe" }],
            Commitments = need is { } id ? [new Commitment { Key = "plads", ParticipantId = other.Id, What = "Én plads", NeedId = id, Places = 1 }] : null,
        };
        var change = PartnershipStep.Propose(opener.Id, agreement, [new(opener.Id, "Holstebro Kommune", "public"), new(other.Id, "Foreningen", "civil")], DateTimeOffset.UtcNow);
        await using var connection = await _app!.Part<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await PartnershipChanges.CommitAsync(transaction, _app!.Part<Outbox>(), change, CancellationToken.None);
        return change.Partnership.Id;
    }

    /// <summary>What the chain of a partnership says was done, in order.</summary>
    public async Task<List<(string What, string Entry)>> ChainAsync(Guid partnership) =>
        [.. (await AuditStore.ListAsync(_app!.Part<NpgsqlDataSource>(), partnership, 0, long.MaxValue, null, 1_000, CancellationToken.None)).Select(entry => (entry.What, entry.Text))];

    /// <summary>A participant that nobody has met.</summary>
    public Writer NewWriter(string name = "Center for Socialt Ansvar", string sector = "civil", string kind = "association", string scopes = "partnerships:write needs:write") =>
        new(_app!, _needs!, new Party(Guid.CreateVersion7(), name, sector, kind, scopes));
}

/// <summary>A participant as it uses the service.</summary>
public sealed class Writer(ServiceApp<ProgrammeView> app, ServiceApp<NeedView> needs, Party party)
{
    public Guid Id => party.Id;

    public async Task<Said> SendAsync(HttpMethod method, string path, object? body = null, long? ifMatch = null, params (string Name, string Value)[] headers)
    {
        using var client = path.StartsWith("/v1/needs", StringComparison.Ordinal) ? needs.Rest(party) : app.Rest(party);
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = body is string text ? new StringContent(text, System.Text.Encoding.UTF8, "application/json") : JsonContent.Create(body);
        }
        if (ifMatch is { } version)
        {
            request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        }
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await client.SendAsync(request);
        var said = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return new Said((int)response.StatusCode, isJson ? JsonNode.Parse(said) : null, said, response.Headers.ETag?.Tag, response.Headers.TryGetValues("Link", out var links) ? links.First() : null);
    }

    public Task<Said> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, null, headers);

    public Task<Said> PostAsync(string path, object? body = null, long? ifMatch = null) => SendAsync(HttpMethod.Post, path, body, ifMatch);

    public Task<Said> PatchAsync(string path, object body, long? ifMatch) => SendAsync(HttpMethod.Patch, path, body, ifMatch);

    /// <summary>Publishes the example, with other values.</summary>
    public async Task<JsonNode> PublishAsync(Action<JsonObject>? change = null)
    {
        var programme = JsonNode.Parse(KnowledgeDescription.Programme)!.AsObject();
        change?.Invoke(programme);
        return (await PostAsync("/v1/programmes", programme)).Expect(201);
    }

    public async Task<JsonNode> AdoptAsync(JsonNode programme, string municipality = "0661") =>
        (await PostAsync($"/v1/programmes/{programme["id"]}:adopt", new { municipality, adaptation = "Vi går også torsdag." })).Expect(201);
}

/// <summary>What was answered.</summary>
public sealed record Said(int Status, JsonNode? Body, string Text, string? Tag, string? Link)
{
    public JsonNode Expect(int status)
    {
        Assert.True(Status == status, $"{Status}: {Text}");
        return Body!;
    }

    /// <summary>The fields that were wrong.</summary>
    public IEnumerable<string> Wrong => (Body!["errors"]?.AsArray() ?? []).Select(error => (string)error!["pointer"]!);

    public string Code => (string)Body!["code"]!;
}
