using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>One call under way: it ends once, by the server's status, a failure, the deadline or a cancellation, whichever is first.</summary>
internal abstract partial class ClientCall : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly IMethod _method;
    private readonly CancellationTokenSource _cancelling = new();
    private readonly CancellationTokenRegistration _byCaller;
    private readonly ITimer? _deadline;
    private HttpResponseMessage? _response;
    private TaskCompletionSource? _ended;
    private Outcome? _outcome;

    protected ClientCall(GrpcChannel channel, IMethod method, string? host, CallOptions options)
    {
        _channel = channel;
        _method = method;
        Host = host;
        Options = options;
        Token = _cancelling.Token;
        if (options.Deadline is { } at && at != DateTime.MaxValue)
        {
            if (at.Kind != DateTimeKind.Utc && at != DateTime.MinValue)
                throw new InvalidOperationException("A deadline must be in UTC: use DateTime.UtcNow and what is derived from it.");
            _deadline = TimeProvider.System.CreateTimer(state => ((ClientCall)state!).OnDeadline(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        channel.Enter(this);
        if (_deadline is not null) OnDeadline();
        _byCaller = options.CancellationToken.UnsafeRegister(
            state => ((ClientCall)state!).Cancel(new Status(StatusCode.Cancelled, "Call canceled by the client.")), this);
        if (HasEnded) _byCaller.Unregister();
    }

    public CallOptions Options { get; }

    /// <summary>Cancelled when the call ends before its response does.</summary>
    public CancellationToken Token { get; }

    /// <summary>Completes when the call has ended, however it did.</summary>
    public Task Ended
    {
        get
        {
            // Only calls with a request stream ask, so the others go without.
            var ended = Volatile.Read(ref _ended)
                ?? Interlocked.CompareExchange(ref _ended, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null)
                ?? _ended;
            if (HasEnded) ended.TrySetResult();
            return ended.Task;
        }
    }

    public bool HasEnded => _outcome is not null;

    public Status FinalStatus => Volatile.Read(ref _outcome)?.Status
        ?? throw new InvalidOperationException("Unable to get the status because the call is not complete.");

    public Metadata FinalTrailers => Volatile.Read(ref _outcome)?.Trailers
        ?? throw new InvalidOperationException("Can't get the call trailers because the call has not completed successfully.");

    protected string? Host { get; }

    /// <summary>Ends the call from this side and resets its stream.</summary>
    public void Cancel(Status status)
    {
        if (!TryEnd(new Outcome(status, null))) return;
        _cancelling.Cancel();
        Volatile.Read(ref _response)?.Dispose();
    }

    public void Dispose() => Cancel(new Status(StatusCode.Cancelled, "gRPC call disposed."));

    /// <summary>Ends the call with what the server said in these headers.</summary>
    protected void Finish(Status status, HttpHeaders trailers)
    {
        if (!TryEnd(new Outcome(status, trailers))) return;

        // An early answer leaves a request stream open; disposing the response resets it.
        Volatile.Read(ref _response)?.Dispose();
    }

    /// <summary>Ends the call because of this failure, unless it has ended already; the result is what its caller shall see.</summary>
    public Exception Fail(Exception failure, string summary)
    {
        var status = Failures.StatusOf(failure, summary);

        // The server may notice the deadline first and reset the stream before our timer fires.
        if (status.StatusCode == StatusCode.Cancelled && Options.Deadline <= TimeProvider.System.GetUtcNow().UtcDateTime)
            status = new Status(StatusCode.DeadlineExceeded, status.Detail, failure);
        Cancel(status);
        return FinalException();
    }

    /// <summary>Why a message could not be sent. Where the server has ended the call, its status says more than the broken write.</summary>
    public async Task<Exception> WriteFailureAsync(Exception failure)
    {
        if (_method.Type == MethodType.ClientStreaming) await Ended.ConfigureAwait(false);
        return HasEnded ? FinalException() : new RpcException(Failures.StatusOf(failure, "Error writing message."));
    }

    /// <summary>The end of the call as an exception.</summary>
    public Exception FinalException()
    {
        var status = FinalStatus;

        // Our timer and the server's race to the deadline; which of them wins must not show.
        var isGivenUp = status.StatusCode == StatusCode.DeadlineExceeded
            || (status.StatusCode == StatusCode.Cancelled && Token.IsCancellationRequested);
        if (!isGivenUp || !_channel.Options.ThrowOperationCanceledOnCancellation) return new RpcException(status, FinalTrailers);
        var token = Options.CancellationToken.IsCancellationRequested ? Options.CancellationToken : Token;
        return new OperationCanceledException(status.Detail, status.DebugException, token);
    }

    private bool TryEnd(Outcome outcome)
    {
        if (Interlocked.CompareExchange(ref _outcome, outcome, null) is not null) return false;
        _deadline?.Dispose();
        _byCaller.Unregister();
        _channel.Leave(this);
        Volatile.Read(ref _ended)?.TrySetResult();
        return true;
    }

    // A deadline later than the longest timer takes several turns.
    private void OnDeadline()
    {
        var left = Options.Deadline!.Value - TimeProvider.System.GetUtcNow().UtcDateTime;
        if (left <= TimeSpan.Zero) Cancel(new Status(StatusCode.DeadlineExceeded, ""));
        else if (!HasEnded) _deadline!.Change(left < CallLimits.LongestTimer ? left : CallLimits.LongestTimer, Timeout.InfiniteTimeSpan);
    }

    private sealed class Outcome(Status status, HttpHeaders? trailers)
    {
        public Status Status { get; } = status;

        public Metadata Trailers => field ??= trailers is null ? [] : ResponseText.Read(trailers);
    }
}
