using System.Security.Cryptography;
using MassTransit;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Needs;
using SocialEnzyme.Hub.Opportunities;
using Bus = MassTransit.Bus;

namespace SocialEnzyme.Hub.IntegrationTests.CallOuts;

/// <summary>needs, and two replicas of opportunities that ask it over a connection which tests can cut.</summary>
public sealed class CallOutsHub : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private readonly List<ServiceApp<OpportunitiesGrpc>> _replicas = [];
    private ServiceApp<NeedView> _needs = null!;
    private EventTap _tap = null!;
    private IBusControl _bus = null!;
    private int _next;
    private int _spots;

    /// <summary>Between opportunities and needs.</summary>
    public TcpProxy ToNeeds { get; private set; } = null!;

    public NpgsqlDataSource Database => _replicas[0].Part<NpgsqlDataSource>();

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        var broker = await _servers.NewBrokerAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var common = new Dictionary<string, string>
        {
            ["ConnectionStrings:rabbitmq"] = broker.ToString(),
            ["ConnectionStrings:redis"] = _servers.Redis,
            ["Logging:LogLevel:Default"] = "Warning",
        };
        var ofNeeds = new Dictionary<string, string>(common)
        {
            ["ConnectionStrings:needs-db"] = await _servers.NewDatabaseAsync(),
            // Asked only by a caller that wants to know how far a need would reach.
            ["services:opportunities:grpc:0"] = "http://127.0.0.1:1",
        };
        _needs = new ServiceApp<NeedView>(_servers.Issuer, ofNeeds);
        ToNeeds = new TcpProxy(_needs.GrpcAddress.Host, _needs.GrpcAddress.Port);
        var settings = new Dictionary<string, string>(common)
        {
            ["ConnectionStrings:opportunities-db"] = await _servers.NewDatabaseAsync(),
            ["services:needs:grpc:0"] = $"http://127.0.0.1:{ToNeeds.Port}",
            ["Identity:SigningKey"] = key.ExportPkcs8PrivateKeyPem(),
            ["CallOuts:ShortestRound"] = "00:00:00.100",
            // A machine that is busy is not a needs that is away. Tests of what was cut off make it due.
            ["CallOuts:Deadline"] = "00:00:20",
            ["CallOuts:SettleAfter"] = "00:00:30",
        };
        for (var i = 0; i < 2; i++)
        {
            _replicas.Add(new ServiceApp<OpportunitiesGrpc>(_servers.Issuer, settings));
        }
        ofNeeds["services:opportunities:http:0"] = _replicas[0].RestAddress.ToString();
        await _needs.StartAsync();
        foreach (var replica in _replicas)
        {
            await replica.StartAsync();
        }
        _tap = await EventTap.OpenAsync(
            broker, typeof(CallOutStarted), typeof(CallOutPromoted), typeof(CallOutFilled), typeof(CallOutStoodDown), typeof(NeedPublished));
        _bus = Bus.Factory.CreateUsingRabbitMq(rabbit => rabbit.Host(broker));
        await _bus.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _bus.StopAsync();
        await _tap.DisposeAsync();
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }
        await _needs.DisposeAsync();
        await ToNeeds.DisposeAsync();
        await _servers.DisposeAsync();
    }

    /// <summary>One replica's REST door, then the other's.</summary>
    public HttpClient Rest(Party party) => _replicas[Interlocked.Increment(ref _next) % _replicas.Count].Rest(party);

    public HttpClient Needs(Party party) => _needs.Rest(party);

    /// <summary>needs as opportunities calls it.</summary>
    public NeedsService.NeedsServiceClient NeedsService() => new(_needs.Grpc(Some.Service()));

    /// <summary>A need with its surroundings, far from those of every other test.</summary>
    public Scene NewScene() => new(this, -60 + (1.5 * Interlocked.Increment(ref _spots)));

    /// <summary>What this holder was told of this call-out, in order of its versions.</summary>
    public IReadOnlyList<TappedEvent> Told(Guid callOut, Party holder) =>
        [.. _tap.Events.Where(e => e.Body.TryGetProperty("callOut", out var told) && told.GetProperty("callOutId").GetGuid() == callOut
                && e.Body.GetProperty("holderId").GetGuid() == holder.Id)
            .OrderBy(e => e.Body.GetProperty("version").GetInt64())];

    public async Task<Guid> PublishAsync(object @event, Guid? id = null)
    {
        var messageId = id ?? Guid.CreateVersion7();
        await _bus.Publish(@event, @event.GetType(), Pipe.Execute<PublishContext>(context => context.MessageId = messageId));
        return messageId;
    }

    /// <summary>One number from the database of opportunities.</summary>
    public async Task<long> CountAsync(string sql, params object[] parameters)
    {
#pragma warning disable CA2100 // Statements of the tests themselves.
        await using var command = Database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
