using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>The requests of a client-streaming or duplex call.</summary>
internal sealed class RequestWriter<TRequest> : IClientStreamWriter<TRequest>, IDisposable where TRequest : class
{
    private readonly ClientCall _call;
    private readonly PooledBuffer _buffer = new();
    private readonly MessageWriter<TRequest> _writer;
    private bool _isComplete;
    private int _isWriting;

    public RequestWriter(ClientCall call, Marshaller<TRequest> marshaller)
    {
        _call = call;
        _writer = new MessageWriter<TRequest>(_buffer, marshaller.ContextualSerializer, call.SendLimit, call.Compression);
        WriteOptions = call.Options.WriteOptions;
        Content = new StreamedRequest(call);
    }

    public StreamedRequest Content { get; }

    public WriteOptions? WriteOptions { get; set; }

    public Task WriteAsync(TRequest message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TRequest message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_isComplete) throw new InvalidOperationException("Request stream has already been completed.");
        if (_call.HasEnded) throw _call.FinalException();
        if (Interlocked.Exchange(ref _isWriting, 1) == 1)
            throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
        try
        {
            using var cancelling = cancellationToken.UnsafeRegister(
                state => ((ClientCall)state!).Cancel(new Status(StatusCode.Cancelled, "Call canceled by the client.")), _call);
            _buffer.Clear();
            _writer.Write(message, plain: WriteOptions is { IsPlain: true });
            var stream = await Content.OpenedAsync().ConfigureAwait(false);
            await stream.WriteAsync(_buffer.Memory, _call.Token).ConfigureAwait(false);
            if (WriteOptions is not { MayWait: true }) await stream.FlushAsync(_call.Token).ConfigureAwait(false);
        }
        catch (RpcException)
        {
            // This message is refused on this side; the call can go on.
            throw;
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or ObjectDisposedException or HttpRequestException)
        {
            throw await _call.WriteFailureAsync(failure).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }

    public Task CompleteAsync()
    {
        if (Volatile.Read(ref _isWriting) == 1)
            return Task.FromException(new InvalidOperationException("Can't complete the client stream writer because the previous write is in progress."));
        _isComplete = true;
        Dispose();
        Content.Complete();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _buffer.Dispose();
    }
}
