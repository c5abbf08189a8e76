using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using SocialEnzyme.Hub.AppHost.Servers;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.Chaos.Checks;

namespace SocialEnzyme.Hub.Chaos.Support;

/// <summary>A whole hub with ways that can be cut, and the participants that use it.</summary>
internal sealed class Ground : IAsyncDisposable
{
    private readonly Dictionary<string, NpgsqlDataSource> _databases = [];

    private Ground(LocalHub hub, Network network, Tally tally) => (Hub, Network, Tally) = (hub, network, tally);

    public LocalHub Hub { get; }

    public Network Network { get; }

    public Tally Tally { get; }

    public Findings Findings { get; } = new();

    /// <summary>Of the public and the civil sector.</summary>
    public IReadOnlyList<Member> Publishers { get; private set; } = [];

    /// <summary>Of the market.</summary>
    public IReadOnlyList<Member> Companies { get; private set; } = [];

    public IEnumerable<Member> Everyone => Publishers.Concat(Companies);

    public static async Task<Ground> StartAsync(IProgress<string> progress, CancellationToken ct)
    {
        var network = new Network(ServerPorts.Free(), DoorPorts.Free());
        try
        {
            var options = new HubOptions { Purpose = "chaos", Doors = network.Doors, Servers = network.Servers, Ways = network.Ways, Environment = Environment() };
            var ground = new Ground(await LocalHub.StartAsync(options, progress, ct), network, new Tally());
            await ground.JoinAsync(ct);
            return ground;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>The database of a service, by its own port: what is checked must not hang on a way that is cut.</summary>
    public NpgsqlDataSource Database(string service) => _databases.TryGetValue(service, out var known) ? known
        : _databases[service] = NpgsqlDataSource.Create(Hub.Servers.Postgres.ConnectionString(ServiceEnvironment.Database(service)));

    public async ValueTask DisposeAsync()
    {
        foreach (var member in Everyone) member.Dispose();
        foreach (var database in _databases.Values) await database.DisposeAsync();
        await Hub.DisposeAsync();
        await Network.DisposeAsync();
    }

    private async Task JoinAsync(CancellationToken ct)
    {
        using var operators = new HubClient(Hub.Addresses.Gateway, Hub.Keys.Operator);
        string[] company = ["offers:write", "subscriptions:manage", "partnerships:write", "impact:write", "impact:approve"], publisher = ["needs:write", .. company];
        Publishers =
        [
            await JoinAsync(operators, "Nordby Kommune", "public", "municipality", publisher, ct),
            await JoinAsync(operators, "Region Øst", "public", "region", publisher, ct),
            await JoinAsync(operators, "Naboforeningen", "civil", "association", publisher, ct),
            await JoinAsync(operators, "Boligforeningen Lyng", "civil", "housingOrganisation", publisher, ct),
        ];
        Companies =
        [
            await JoinAsync(operators, "Tømrerfirmaet Vang", "market", "company", company, ct),
            await JoinAsync(operators, "Revision Syd", "market", "company", company, ct),
        ];
    }

    private async Task<Member> JoinAsync(HubClient operators, string name, string sector, string kind, IReadOnlyList<string> scopes, CancellationToken ct)
    {
        var id = await operators.RegisterAsync(new JsonObject { ["name"] = name, ["sector"] = sector, ["kind"] = kind }, ct);
        return new Member(Network.Gateway, Network.Grpc, id, await operators.IssueKeyAsync(id, "chaos", scopes, ct), Tally);
    }

    private static Dictionary<string, IReadOnlyDictionary<string, string>> Environment()
    {
        var webhooks = Enumerable.Range(0, 300).ToDictionary(i => $"Webhooks__Schedule__{i.ToString(CultureInfo.InvariantCulture)}", _ => "00:00:01");
        // An endpoint that hangs is given up soon, and tried again each second; the usual schedule takes days.
        webhooks["Webhooks__Timeout"] = "00:00:05";
        webhooks["Webhooks__ReleasePerSecond"] = "500";
        return new()
        {
            ["*"] = new Dictionary<string, string> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "" },
            ["gateway"] = new Dictionary<string, string> { ["Limits__CallsPerWindow"] = "1000000000" },
            ["opportunities"] = webhooks,
        };
    }
}
