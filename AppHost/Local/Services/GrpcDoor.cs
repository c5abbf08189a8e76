using Grpc.Core;
using Grpc.Net.Client;

namespace SocialEnzyme.Hub.AppHost.Services;

/// <summary>The hub's gRPC door, opened with one key.</summary>
public sealed class GrpcDoor : IDisposable
{
    readonly GrpcChannel _channel;
    readonly string _key;

    public GrpcDoor(Uri address, string key)
    {
        _key = key;
        // Only the publisher's own trace context may travel, not one of this program's.
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { ActivityHeadersPropagator = null, EnableMultipleHttp2Connections = true },
        });
    }

    public CallInvoker Invoker => _channel.CreateCallInvoker();

    /// <param name="traceParent">The publisher's own trace context, as W3C says it.</param>
    public Metadata Headers(string? traceParent = null)
    {
        var headers = new Metadata { { "authorization", "Bearer " + _key } };
        if (traceParent is not null) headers.Add("traceparent", traceParent);
        return headers;
    }

    public void Dispose() => _channel.Dispose();
}
