using Grpc.Core;
using Grpc.Wire;

namespace Grpc.AspNetCore.Server;

/// <summary>The requests of a client-streaming or duplex call, as its handler reads them.</summary>
internal sealed class RequestStream<TRequest>(HttpCall call, MessageReader<TRequest> reader) : IAsyncStreamReader<TRequest>
    where TRequest : class
{
    private static readonly Task<bool> True = Task.FromResult(true);
    private static readonly Task<bool> False = Task.FromResult(false);

    private bool _hasEnded;

    public TRequest Current { get; private set; } = null!;

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return Task.FromCanceled<bool>(cancellationToken);
        if (_hasEnded) return False;
        if (call.IsOver) return Task.FromException<bool>(new CallOverException("Can't read messages after the request is complete."));
        Current = null!;
        var reading = reader.ReadAsync(cancellationToken);
        if (!reading.IsCompletedSuccessfully) return AwaitAsync(reading);
        return Take(reading.Result) ? True : False;
    }

    private async Task<bool> AwaitAsync(ValueTask<(bool Found, TRequest? Message)> reading)
    {
        try
        {
            return Take(await reading);
        }
        catch (IOException broken)
        {
            throw new ClientLeftException(broken);
        }
    }

    private bool Take((bool Found, TRequest? Message) read)
    {
        _hasEnded = !read.Found;
        Current = read.Message!;
        return read.Found;
    }
}
