using System.Net;
using System.Net.Sockets;

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>The network between a client and the hub, which can be cut.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _target;
    private readonly Lock _gate = new();
    private readonly List<(Socket Client, Socket Hub)> _connections = [];
    private readonly Task _accepting;

    public TcpProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Ends every connection without a goodbye. Returns how many there were.</summary>
    public int Cut()
    {
        lock (_gate)
        {
            var count = _connections.Count;
            foreach (var (client, hub) in _connections)
            {
                Reset(client);
                Reset(hub);
            }
            _connections.Clear();
            return count;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        Cut();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_stop.Token);
                _ = CarryAsync(client);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException) { /* stopped */ }
    }

    private async Task CarryAsync(Socket client)
    {
        var hub = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            await hub.ConnectAsync(_target.Host, _target.Port, _stop.Token);
            lock (_gate) _connections.Add((client, hub));
            Task[] ways = [CopyAsync(client, hub), CopyAsync(hub, client)];
            // One side that is reset resets the other: a client that only listens would else never learn of it. One that is closed may still be sent to.
            await await Task.WhenAny(ways);
            await Task.WhenAll(ways);
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException) { /* cut, or stopped */ }
        finally
        {
            lock (_gate) _connections.Remove((client, hub));
            client.Dispose();
            hub.Dispose();
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var count)
        {
            for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _stop.Token);
        }
        to.Shutdown(SocketShutdown.Send);
    }

    // RST instead of FIN: the other side learns of it as of a cable that was pulled and a machine that came back.
    private static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }
}
