using System.Net.Sockets;
using System.Text;

namespace SocialEnzyme.Hub.IntegrationTests.Gateway;

[Collection(GatewayTests.Name)]
public sealed class RefusedBodyTests(GatewayFixture hub)
{
    // More than the buffers between the two hold.
    private const int Length = 8_000_000;

    [Theory]
    [InlineData(true, "413", "too-large")]
    [InlineData(false, "401", "unauthenticated")]
    public async Task Who_sends_all_before_it_reads_hears_why_it_was_refused(bool hasKey, string status, string code)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", hub.Gateway.RestAddress.Port);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var key = hasKey ? $"Authorization: Bearer {hub.OperatorKey}\r\n" : "";
        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"POST /v1/subscriptions HTTP/1.1\r\nHost: hub\r\n{key}Content-Type: application/json\r\nContent-Length: {Length}\r\nConnection: close\r\n\r\n"), limit.Token);
        var body = new byte[Length];
        var sent = await socket.SendAsync(body.AsMemory(0, 100_000), limit.Token);

        // The answer is there, and the caller goes on sending all the same.
        await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.Peek, limit.Token);
        while (sent < Length)
        {
            sent += await socket.SendAsync(body.AsMemory(sent), limit.Token);
        }

        using var reader = new StreamReader(new NetworkStream(socket));
        var answer = await reader.ReadToEndAsync(limit.Token);
        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.Contains($"\"code\":\"{code}\"", answer, StringComparison.Ordinal);
    }
}
