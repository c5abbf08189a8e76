using System.Net;
using System.Net.Sockets;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.IntegrationTests.Messaging;

public sealed class BrokerAddressTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task A_broker_that_runs_answers() => Assert.True(await new BrokerAddress(await servers.NewBrokerAsync()).AnswersAsync(default));

    [Fact]
    public async Task A_port_on_which_nobody_listens_does_not()
    {
        var (listener, address) = Listen();
        listener.Stop();
        Assert.False(await new BrokerAddress(address).AnswersAsync(default));
    }

    [Fact]
    public async Task Somebody_who_speaks_something_else_does_not()
    {
        var (listener, address) = Listen();
        var asked = new BrokerAddress(address).AnswersAsync(default);
        using (var client = await listener.AcceptTcpClientAsync()) await client.GetStream().WriteAsync("HTTP/1.1 400"u8.ToArray());
        Assert.False(await asked);
        listener.Stop();
    }

    [Fact]
    public async Task Behind_TLS_it_is_enough_that_somebody_listens()
    {
        var (listener, address) = Listen();
        Assert.True(await new BrokerAddress(new UriBuilder(address) { Scheme = "amqps" }.Uri).AnswersAsync(default));
        listener.Stop();
    }

    [Fact]
    public async Task Who_waits_for_a_broker_goes_on_as_soon_as_it_answers()
    {
        var (listener, address) = Listen();
        var waiting = new BrokerAddress(address).WaitAsync(TimeProvider.System, default);
        using (await listener.AcceptTcpClientAsync())
        {
            // It listens and does not speak yet.
        }
        using var client = await listener.AcceptTcpClientAsync();
        Assert.False(waiting.IsCompleted);
        await client.GetStream().WriteAsync(new byte[] { 1 });
        await waiting.WaitAsync(TimeSpan.FromSeconds(20));
        listener.Stop();
    }

    [Fact]
    public async Task Who_is_stopped_meanwhile_waits_no_longer()
    {
        var (listener, address) = Listen();
        listener.Stop();
        using var stop = new CancellationTokenSource();
        var waiting = new BrokerAddress(address).WaitAsync(TimeProvider.System, stop.Token);
        await stop.CancelAsync();
        await waiting.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static (TcpListener Listener, Uri Address) Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (listener, new Uri($"amqp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));
    }
}
