using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>The responses of a server-streaming or duplex call.</summary>
internal sealed class ResponseReader<TRequest, TResponse>(ClientCall<TRequest, TResponse> call) : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private int _isReading;

    public TResponse Current { get; private set; } = null!;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isReading, 1) == 1)
            throw new InvalidOperationException("Can't read the next message because the previous read is still in progress.");
        try
        {
            using var cancelling = cancellationToken.UnsafeRegister(
                state => ((ClientCall)state!).Cancel(new Status(StatusCode.Cancelled, "Call canceled by the client.")), call);
            Current = null!;
            var (found, message) = await call.ReadAsync().ConfigureAwait(false);
            Current = message!;
            return found;
        }
        finally
        {
            Volatile.Write(ref _isReading, 0);
        }
    }
}
