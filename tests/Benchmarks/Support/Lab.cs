using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Npgsql;
using SocialEnzyme.Hub.AppHost.Servers;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.Benchmarks.Support;

/// <summary>One hub for all scenarios, as processes on this machine, and what a scenario needs around it.</summary>
internal sealed class Lab(BenchOptions options, Action<string> step) : IAsyncDisposable
{
    private readonly ECDsa _signingKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private LocalHub? _hub;

    public BenchOptions Options => options;

    /// <summary>The gRPC address of needs itself, past the gateway.</summary>
    public Uri NeedsGrpc { get; } = new($"http://127.0.0.1:{FreePort.Take()}");

    /// <summary>What the gateway signs with here, so that a direct call can be made in its name.</summary>
    public string SigningKey => _signingKey.ExportPkcs8PrivateKeyPem();

    public void Step(string text) => step("  " + text);

    /// <summary>The running hub; started when it is first asked for.</summary>
    public async Task<LocalHub> HubAsync() => _hub ??= await StartAsync();

    /// <param name="folder">Where its data are kept; null: nowhere.</param>
    public async Task<LocalHub> StartAsync(string? folder = null)
    {
        var address = NeedsGrpc.GetLeftPart(UriPartial.Authority);
        var common = new Dictionary<string, string> { ["services__needs__grpc__0"] = address };
        if (!options.Telemetry)
        {
            common["OTEL_EXPORTER_OTLP_ENDPOINT"] = "";
        }
        return await LocalHub.StartAsync(new HubOptions
        {
            Purpose = "bench",
            KeptFolder = folder,
            Environment = new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["*"] = common,
                ["needs"] = new Dictionary<string, string> { ["Kestrel__Endpoints__grpc__Url"] = address },
                ["gateway"] = new Dictionary<string, string> { ["Identity__SigningKey"] = SigningKey, ["Limits__CallsPerWindow"] = "1000000000" },
            },
        }, progress: null, CancellationToken.None);
    }

    public async Task StopHubAsync()
    {
        if (_hub is null) return;
        await _hub.DisposeAsync();
        _hub = null;
    }

    /// <summary>Registers an organisation with a key of its own.</summary>
    /// <param name="scopes">What the key may do beyond publishing and subscribing.</param>
    public async Task<Member> JoinAsync(string sector = "public", params string[] scopes)
    {
        var hub = await HubAsync();
        using var operators = new HubClient(hub.Addresses.Gateway, hub.Keys.Operator);
        var (kind, usual) = sector == "public" ? ("region", new[] { "needs:write", "subscriptions:manage" }) : ("association", ["subscriptions:manage"]);
        var body = new JsonObject { ["name"] = $"Måling {Guid.CreateVersion7():n}", ["sector"] = sector, ["kind"] = kind };
        var id = (string)(await operators.PostAsync("/v1/participants", body, CancellationToken.None))["id"]!;
        return new Member(hub.Addresses, id, await operators.IssueKeyAsync(id, "bench", [.. usual, .. scopes], CancellationToken.None));
    }

    public async Task<NpgsqlDataSource> DatabaseAsync(string service) =>
        NpgsqlDataSource.Create((await HubAsync()).Servers.Postgres.ConnectionString(ServiceEnvironment.Database(service)));

    /// <summary>A database on the same server for a yardstick, with as many connections as it has callers.</summary>
    public async Task<NpgsqlDataSource> YardstickAsync(int connections)
    {
        var postgres = (await HubAsync()).Servers.Postgres;
        await postgres.CreateDatabaseAsync("yardstick", CancellationToken.None);
        return NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres.ConnectionString("yardstick")) { MaxPoolSize = connections }.ConnectionString);
    }

    public async Task<string> BrokerAsync() => (await HubAsync()).Servers.RabbitMq.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        await StopHubAsync();
        _signingKey.Dispose();
    }
}
