using System.Net.Sockets;
using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>A call as its handler sees it, over one HTTP/2 request.</summary>
internal sealed partial class HttpCall : ServerCallContext, IAsyncDisposable
{
    private static readonly AuthContext Unauthenticated = new(null, []);

    private readonly CallRules _rules;
    private readonly ILogger _logger;
    private readonly CallDeadline? _deadline;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private Status _status;

    public HttpCall(HttpContext http, CallRules rules, ILogger logger)
    {
        Http = http;
        _rules = rules;
        _logger = logger;
        http.Response.ContentType = WireNames.ContentType;
        http.Features.Get<IHttpActivityFeature>()?.Activity?.AddTag("grpc.method", http.Request.Path.Value);
        if (rules.PrefersGzip && WireNames.Lists(http.Request.Headers[WireNames.AcceptEncoding], WireNames.Gzip)) UseGzip();
        if (TimeoutText.Parse(http.Request.Headers[WireNames.Timeout]) is { Ticks: > 0 } timeout) _deadline = new CallDeadline(this, timeout);
    }

    public HttpContext Http { get; }

    protected override string MethodCore => Http.Request.Path.Value!;

    protected override string HostCore => Http.Request.Host.Value ?? "";

    protected override string PeerCore => Http.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { AddressFamily: AddressFamily.InterNetworkV6 } address => $"ipv6:[{address}]:{Http.Connection.RemotePort}",
        var address => $"ipv4:{address}:{Http.Connection.RemotePort}",
    };

    protected override DateTime DeadlineCore => _deadline?.At ?? DateTime.MaxValue;

    protected override Metadata RequestHeadersCore => _requestHeaders ??= HeaderText.Read(Http.Request.Headers);

    protected override CancellationToken CancellationTokenCore => _deadline?.Token ?? Http.RequestAborted;

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override Status StatusCore
    {
        get => _status;
        set => _status = value;
    }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    // Client certificates are the business of the TLS door, which hands on an identity and not a certificate.
    protected override AuthContext AuthContextCore => Unauthenticated;

    protected override IDictionary<object, object> UserStateCore => Http.Items!;

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotImplementedException("Pass Deadline and CancellationToken on in the options of the inner call.");
}
