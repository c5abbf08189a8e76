using System.Net.Http.Headers;
using System.Text;

namespace SocialEnzyme.Hub.IntegrationTests.Support;

/// <summary>A test class' own corner of the servers: a database and a virtual host of its own, and somebody who issues tokens.</summary>
public sealed class ServersFixture : IAsyncLifetime
{
    // One set of servers for the whole run; a missing one fails every test that needs it.
    private static readonly Lazy<Task<TestServers>> Servers = new(TestServers.StartAsync);

    private TestServers? _servers;
    private TestIssuer? _issuer;

    /// <summary>Who speaks for the participants.</summary>
    public TestIssuer Issuer => _issuer ?? throw new InvalidOperationException("The fixture was not initialised.");

    /// <summary>host:port</summary>
    public string Redis => Ready.Redis;

    private TestServers Ready => _servers ?? throw new InvalidOperationException("The fixture was not initialised.");

    public async Task InitializeAsync()
    {
        _servers = await Servers.Value;
        _issuer = await TestIssuer.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_issuer is not null)
        {
            await _issuer.DisposeAsync();
        }
    }

    /// <summary>A new, empty database.</summary>
    /// <returns>Its connection string.</returns>
    public async Task<string> NewDatabaseAsync()
    {
        var name = $"test_{Guid.CreateVersion7():n}";
        await Ready.CreateDatabaseAsync(name);
        return Ready.Postgres(name);
    }

    /// <summary>A new virtual host, so that no test hears another's events.</summary>
    /// <returns>amqp://user:password@host:port/name</returns>
    public async Task<Uri> NewBrokerAsync()
    {
        var name = $"test-{Guid.CreateVersion7():n}";
        var user = Ready.RabbitMq.UserInfo;
        using var http = new HttpClient { BaseAddress = Ready.RabbitMqManagement };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(user)));
        await Eventually.Is("the broker's management has made a virtual host", async () =>
        {
            try
            {
                using var body = new StringContent("{}", Encoding.UTF8, "application/json");
                using var made = await http.PutAsync(new Uri($"/api/vhosts/{name}", UriKind.Relative), body);
                return made.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                // The broker speaks AMQP a little before its management does.
                return false;
            }
        });
        using var all = new StringContent("""{"configure":".*","write":".*","read":".*"}""", Encoding.UTF8, "application/json");
        using var allowed = await http.PutAsync(new Uri($"/api/permissions/{name}/{user.Split(':')[0]}", UriKind.Relative), all);
        allowed.EnsureSuccessStatusCode();
        return new UriBuilder(Ready.RabbitMq) { Path = name }.Uri;
    }
}
