using System.Net;

namespace Grpc.Net.Client;

/// <summary>The body of a request that is many messages: it lends out its stream and stays open until there are no more.</summary>
internal sealed class StreamedRequest : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Completed inline, so that END_STREAM is on its way when CompleteAsync returns.
    private readonly TaskCompletionSource _complete = new();

    public StreamedRequest(ClientCall call)
    {
        Headers.ContentType = SingleRequest<object>.GrpcContentType;
        _ = EndWithAsync(call);
    }

    /// <summary>The stream, once the connection has one for us.</summary>
    public Task<Stream> OpenedAsync() => _opened.Task;

    public void Complete() => _complete.TrySetResult();

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        // The server learns of the call now, and not only with its first message.
        await stream.FlushAsync().ConfigureAwait(false);
        _opened.TrySetResult(stream);
        await _complete.Task.ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = -1;
        return false;
    }

    private async Task EndWithAsync(ClientCall call)
    {
        await call.Ended.ConfigureAwait(false);
        _opened.TrySetCanceled(CancellationToken.None);
        _complete.TrySetCanceled(CancellationToken.None);
    }
}
