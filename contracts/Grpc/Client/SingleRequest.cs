using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>The body of a request that is one message.</summary>
internal sealed class SingleRequest<TRequest> : HttpContent where TRequest : class
{
    public static readonly MediaTypeHeaderValue GrpcContentType = new(WireNames.ContentType);

    private readonly TRequest _message;
    private readonly Marshaller<TRequest> _marshaller;
    private readonly ClientCall _call;

    public SingleRequest(TRequest message, Marshaller<TRequest> marshaller, ClientCall call)
    {
        _message = message;
        _marshaller = marshaller;
        _call = call;
        Headers.ContentType = GrpcContentType;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var buffer = new PooledBuffer();
        using var writer = new MessageWriter<TRequest>(buffer, _marshaller.ContextualSerializer, _call.SendLimit, _call.Compression);
        writer.Write(_message, plain: _call.Options.WriteOptions is { IsPlain: true });
        await stream.WriteAsync(buffer.Memory, cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }
}
