using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Options;

namespace SocialEnzyme.Hub.Opportunities.Channels.Webhooks;

/// <summary>Posts to addresses that strangers chose: only to checked ones, without proxy, redirects or cookies, and reading little of what comes back.</summary>
internal sealed class WebhookClient : IDisposable
{
    private const int MaxAnswer = 8 * 1024;

    private readonly AddressGuard _guard;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _timeout;
    private readonly HttpMessageInvoker _http;

    public WebhookClient(AddressGuard guard, IOptions<WebhookOptions> options, TimeProvider clock)
    {
        (_guard, _clock, _timeout) = (guard, clock, options.Value.Timeout);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = MaxAnswer,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            MaxConnectionsPerServer = 32,
            // A name is looked up, and judged, anew every few minutes.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        });
    }

    /// <summary>One signed attempt.</summary>
    /// <param name="readAnswer">Reads the answer's text when it is a success; false counts as a failure.</param>
    public async Task<AttemptResult> PostAsync(
        Uri url, string id, byte[] body, IReadOnlyList<byte[]> secrets, Func<string, bool>? readAnswer, CancellationToken ct)
    {
        var started = _clock.GetTimestamp();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(_timeout);
        try
        {
            using var request = Request(url, id, body, secrets);
            using var response = await _http.SendAsync(request, timeout.Token);
            var retryAfter = RetryAfter(response.Headers.RetryAfter);
            if (readAnswer is not null && response.IsSuccessStatusCode && !readAnswer(await ReadAsync(response, timeout.Token)))
            {
                return new(null, "wrong-answer", retryAfter, _clock.GetElapsedTime(started));
            }
            return new((int)response.StatusCode, "answered", retryAfter, _clock.GetElapsedTime(started));
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            return new(null, Reason(error), null, _clock.GetElapsedTime(started));
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(Uri url, string id, byte[] body, IReadOnlyList<byte[]> secrets)
    {
        var now = _clock.GetUtcNow();
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(CloudEventJson.MediaType, "utf-8");
        request.Headers.UserAgent.ParseAdd("SocialEnzyme-Hub/1");
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", WebhookSignature.Sign(id, now, body, secrets));
        return request;
    }

    // The address that was checked is the one that is dialled: a name that changes its mind in between gains nothing.
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var isHttps = context.InitialRequestMessage.RequestUri?.Scheme == Uri.UriSchemeHttps;
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
        var allowed = Array.FindAll(addresses, address => _guard.MayDial(address, isHttps));
        if (allowed.Length == 0)
        {
            throw new AddressRefusedException();
        }
        SocketException? last = null;
        foreach (var address in allowed)
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), ct);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException error)
            {
                last = error;
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        throw last!;
    }

    private static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[MaxAnswer];
        var read = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return System.Text.Encoding.UTF8.GetString(buffer, 0, read);
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) => header switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _clock.GetUtcNow(),
        _ => null,
    };

    private static string Reason(Exception error) => error switch
    {
        OperationCanceledException => "timeout",
        AddressRefusedException or { InnerException: AddressRefusedException } => "address-refused",
        { InnerException: AuthenticationException } => "tls",
        SocketException or { InnerException: SocketException } => "unreachable",
        _ => "broken",
    };

    private sealed class AddressRefusedException() : Exception("The address is not one the hub calls.");
}
