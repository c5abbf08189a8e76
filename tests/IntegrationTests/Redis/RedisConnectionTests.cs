using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Opportunities.Channels;
using SocialEnzyme.Hub.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace SocialEnzyme.Hub.IntegrationTests.Redis;

public sealed class RedisConnectionTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task One_that_is_lost_for_good_has_another_in_its_place_and_replicas_wake_one_another_over_that()
    {
        var subscription = Guid.NewGuid();
        using var lost = await StartAsync(servers.Redis);
        using var kept = await StartAsync(servers.Redis);
        var (here, there) = (new Wakeups(), new Wakeups());
        using var sends = await StartAsync(here, kept);
        using var hears = await StartAsync(there, lost);
        var signal = there.Listen(subscription);

        var first = lost.Current;
        await first.CloseAsync();
        await Eventually.Is("there is another connection", () => !ReferenceEquals(lost.Current, first));
        await lost.Current.GetDatabase().PingAsync();
        await Eventually.Is("the other replica is woken", async () =>
        {
            here.Wake([subscription]);
            return await signal.WaitAsync(TimeSpan.FromMilliseconds(200), default);
        });
        await Task.WhenAll(sends.StopAsync(default), hears.StopAsync(default), lost.StopAsync(default), kept.StopAsync(default));
    }

    [Fact]
    public async Task While_Redis_is_away_it_keeps_the_one_it_has_and_finds_Redis_again()
    {
        var address = servers.Redis.Split(':');
        await using var proxy = new TcpProxy(address[0], int.Parse(address[1], CultureInfo.InvariantCulture));
        using var connection = await StartAsync($"127.0.0.1:{proxy.Port}");
        await connection.Current.GetDatabase().PingAsync();
        proxy.Cut();
        await Eventually.Is("it notices", () => !connection.Current.IsConnected);
        proxy.Mend();
        await Eventually.Is("Redis is found again", () => connection.Current.IsConnected);
        await connection.StopAsync(default);
    }

    private static async Task<RedisConnection> StartAsync(string address)
    {
        var options = ConfigurationOptions.Parse(address);
        options.AbortOnConnectFail = false;
        var connection = new RedisConnection(options, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        await connection.StartAsync(default);
        return connection;
    }

    private static async Task<ReplicaWakeups> StartAsync(Wakeups wakeups, RedisConnection redis)
    {
        var replica = new ReplicaWakeups(wakeups, redis, NullLogger<ReplicaWakeups>.Instance);
        await replica.StartAsync(default);
        return replica;
    }
}
