using System.Globalization;
using MassTransit;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Impact.Hours;
using SocialEnzyme.Hub.IntegrationTests.Support;
using Bus = MassTransit.Bus;

namespace SocialEnzyme.Hub.IntegrationTests.Impact;

/// <summary>Two replicas of impact on one database and one queue, a bus that publishes as partnerships does, and somebody who listens.</summary>
public sealed class ImpactHub : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private readonly List<ServiceApp<HoursView>> _replicas = [];
    private IBusControl _bus = null!;
    private string _database = "";
    private int _next;

    public EventTap Tap { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        var broker = await _servers.NewBrokerAsync();
        Tap = await EventTap.OpenAsync(broker, typeof(HoursReported), typeof(HoursApproved), typeof(HoursRejected), typeof(HoursCorrected));
        _database = await _servers.NewDatabaseAsync();
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings:impact-db"] = _database,
            ["ConnectionStrings:rabbitmq"] = broker.ToString(),
            ["Logging:LogLevel:Default"] = "Warning",
        };
        for (var i = 0; i < 2; i++)
        {
            var replica = new ServiceApp<HoursView>(_servers.Issuer, settings);
            _replicas.Add(replica);
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
        await Tap.DisposeAsync();
        await _servers.DisposeAsync();
    }

    public ServiceApp<HoursView> App => _replicas[Interlocked.Increment(ref _next) % _replicas.Count];

    /// <summary>The REST door of one replica or the other.</summary>
    public HttpClient Rest(Support.Party party) => App.Rest(party);

    /// <summary>Publishes as the outbox of partnerships does.</summary>
    public Task PublishAsync(object @event, Guid? messageId = null) =>
        _bus.Publish(@event, @event.GetType(), Pipe.Execute<PublishContext>(context => context.MessageId = messageId ?? Guid.CreateVersion7()));

    /// <summary>An active partnership that impact knows of.</summary>
    public async Task<Guid> ActivateAsync(int? autoApprovedMinutes, params Support.Party[] parties)
    {
        var content = SomePartnership.Of(parties) with { AutoApprovedMinutes = autoApprovedMinutes };
        var id = Guid.CreateVersion7();
        await PublishAsync(new PartnershipActivated(id, 5, content, [], SomePartnership.Began));
        await KnowsAsync(id, 5);
        return id;
    }

    /// <summary>Waits until impact has heard of this version.</summary>
    public Task KnowsAsync(Guid partnership, long version) => Eventually.Is($"version {version} of the partnership is known", async () =>
        await CountAsync("SELECT count(*) FROM partnerships WHERE id = $1 AND version >= $2", partnership, version) == 1);

    /// <summary>One number from the service's database.</summary>
    public async Task<long> CountAsync(string sql, params object[] parameters)
    {
#pragma warning disable CA2100 // Statements of the tests themselves.
        await using var command = _replicas[0].Part<NpgsqlDataSource>().CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }
        return await command.ExecuteScalarAsync() is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Cuts every connection to the service's database, in the middle of whatever is done.</summary>
    public async Task CutAsync()
    {
        await using var db = NpgsqlDataSource.Create(_database);
        await using var command = db.CreateCommand("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What was told of a partnership's hours.</summary>
    public IReadOnlyList<TappedEvent> Told(Guid partnership, string type) =>
        [.. Tap.Events.Where(e => e.Type == type && e.Body.GetProperty("hours").GetProperty("partnershipId").GetGuid() == partnership)];
}

/// <summary>Valid partnerships and those at their tables.</summary>
public static class SomePartnership
{
    /// <summary>When everybody came to the table.</summary>
    public static readonly DateTimeOffset Began = new(2025, 1, 1, 8, 0, 0, TimeSpan.Zero);

    public static Support.Party Municipality() => Some.Municipality() with { Scopes = "impact:write impact:approve" };

    public static Support.Party Company() => Some.Company() with { Scopes = "impact:write impact:approve" };

    public static Support.Party Association(string name = "Eksempelforeningen") => Some.Association(name) with { Scopes = "impact:write impact:approve" };

    public static PublicPartnership Of(params Support.Party[] parties) => new(
        "Lektiehjælp på biblioteket", "Flere unge i uddannelse", "agreement", "active", 1, "hash", null, null, "0101", ["27.35"], [4], null, null,
        [.. parties.Select(party => At(party))], [],
        [new PublicMeasure("fremmøde", parties[0].Id, "Unge, der kommer", "antal", 10, 50, 40, "København")], [], null, null);

    public static PublicParty At(Support.Party party, string standing = "consented", DateTimeOffset? since = null, DateTimeOffset? until = null) =>
        new(party.Id, party.Name, party.Sector, "vært", standing, since ?? Began, until);
}
