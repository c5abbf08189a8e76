using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Needs;

namespace SocialEnzyme.Hub.IntegrationTests.Needs;

/// <summary>The needs service of one test class, with somebody listening to its events.</summary>
public sealed class NeedsFixture : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private ServiceApp<NeedView>? _app;
    private EventTap? _tap;
    private TcpProxy? _broker;

    public ServiceApp<NeedView> App => _app!;

    public EventTap Tap => _tap!;

    /// <summary>Between the service and its broker.</summary>
    public TcpProxy Broker => _broker!;

    public NpgsqlDataSource Database => App.Part<NpgsqlDataSource>();

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        var broker = await _servers.NewBrokerAsync();
        _broker = new TcpProxy(broker.Host, broker.Port);
        _tap = await EventTap.OpenAsync(
            broker, typeof(NeedPublished), typeof(NeedUpdated), typeof(NeedWithdrawn), typeof(NeedExpired), typeof(NeedFilled), typeof(NeedReopened),
            typeof(NeedPlacesTaken));
        _app = new ServiceApp<NeedView>(_servers.Issuer, new Dictionary<string, string>
        {
            ["ConnectionStrings:needs-db"] = await _servers.NewDatabaseAsync(),
            ["ConnectionStrings:rabbitmq"] = new UriBuilder(broker) { Port = _broker.Port }.Uri.ToString(),
            ["ConnectionStrings:redis"] = _servers.Redis,
        });
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
        if (_tap is not null)
        {
            await _tap.DisposeAsync();
        }
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
        await _servers.DisposeAsync();
    }

    /// <summary>One number from the service's database.</summary>
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
