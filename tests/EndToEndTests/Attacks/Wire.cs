using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>What came back over the wire, from either door.</summary>
/// <param name="Status">As HTTP says it; of gRPC its own.</param>
/// <param name="Said">Everything: body, headers and trailers.</param>
/// <param name="Body">The body alone, of REST.</param>
internal sealed record WireAnswer(int Status, string? Code, string Said, string? ContentType, string Body = "")
{
    public string Verdict => $"{Status} {Code}";

    /// <summary>For whoever reads what went wrong.</summary>
    public string Brief => $"{Verdict} {Said[..Math.Min(Said.Length, 400)].Split('\n')[0]}";
}

/// <summary>Sends whatever it is told to, well-formed or not, with whatever authorization.</summary>
internal sealed class Wire : IDisposable
{
    public const int Ok = 0, InvalidArgument = 3, NotFound = 5, PermissionDenied = 7, Unimplemented = 12, Internal = 13, Unavailable = 14, Unauthenticated = 16;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // A stream that is let in stays open: that is answer enough.
    private static readonly TimeSpan Listening = TimeSpan.FromSeconds(2);

    private readonly HttpClient _rest;
    private readonly HttpClient _grpc;

    public Wire(HubAddresses hub)
    {
        _rest = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = hub.Gateway, Timeout = Patience };
        _grpc = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null })
        {
            BaseAddress = hub.Grpc,
            Timeout = Patience,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    /// <summary>A call to the REST door.</summary>
    public Task<WireAnswer> RestAsync(HttpMethod method, string path, string? authorization, JsonNode? body = null, string contentType = "application/json") =>
        RestAsync(method, path, authorization, body is null ? null : Encoding.UTF8.GetBytes(Write(body, contentType)), contentType);

    public async Task<WireAnswer> RestAsync(
        HttpMethod method, string path, string? authorization, byte[]? body, string contentType, bool isChunked = false, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (method == HttpMethod.Patch || (method == HttpMethod.Post && path.EndsWith("/versions", StringComparison.Ordinal))) request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
            request.Headers.TransferEncodingChunked = isChunked;
        }
        using var answer = await _rest.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return new WireAnswer((int)answer.StatusCode, CodeOf(text), text + "\n" + answer.Headers, answer.Content.Headers.ContentType?.MediaType, text);
    }

    /// <summary>A call to the gRPC door with one message.</summary>
    public Task<WireAnswer> GrpcAsync(string path, string? authorization, IMessage message) => GrpcAsync(path, authorization, Frame(message.ToByteArray()));

    /// <param name="framed">As it goes over the wire, with the five bytes before each message.</param>
    public async Task<WireAnswer> GrpcAsync(string path, string? authorization, byte[] framed, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(framed),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        if (authorization is not null) request.Headers.TryAddWithoutValidation("authorization", authorization);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _grpc.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var body = new MemoryStream();
        try
        {
            using var limit = new CancellationTokenSource(answer.Headers.Contains("grpc-status") ? Patience : Listening);
            await answer.Content.CopyToAsync(body, limit.Token);
        }
        catch (OperationCanceledException)
        {
            return new WireAnswer(Ok, null, Encoding.UTF8.GetString(body.ToArray()) + answer.Headers, null);
        }
        // The status is a trailer, or a header of an answer that is nothing else.
        var status = Value(answer.TrailingHeaders, "grpc-status") ?? Value(answer.Headers, "grpc-status");
        var code = Value(answer.TrailingHeaders, "problem-code") ?? Value(answer.Headers, "problem-code");
        var said = string.Join('\n', Encoding.UTF8.GetString(body.ToArray()), answer.Headers, answer.TrailingHeaders);
        return new WireAnswer(int.TryParse(status, out var number) ? number : -(int)answer.StatusCode, code, Uri.UnescapeDataString(said), null);
    }

    /// <summary>The message with its length before it.</summary>
    public static byte[] Frame(byte[] message)
    {
        var framed = new byte[message.Length + 5];
        BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), (uint)message.Length);
        message.CopyTo(framed, 5);
        return framed;
    }

    public void Dispose()
    {
        _rest.Dispose();
        _grpc.Dispose();
    }

    // As a page sends its fields, and a table its row.
    private static string Write(JsonNode body, string contentType) => (contentType, body) switch
    {
        ("application/x-www-form-urlencoded", JsonObject fields) =>
            string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value?.ToString() ?? "")}")),
        ("text/csv", JsonObject fields) =>
            $"{string.Join(',', fields.Select(field => field.Key))}\n{string.Join(',', fields.Select(field => $"\"{field.Value?.ToString().Replace("\"", "\"\"", StringComparison.Ordinal)}\""))}\n",
        _ => body.ToJsonString(),
    };

    private static string? Value(HttpHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static string? CodeOf(string text)
    {
        try { return (string?)(JsonNode.Parse(text) as JsonObject)?["code"]; }
        catch (Exception error) when (error is JsonException or InvalidOperationException) { return null; }
    }
}
