using System.Globalization;
using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.AppHost.Servers;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Offers;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.IntegrationTests.Partnerships;

/// <summary>partnerships, needs and offers as processes of their own, which can be killed, with every call between them in the test's hand.</summary>
public sealed class ActivationHub : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private readonly Dictionary<string, Dictionary<string, string>> _environment = [];
    private readonly Dictionary<string, ServiceProcess> _processes = [];
    private readonly Dictionary<string, NpgsqlDataSource> _databases = [];
    private readonly List<ActivationWay> _ways = [];
    private readonly SocketsHttpHandler _connections = new();
    private readonly Outbox _outbox = new();
    private RunFolder _folder = null!;

    private ActivationSwitch Switch { get; } = new();

    public Party Municipality { get; } = SomeOffer.Municipality();

    public Party Firm { get; } = SomeOffer.Company();

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        _folder = await RunFolder.TemporaryAsync("activation", null, CancellationToken.None);
        var broker = await _servers.NewBrokerAsync();
        foreach (var name in new[] { "needs", "offers", "partnerships" })
        {
            var database = await _servers.NewDatabaseAsync();
            _databases[name] = NpgsqlDataSource.Create(database);
            _environment[name] = new()
            {
                [$"ConnectionStrings__{name}-db"] = database,
                ["ConnectionStrings__rabbitmq"] = broker.ToString(),
                ["ConnectionStrings__redis"] = _servers.Redis,
                ["Kestrel__Endpoints__http__Url"] = Local(),
                ["Kestrel__Endpoints__grpc__Url"] = Local(),
                ["Logging__LogLevel__Default"] = "Warning",
                ["services__gateway__http__0"] = _servers.Issuer.Address,
                // Nobody asks them here.
                ["services__opportunities__grpc__0"] = "http://127.0.0.1:1",
                ["services__participants__grpc__0"] = "http://127.0.0.1:1",
            };
        }
        var partnerships = _environment["partnerships"];
        foreach (var other in new[] { "needs", "offers" })
        {
            var way = await ActivationWay.OpenAsync(new Uri(_environment[other]["Kestrel__Endpoints__grpc__Url"]), Switch);
            _ways.Add(way);
            partnerships[$"services__{other}__grpc__0"] = way.Address.ToString();
            _environment[other]["services__partnerships__http__0"] = partnerships["Kestrel__Endpoints__http__Url"];
        }
        // A busy machine is no needs that is away.
        partnerships["Activation__Deadline"] = "00:00:10";
        partnerships["Activation__Lease"] = "00:00:12";
        partnerships["Activation__LongestPause"] = "00:00:01";
        await Task.WhenAll(_environment.Keys.Select(StartAsync));
    }

    public async Task DisposeAsync()
    {
        foreach (var process in _processes.Values)
        {
            await process.DisposeAsync();
        }
        foreach (var way in _ways)
        {
            await way.DisposeAsync();
        }
        foreach (var database in _databases.Values)
        {
            await database.DisposeAsync();
        }
        _connections.Dispose();
        _outbox.Dispose();
        _folder.Dispose();
        await _servers.DisposeAsync();
    }

    /// <summary>kill -9, and a new process of the same program.</summary>
    /// <param name="isHurried">Whoever was killed holds its leases no longer: the test need not wait for their end.</param>
    public async Task KillAsync(string name, bool isHurried = true)
    {
        var process = _processes[name];
        await process.KillAsync();
        await process.DisposeAsync();
        if (isHurried && name == "partnerships")
        {
            await CountAsync(name, "WITH free AS (UPDATE activations SET due_at = now() WHERE due_at > now() RETURNING 1) SELECT count(*) FROM free");
        }
        await StartAsync(name);
    }

    /// <summary>A need with places and an offer with hours, and an agreement of their owners that takes some of both.</summary>
    public async Task<Promise> PromiseAsync(int places = 3)
    {
        var need = await Rest("needs", Municipality).PublishAsync(Some.Need(Some.Reference()).With("placesWanted", places));
        Assert.True(need.Status == 201, need.Text);
        var offer = await Rest("offers", Firm).OfferAsync(SomeOffer.With("hours", 100, "timer", Some.Reference()));
        Assert.True(offer.Status == 201, offer.Text);
        var promise = new Promise(this, need.Id, offer.Id);
        Switch.Add(promise.Calls, need.Id, offer.Id);
        return promise;
    }

    internal HttpClient Rest(string name, Party party) =>
        new(_servers.Issuer.Speaking(party, _connections), disposeHandler: false) { BaseAddress = new Uri(_environment[name]["Kestrel__Endpoints__http__Url"]) };

    internal NpgsqlDataSource Database(string name) => _databases[name];

    internal Outbox Outbox => _outbox;

    /// <summary>One number from one of the databases.</summary>
    public async Task<long> CountAsync(string database, string sql, params object[] parameters)
    {
#pragma warning disable CA2100 // Statements of the tests themselves.
        await using var command = _databases[database].CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private async Task StartAsync(string name)
    {
        var process = new ServiceProcess(name, _folder, new Uri(_environment[name]["Kestrel__Endpoints__http__Url"]), _environment[name], null);
        _processes[name] = process;
        await process.StartAsync(CancellationToken.None);
    }

    private static string Local() => $"http://127.0.0.1:{FreePort.Take().ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>One agreement and what it promises: 30 hours of an offer and one place of a need.</summary>
public sealed class Promise(ActivationHub hub, Guid need, Guid offer)
{
    private const string Live = "state IN ('held', 'confirmed')";

    /// <summary>The calls about it.</summary>
    public ActivationCalls Calls { get; } = new();

    public Guid Id { get; private set; }

    /// <summary>Proposed, and both say yes: from here on the worker has it in hand.</summary>
    public async Task AgreeAsync()
    {
        var now = DateTimeOffset.UtcNow;
        var (host, firm) = (hub.Municipality, hub.Firm);
        var text = new Agreement
        {
            Title = "Gældsrådgivning",
            Purpose = "Familier får hjælp til deres økonomi.",
            Kind = AgreementKind.Agreement,
            Kle = ["27.35"],
            Parties = [Part(host), Part(firm)],
            Commitments =
            [
                new Commitment { Key = "timer", ParticipantId = firm.Id, What = "Rådgivning", Quantity = 30, Unit = "timer", OfferId = offer, ContributionKey = "timer" },
                new Commitment { Key = "plads", ParticipantId = firm.Id, What = "En rådgiver", NeedId = need, Places = 1 },
            ],
        };
        var proposed = PartnershipStep.Propose(host.Id, text, [new(host.Id, host.Name, host.Sector), new(firm.Id, firm.Name, firm.Sector)], now);
        Id = proposed.Partnership.Id;
        await using var connection = await hub.Database("partnerships").OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await PartnershipChanges.CommitAsync(transaction, hub.Outbox, proposed, CancellationToken.None);
        }
        foreach (var party in new[] { host, firm })
        {
            await using var transaction = await connection.BeginTransactionAsync();
            var locked = (await PartnershipStore.LockAsync(transaction, Id, CancellationToken.None))!;
            var taken = PartnershipStep.Take(locked.Partnership, new PartnershipCommand.Consent(party.Id, locked.Partnership.Hash), locked.Now);
            Assert.False(taken.IsRejected(out var rejection, out var change), rejection?.Detail.English);
            await PartnershipChanges.CommitAsync(transaction, hub.Outbox, change, CancellationToken.None);
        }
    }

    /// <summary>Somebody else is faster: nothing is left of the need.</summary>
    public async Task FillNeedAsync(int places)
    {
        using var rest = hub.Rest("needs", hub.Municipality);
        Assert.Equal(201, (await NeedsCalls.ReserveAsync(rest, need, places, confirm: true)).Status);
    }

    /// <summary>The hold of the place has had its time, by the clock of whoever counts it.</summary>
    public Task LapseAsync() => hub.CountAsync(
        "needs", "WITH lapsed AS (UPDATE need_reservations SET held_until = now() - interval '1 second' WHERE need_id = $1 AND state = 'held' RETURNING 1) SELECT count(*) FROM lapsed",
        need);

    public async Task<string> StateAsync() => (await FindAsync()).GetProperty("state").GetString()!;

    public async Task<JsonElement> FindAsync()
    {
        await using var command = hub.Database("partnerships").CreateCommand("SELECT body FROM partnerships WHERE id = $1");
        command.Parameters.AddWithValue(Id);
        return JsonDocument.Parse((string)(await command.ExecuteScalarAsync())!).RootElement;
    }

    /// <summary>All is confirmed and the partnership runs; nothing more and nothing less is counted anywhere.</summary>
    public async Task ActiveAsync()
    {
        await Eventually.Is("the partnership is active", async () => await StateAsync() == "active");
        Assert.Equal(1, await OfNeedAsync("state = 'confirmed'"));
        Assert.Equal(1, await OfOfferAsync("state = 'confirmed' AND quantity = 30"));
        Assert.Equal(1, await OfNeedAsync(Live));
        Assert.Equal(1, await OfOfferAsync(Live));
        Assert.Equal(1, await EventsAsync("PartnershipActivated"));
        Assert.Equal(0, await EventsAsync("PartnershipChanged"));
    }

    /// <summary>Nothing is counted any more, and the parties were told why, once.</summary>
    public async Task ReturnedAsync(string why)
    {
        await Eventually.Is("the partnership is negotiated again", async () => await StateAsync() == "negotiating");
        Assert.Equal(0, await OfNeedAsync($"{Live} AND hold_seconds IS NOT NULL"));
        Assert.Equal(0, await OfOfferAsync(Live));
        Assert.Equal(0, await EventsAsync("PartnershipActivated"));
        Assert.Equal(1, await EventsAsync("PartnershipChanged"));
        Assert.Contains(why, (await FindAsync()).GetProperty("problem").GetString(), StringComparison.Ordinal);
    }

    private Task<long> OfNeedAsync(string what) => hub.CountAsync("needs", $"SELECT count(*) FROM need_reservations WHERE need_id = $1 AND {what}", need);

    private Task<long> OfOfferAsync(string what) => hub.CountAsync("offers", $"SELECT count(*) FROM offer_reservations WHERE offer_id = $1 AND {what}", offer);

    private Task<long> EventsAsync(string type) =>
        hub.CountAsync("partnerships", "SELECT count(*) FROM outbox WHERE type = $1 AND body::jsonb ->> 'partnershipId' = $2", type, Id.ToString());

    private static AgreementParty Part(Party party) => new()
    {
        ParticipantId = party.Id,
        Role = "part",
        Aim = "At færre sættes ud.",
        Measures = [new Measure { Key = "familier", What = "Familier hjulpet", Unit = "familier" }],
        ContactRole = "Frivilligkoordinator",
        MeetingRhythm = "Hver måned",
        ExitTerms = "Med en måneds varsel",
    };
}
