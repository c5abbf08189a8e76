using System.Collections.Concurrent;
using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>A way to one gRPC server over HTTP/2; calls on it share connections.</summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly ConcurrentDictionary<string, Uri> _methods = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ClientCall, byte> _calls = new();
    private readonly HttpMessageInvoker _http;
    private readonly bool _ownsHttp;
    private readonly Uri _address;
    private bool _isDisposed;

    private GrpcChannel(Uri address, GrpcChannelOptions options) : base(address.Authority)
    {
        if (options is { HttpClient: not null, HttpHandler: not null })
            throw new ArgumentException("Set HttpClient or HttpHandler, not both.", nameof(options));
        _address = address;
        _ownsHttp = options.DisposeHttpClient || options is { HttpClient: null, HttpHandler: null };
        _http = options.HttpClient ?? new HttpMessageInvoker(options.HttpHandler ?? NewHandler(address), disposeHandler: _ownsHttp);
        Options = options;
    }

    internal GrpcChannelOptions Options { get; }

    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) => ForAddress(new Uri(address), channelOptions);

    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        return address is { IsAbsoluteUri: true, Scheme: "http" or "https" }
            ? new GrpcChannel(address, channelOptions)
            : throw new ArgumentException($"'{address}' is no address of a gRPC server; write http://host:port.", nameof(address));
    }

    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new HttpCallInvoker(this);
    }

    /// <summary>Ends the channel; calls still under way are cancelled.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        foreach (var call in _calls.Keys) call.Cancel(new Status(StatusCode.Cancelled, "The channel was disposed."));
        if (_ownsHttp) _http.Dispose();
    }

    internal Uri AddressOf(IMethod method) => _methods.TryGetValue(method.FullName, out var known)
        ? known
        : _methods.GetOrAdd(method.FullName, new Uri(_address, method.FullName));

    internal void Enter(ClientCall call)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _calls.TryAdd(call, 0);
    }

    internal void Leave(ClientCall call) => _calls.TryRemove(call, out _);

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct) =>
        _http is HttpClient client
            ? client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct)
            : _http.SendAsync(request, ct);

    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private static SocketsHttpHandler NewHandler(Uri address) => new()
    {
        // One connection carries about a hundred calls at a time; without more of them, the next one would wait.
        EnableMultipleHttp2Connections = true,
        AllowAutoRedirect = false,
        UseCookies = false,

        // A proxy cannot carry HTTP/2 without TLS; one in the environment would only break the calls.
        UseProxy = address.Scheme == Uri.UriSchemeHttps,
    };
}
