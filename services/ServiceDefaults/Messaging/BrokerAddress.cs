using System.Net.Sockets;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>Where the broker is, and whether it is there.</summary>
internal sealed record BrokerAddress(Uri Uri)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    // Then the bus tries all the same, and says in the log why it cannot.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private bool IsEncrypted => Uri.Scheme == "amqps";

    /// <summary>
    /// Returns when the broker answers, or when it is time to try whether or not it does. A bus that tries in vain would look again only after five
    /// to ten seconds.
    /// </summary>
    public async Task WaitAsync(TimeProvider clock, CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        while (clock.GetElapsedTime(started) < Patience && !ct.IsCancellationRequested && !await AnswersAsync(ct))
        {
            await Task.Delay(Look, clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// True when what listens there speaks AMQP 0-9-1: it answers the protocol header (section 4.2.2) with a method frame. Behind TLS (amqps) it is
    /// enough that somebody listens.
    /// </summary>
    public async Task<bool> AnswersAsync(CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Timeout);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(Uri.Host, Uri.Port > 0 ? Uri.Port : IsEncrypted ? 5671 : 5672, timeout.Token);
            if (IsEncrypted)
            {
                return true;
            }
            var stream = client.GetStream();
            await stream.WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), timeout.Token);
            var first = new byte[1];
            return await stream.ReadAsync(first, timeout.Token) == 1 && first[0] == 1;
        }
        catch (Exception error) when (error is SocketException or IOException or OperationCanceledException)
        {
            return false;
        }
    }
}
