using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Offers;

namespace SocialEnzyme.Hub.IntegrationTests.Offers;

/// <summary>The offers service of one test class, with somebody listening to its events.</summary>
public sealed class OffersFixture : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private ServiceApp<OfferView>? _app;
    private EventTap? _tap;

    public ServiceApp<OfferView> App => _app!;

    public EventTap Tap => _tap!;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        var broker = await _servers.NewBrokerAsync();
        _tap = await EventTap.OpenAsync(broker, typeof(OfferPublished), typeof(OfferUpdated), typeof(OfferExhausted), typeof(OfferWithdrawn));
        _app = new ServiceApp<OfferView>(_servers.Issuer, new Dictionary<string, string>
        {
            ["ConnectionStrings:offers-db"] = await _servers.NewDatabaseAsync(),
            ["ConnectionStrings:rabbitmq"] = broker.ToString(),
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
        await _servers.DisposeAsync();
    }

    /// <summary>Waits until the broker has brought exactly these versions of an offer, none twice.</summary>
    public async Task HeardAsync(Guid offer, long last)
    {
        await Eventually.Is($"version {last} is heard of", () => Versions().Count >= last);
        Assert.Equal(Enumerable.Range(1, (int)last).Select(version => (long)version), Versions().Order());

        List<long> Versions() => [.. Tap.AboutOffer(offer).Select(e => e.Body.GetProperty("version").GetInt64())];
    }

    /// <summary>What was told with this version.</summary>
    public TappedEvent Told(Guid offer, long version) =>
        Tap.AboutOffer(offer).Single(e => e.Body.GetProperty("version").GetInt64() == version);

    /// <summary>One number from the service's database.</summary>
    public async Task<long> CountAsync(string sql, params object[] parameters)
    {
#pragma warning disable CA2100 // Statements of the tests themselves.
        await using var command = App.Part<NpgsqlDataSource>().CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
