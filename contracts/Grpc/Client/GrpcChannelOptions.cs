using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>How a channel reaches its server.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>The largest message that may be sent; null for no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>The largest message that may be received, also after decompression; null for no limit.</summary>
    public int? MaxReceiveMessageSize { get; set; } = WireNames.DefaultReceiveLimit;

    /// <summary>Sends the requests, instead of a handler made by the channel.</summary>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Sends the requests, instead of a handler made by the channel.</summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>Whether disposing the channel disposes <see cref="HttpClient"/> or <see cref="HttpHandler"/>.</summary>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Whether a cancelled or overdue call throws <see cref="OperationCanceledException"/> instead of an RpcException.</summary>
    public bool ThrowOperationCanceledOnCancellation { get; set; }
}
