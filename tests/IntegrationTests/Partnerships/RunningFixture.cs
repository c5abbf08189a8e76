using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using MassTransit;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Offers;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Needs;
using SocialEnzyme.Hub.Offers;
using SocialEnzyme.Hub.Participants;
using SocialEnzyme.Hub.Partnerships.Agreements;
using Bus = MassTransit.Bus;

namespace SocialEnzyme.Hub.IntegrationTests.Partnerships;

/// <summary>Two replicas of partnerships with real participants, needs and offers behind them; the way to needs can be cut.</summary>
public sealed class RunningFixture : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private readonly List<ServiceApp<PartnershipView>> _replicas = [];
    private ServiceApp<Participant> _participants = null!;
    private ServiceApp<NeedView> _needs = null!;
    private ServiceApp<OfferView> _offers = null!;
    private EventTap _tap = null!;
    private IBusControl _bus = null!;
    private int _next;

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
            ["services:opportunities:grpc:0"] = "http://127.0.0.1:1",
        };
        var (ofParticipants, ofNeeds, ofOffers) = (new Dictionary<string, string>(common), new Dictionary<string, string>(common), new Dictionary<string, string>(common));
        ofParticipants["ConnectionStrings:participants-db"] = await _servers.NewDatabaseAsync();
        ofNeeds["ConnectionStrings:needs-db"] = await _servers.NewDatabaseAsync();
        ofOffers["ConnectionStrings:offers-db"] = await _servers.NewDatabaseAsync();
        _participants = new ServiceApp<Participant>(_servers.Issuer, ofParticipants);
        _needs = new ServiceApp<NeedView>(_servers.Issuer, ofNeeds);
        _offers = new ServiceApp<OfferView>(_servers.Issuer, ofOffers);
        ToNeeds = new TcpProxy(_needs.GrpcAddress.Host, _needs.GrpcAddress.Port);
        var settings = new Dictionary<string, string>(common)
        {
            ["ConnectionStrings:partnerships-db"] = await _servers.NewDatabaseAsync(),
            ["Identity:SigningKey"] = key.ExportPkcs8PrivateKeyPem(),
            ["services:participants:grpc:0"] = _participants.GrpcAddress.ToString(),
            ["services:needs:grpc:0"] = $"http://127.0.0.1:{ToNeeds.Port}",
            ["services:offers:grpc:0"] = _offers.GrpcAddress.ToString(),
            ["Activation:LongestPause"] = "00:00:00.500",
            ["Deadlines:Every"] = "00:00:00.100",
            ["Deadlines:MilestonesEvery"] = "00:00:00.200",
        };
        for (var i = 0; i < 2; i++)
        {
            _replicas.Add(new ServiceApp<PartnershipView>(_servers.Issuer, settings));
        }
        foreach (var each in new[] { ofParticipants, ofNeeds, ofOffers })
        {
            each["services:partnerships:http:0"] = _replicas[0].RestAddress.ToString();
        }
        _tap = await EventTap.OpenAsync(
            broker, typeof(PartnershipProposed), typeof(PartnershipActivated), typeof(PartnershipChanged), typeof(PartnershipReminded), typeof(PartnershipEnded));
        await _participants.StartAsync();
        await _needs.StartAsync();
        await _offers.StartAsync();
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
        await _offers.DisposeAsync();
        await _needs.DisposeAsync();
        await _participants.DisposeAsync();
        await ToNeeds.DisposeAsync();
        await _tap.DisposeAsync();
        await _servers.DisposeAsync();
    }

    /// <summary>One replica's REST door, then the other's.</summary>
    public HttpClient Rest(Party party) => _replicas[Interlocked.Increment(ref _next) % _replicas.Count].Rest(party);

    public HttpClient Needs(Party party) => _needs.Rest(party);

    public HttpClient Offers(Party party) => _offers.Rest(party);

    public async Task<Party> NewPartyAsync(string sector)
    {
        var name = $"Organisation {Guid.CreateVersion7():n}"[..30];
        var kind = sector switch { "public" => "municipality", "market" => "company", _ => "association" };
        using var operators = _participants.Rest(Some.Operator());
        var made = await NeedsCalls.SendAsync(operators, HttpMethod.Post, "/v1/participants", new JsonObject { ["name"] = name, ["sector"] = sector, ["kind"] = kind });
        Assert.True(made.Status == 201, made.Text);
        return new Party(made.Id, name, sector, kind, "partnerships:write needs:write offers:write");
    }

    public async Task<Guid> NeedAsync(Party owner, int places, string category = "uddannelse")
    {
        using var client = Needs(owner);
        var made = await client.PublishAsync(Some.Need(Some.Reference()).With("placesWanted", places).With("category", category));
        Assert.True(made.Status == 201, made.Text);
        return made.Id;
    }

    public async Task<Guid> OfferAsync(Party owner, JsonObject? offer = null)
    {
        using var client = Offers(owner);
        var made = await client.OfferAsync(offer ?? SomeOffer.With("hours", 100, "timer", Some.Reference()));
        Assert.True(made.Status == 201, made.Text);
        return made.Id;
    }

    /// <summary>Opened by the first, and all say yes.</summary>
    public async Task<Guid> AgreeAsync(JsonObject text, params Party[] parties)
    {
        using var opener = Rest(parties[0]);
        var opened = await opener.ProposeAsync(text);
        Assert.True(opened.Status == 201, opened.Text);
        foreach (var party in parties)
        {
            using var client = Rest(party);
            var said = await client.ConsentAsync(opened.Id, opened.Hash());
            Assert.True(said.Status == 200, said.Text);
        }
        return opened.Id;
    }

    public Task IsAsync(Guid id, Party party, string state) => Eventually.Is($"the partnership is {state}", async () =>
    {
        using var client = Rest(party);
        return (await client.SeeAsync(id)).State() == state;
    });

    /// <summary>So many places as needs counts.</summary>
    public async Task<int> TakenAsync(Party owner, Guid need)
    {
        using var client = Needs(owner);
        return (await client.GetNeedAsync(need)).Body.GetProperty("placesTaken").GetInt32();
    }

    /// <summary>So much as offers has confirmed and held.</summary>
    public async Task<(long Confirmed, long Held)> DrawnAsync(Party owner, Guid offer)
    {
        using var client = Offers(owner);
        var balance = (await client.GetOfferAsync(offer, "/balance")).Body.GetProperty("balances")[0];
        return (balance.GetProperty("confirmed").GetInt64(), balance.GetProperty("held").GetInt64());
    }

    /// <summary>What was told of a partnership.</summary>
    public IReadOnlyList<TappedEvent> Told(Guid id, string type) =>
        [.. _tap.Events.Where(one => one.Type == type && one.Body.GetProperty("partnershipId").GetGuid() == id)];

    /// <summary>Every partnership that was proposed with this party.</summary>
    public IReadOnlyList<TappedEvent> ProposedTo(Party party) => [.. _tap.Events.Where(one => one.Type == nameof(PartnershipProposed)
        && one.Body.GetProperty("audience").EnumerateArray().Any(told => told.GetGuid() == party.Id))];

    public async Task PublishAsync(object @event, Guid? id = null)
    {
        var messageId = id ?? Guid.CreateVersion7();
        await _bus.Publish(@event, @event.GetType(), Pipe.Execute<PublishContext>(context => context.MessageId = messageId));
    }

    /// <summary>The time to answer ends so long from now, by the clock of the database.</summary>
    public Task RespondWithinAsync(Guid id, TimeSpan time) => CountAsync(
        """
        WITH moved AS (
            UPDATE partnerships SET respond_by = t, body = jsonb_set(body::jsonb, '{respondBy}', to_jsonb(to_char(t AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')))::text
            FROM (SELECT now() + make_interval(secs => $2) AS t) AS time WHERE id = $1 RETURNING 1)
        SELECT count(*) FROM moved
        """, id, time.TotalSeconds);

    public async Task<long> CountAsync(string sql, params object[] parameters)
    {
#pragma warning disable CA2100 // Statements of the tests themselves.
        await using var command = Database.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
