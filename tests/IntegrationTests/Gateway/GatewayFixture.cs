using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using SocialEnzyme.Hub.Gateway.Limits;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Participants;

namespace SocialEnzyme.Hub.IntegrationTests.Gateway;

/// <summary>Tests that cut wires share one gateway and so run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class GatewayTests : ICollectionFixture<GatewayFixture>
{
    public const string Name = "gateway";
}

/// <summary>A key as participants gave it out.</summary>
public sealed record IssuedKey(Guid Participant, Guid Credential, string Key);

/// <summary>A gateway before participants and one service more. There is no broker, ever: none of this may need one.</summary>
#pragma warning disable CA1001 // The test runner disposes of it through IAsyncLifetime.
public sealed class GatewayFixture : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly ServersFixture _servers = new();
    private readonly string _signingKey = NewSigningKey();
    private TcpProxy? _toParticipants;
    private TcpProxy? _toRedis;
    private Backstage? _backstage;
    private ServiceApp<Participant>? _participants;
    private ServiceApp<LimitOptions>? _gateway;

    public ServiceApp<LimitOptions> Gateway => _gateway!;

    public ServiceApp<Participant> Participants => _participants!;

    public TcpProxy ToParticipants => _toParticipants!;

    public TcpProxy ToRedis => _toRedis!;

    public string Database { get; private set; } = "";

    public string OperatorKey { get; private set; } = "";

    /// <summary>The private key of the gateway, for tokens it would not give out.</summary>
    public string SigningKey => _signingKey;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        Database = await _servers.NewDatabaseAsync();
        (_, OperatorKey, _) = await BootstrapAsync();
        _backstage = await Backstage.StartAsync();
        var redis = _servers.Redis.Split(':');
        _toRedis = new TcpProxy(redis[0], int.Parse(redis[1], System.Globalization.CultureInfo.InvariantCulture));

        // Each must know the other's address before it starts.
        var settings = new Dictionary<string, string>();
        _gateway = new ServiceApp<LimitOptions>(_servers.Issuer, settings);
        _participants = new ServiceApp<Participant>(_servers.Issuer, new Dictionary<string, string>
        {
            ["ConnectionStrings:participants-db"] = Database,
            ["ConnectionStrings:rabbitmq"] = "amqp://nobody:nothing@127.0.0.1:1",
            ["services:gateway:http:0"] = _gateway.RestAddress.ToString(),
        });
        _toParticipants = new TcpProxy("127.0.0.1", _participants.GrpcAddress.Port);
        foreach (var (key, value) in GatewaySettings())
        {
            settings[key] = value;
        }
        await _participants.StartAsync();
        await _gateway.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _gateway!.DisposeAsync();
        await _participants!.DisposeAsync();
        await _toParticipants!.DisposeAsync();
        await _toRedis!.DisposeAsync();
        await _backstage!.DisposeAsync();
        await _servers.DisposeAsync();
    }

    /// <summary>Another gateway of the same hub, with other settings.</summary>
    public async Task<ServiceApp<LimitOptions>> AnotherGatewayAsync(params (string Key, string Value)[] settings)
    {
        var all = GatewaySettings();
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }
        var another = new ServiceApp<LimitOptions>(_servers.Issuer, all);
        await another.StartAsync();
        return another;
    }

    /// <summary>The REST door of the gateway with this key.</summary>
    public HttpClient Rest(string? key, ServiceApp<LimitOptions>? gateway = null)
    {
        var client = (gateway ?? Gateway).Anonymous();
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        return client;
    }

    /// <summary>The gRPC door of the gateway.</summary>
    public GrpcChannel Grpc() => GrpcChannel.ForAddress(Gateway.GrpcAddress);

    /// <summary>The metadata of a call with this key.</summary>
    public static Metadata With(string key) => new() { { "authorization", $"Bearer {key}" } };

    /// <summary>A new participant with a key.</summary>
    public async Task<IssuedKey> NewKeyAsync(string[]? scopes = null, DateTimeOffset? expiresAt = null)
    {
        using var rest = Rest(OperatorKey);
        var participant = await rest.PostAsJsonAsync("/v1/participants", new { name = "Vandkanten", sector = "civil", kind = "community" });
        var id = (await BodyAsync(participant)).GetProperty("id").GetGuid();
        return await NewKeyAsync(id, scopes, expiresAt);
    }

    /// <summary>Another key of a participant.</summary>
    public async Task<IssuedKey> NewKeyAsync(Guid participant, string[]? scopes = null, DateTimeOffset? expiresAt = null)
    {
        using var rest = Rest(OperatorKey);
        var issued = await BodyAsync(await rest.PostAsJsonAsync(
            $"/v1/participants/{participant}/credentials", new { name = "fagsystem", scopes = scopes ?? ["needs:write"], expiresAt }));
        return new IssuedKey(participant, issued.GetProperty("id").GetGuid(), issued.GetProperty("key").GetString()!);
    }

    public async Task RevokeAsync(IssuedKey key)
    {
        using var rest = Rest(OperatorKey);
        using var answer = await rest.DeleteAsync(new Uri($"/v1/participants/{key.Participant}/credentials/{key.Credential}", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    public static async Task<JsonElement> BodyAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>The command `participants bootstrap`, as an operator runs it.</summary>
    public async Task<(int ExitCode, string Output, string Error)> BootstrapAsync()
    {
        var program = AppContext.BaseDirectory.Replace("SocialEnzyme.Hub.IntegrationTests", "SocialEnzyme.Hub.Participants", StringComparison.Ordinal);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(program, "SocialEnzyme.Hub.Participants.dll"), "bootstrap"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ConnectionStrings__participants-db"] = Database,
                ["ConnectionStrings__rabbitmq"] = "amqp://nobody:nothing@127.0.0.1:1",
            },
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).Trim(), (await error).Trim());
    }

    private Dictionary<string, string> GatewaySettings() => new()
    {
        ["ConnectionStrings:redis"] = $"127.0.0.1:{ToRedis.Port}",
        ["Identity:SigningKey"] = _signingKey,
        ["services:participants:http:0"] = Participants.RestAddress.ToString(),
        ["services:participants:grpc:0"] = $"http://127.0.0.1:{ToParticipants.Port}",
        ["services:needs:http:0"] = _backstage!.Rest.ToString(),
        ["services:needs:grpc:0"] = _backstage.Grpc.ToString(),
        ["services:offers:http:0"] = _backstage.Rest.ToString(),
        ["services:offers:grpc:0"] = _backstage.Grpc.ToString(),
        ["services:opportunities:http:0"] = _backstage.Rest.ToString(),
        ["services:opportunities:grpc:0"] = _backstage.Grpc.ToString(),
        ["services:partnerships:http:0"] = _backstage.Rest.ToString(),
        ["services:partnerships:grpc:0"] = _backstage.Grpc.ToString(),
        ["services:impact:http:0"] = _backstage.Rest.ToString(),
        ["services:impact:grpc:0"] = _backstage.Grpc.ToString(),
    };

    private static string NewSigningKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }
}
