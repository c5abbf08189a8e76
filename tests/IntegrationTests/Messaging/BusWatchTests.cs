using System.Net;
using System.Net.Sockets;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.IntegrationTests.Messaging;

public sealed class BusWatchTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task A_broker_that_runs_answers() => Assert.True(await BusWatch.AnswersAsync(await servers.NewBrokerAsync(), default));

    [Fact]
    public async Task A_port_on_which_nobody_listens_does_not()
    {
        var (listener, address) = Listen();
        listener.Stop();
        Assert.False(await BusWatch.AnswersAsync(address, default));
    }

    [Fact]
    public async Task Somebody_who_speaks_something_else_does_not()
    {
        var (listener, address) = Listen();
        var asked = BusWatch.AnswersAsync(address, default);
        using (var client = await listener.AcceptTcpClientAsync()) await client.GetStream().WriteAsync("HTTP/1.1 400"u8.ToArray());
        Assert.False(await asked);
        listener.Stop();
    }

    private static (TcpListener Listener, Uri Address) Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (listener, new Uri($"amqp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));
    }
}
