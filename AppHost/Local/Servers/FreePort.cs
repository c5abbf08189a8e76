using System.Net;
using System.Net.Sockets;

namespace SocialEnzyme.Hub.AppHost.Servers;

/// <summary>Ports on loopback that nobody listens on.</summary>
public static class FreePort
{
    // Below the range from which the kernel draws ports for outgoing connections: a server that is killed
    // and started again must find its port as it left it.
    const int First = 15_000, Last = 31_999;
    static readonly Lock Gate = new();
    static readonly HashSet<int> Taken = [];

    /// <summary>A port that is free now and that this process has not handed out before.</summary>
    public static int Take()
    {
        lock (Gate)
        {
            for (var attempt = 0; attempt < 1_000; attempt++)
            {
                var port = Random.Shared.Next(First, Last + 1);
                if (!Taken.Contains(port) && IsFree(port)) { Taken.Add(port); return port; }
            }
        }
        throw new InvalidOperationException($"No free port was found between {First} and {Last}.");
    }

    /// <summary>Whether a server could listen on this port, on loopback and on any address.</summary>
    public static bool IsFree(int port) => CanListen(IPAddress.Loopback, port) && CanListen(IPAddress.Any, port);

    static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
