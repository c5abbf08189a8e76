namespace Grpc.Core;

/// <summary>What the four kinds of client call have in common: headers, status, trailers and an end.</summary>
internal readonly struct CallState
{
    private readonly object? _state;
    private readonly object _headers;
    private readonly Func<object?, Status> _status;
    private readonly Func<object?, Metadata> _trailers;
    private readonly Action<object?> _dispose;

    public CallState(Task<Metadata> headers, Func<Status> status, Func<Metadata> trailers, Action dispose)
    {
        _headers = headers;
        _status = _ => status();
        _trailers = _ => trailers();
        _dispose = _ => dispose();
    }

    public CallState(
        Func<object, Task<Metadata>> headers, Func<object, Status> status, Func<object, Metadata> trailers, Action<object> dispose, object state)
    {
        // One state object and static lambdas: a call costs no closures.
        _state = state;
        _headers = headers;
        _status = status!;
        _trailers = trailers!;
        _dispose = dispose!;
    }

    public Task<Metadata> Headers => _headers as Task<Metadata> ?? ((Func<object, Task<Metadata>>)_headers)(_state!);

    public Status Status => _status(_state);

    public Metadata Trailers => _trailers(_state);

    public void Dispose() => _dispose(_state);
}
