using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Needs;
using SocialEnzyme.Hub.Partnerships.Programmes;

namespace SocialEnzyme.Hub.IntegrationTests.Programmes;

/// <summary>The partnerships service of one test class, beside the needs that its handbook asks.</summary>
public sealed class KnowledgeFixture : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private ServiceApp<ProgrammeView>? _app;
    private ServiceApp<NeedView>? _needs;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        var broker = (await _servers.NewBrokerAsync()).ToString();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _needs = new ServiceApp<NeedView>(_servers.Issuer, new Dictionary<string, string>
        {
            ["ConnectionStrings:needs-db"] = await _servers.NewDatabaseAsync(),
            ["ConnectionStrings:rabbitmq"] = broker,
            ["ConnectionStrings:redis"] = _servers.Redis,
            // Nobody is asked how far a need would reach.
            ["services:opportunities:http:0"] = "http://127.0.0.1:9",
            ["services:opportunities:grpc:0"] = "http://127.0.0.1:9",
        });
        await _needs.StartAsync();
        _app = new ServiceApp<ProgrammeView>(_servers.Issuer, new Dictionary<string, string>
        {
            ["ConnectionStrings:partnerships-db"] = await _servers.NewDatabaseAsync(),
            ["ConnectionStrings:rabbitmq"] = broker,
            ["Identity:SigningKey"] = key.ExportPkcs8PrivateKeyPem(),
            ["services:needs:grpc:0"] = _needs.GrpcAddress.ToString(),
            ["services:offers:grpc:0"] = "http://127.0.0.1:9",
            ["services:participants:grpc:0"] = "http://127.0.0.1:9",
        });
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
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
