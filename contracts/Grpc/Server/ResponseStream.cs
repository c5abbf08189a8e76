using Grpc.Core;
using Grpc.Wire;

namespace Grpc.AspNetCore.Server;

/// <summary>The responses of a server-streaming or duplex call, as its handler writes them.</summary>
internal sealed class ResponseStream<TResponse>(HttpCall call, Marshaller<TResponse> marshaller) : IServerStreamWriter<TResponse>, IDisposable
    where TResponse : class
{
    private MessageWriter<TResponse>? _writer;
    private int _isWriting;
    private volatile bool _isOver;

    public WriteOptions? WriteOptions
    {
        get => call.WriteOptions;
        set => call.WriteOptions = value;
    }

    public Task WriteAsync(TResponse message) => WriteAsync(message, CancellationToken.None);

    public async Task WriteAsync(TResponse message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        cancellationToken.ThrowIfCancellationRequested();
        if (_isOver) throw new CallOverException("Can't write the message because the request is complete.");
        if (Interlocked.Exchange(ref _isWriting, 1) == 1)
            throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
        try
        {
            // A half-written stream cannot be taken back, so cancelling a write ends the call.
            using var cancelling = cancellationToken.UnsafeRegister(state => ((HttpCall)state!).Abort(), call);
            using var turn = await call.EnterWriteAsync();
            await call.StartResponseAsync();
            (_writer ??= call.Writer(marshaller)).Write(message, plain: WriteOptions is { IsPlain: true });
            if (WriteOptions is not { MayWait: true }) await call.Http.Response.BodyWriter.FlushAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
        }
        finally
        {
            Volatile.Write(ref _isWriting, 0);
        }
    }

    /// <summary>The handler has returned; a write from a task it left behind is refused.</summary>
    public void Dispose()
    {
        _isOver = true;
        if (Volatile.Read(ref _isWriting) == 0) _writer?.Dispose();
    }
}
