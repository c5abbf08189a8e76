using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Grpc.AspNetCore.Server;

internal sealed partial class HttpCall
{
    // CANCEL of HTTP/2, which every gRPC client reads as a call that is over.
    private const int ResetCancel = 8;

    private int _endedBy;

    /// <summary>Who ends the response. Handler and deadline may both try; the first wins and the other writes nothing.</summary>
    public enum Ender
    {
        Nobody,
        Handler,
        Deadline,
    }

    public bool IsEndedByDeadline => Volatile.Read(ref _endedBy) == (int)Ender.Deadline;

    // Looked at first: after its end the request may already serve another call.
    public bool IsOver => Volatile.Read(ref _endedBy) != (int)Ender.Nobody || Http.RequestAborted.IsCancellationRequested;

    public bool TryEndBy(Ender ender)
    {
        var before = Interlocked.CompareExchange(ref _endedBy, (int)ender, (int)Ender.Nobody);
        return before == (int)Ender.Nobody || before == (int)ender;
    }

    /// <summary>A turn to write into the response; the deadline waits for it so that the two never mix.</summary>
    public async ValueTask<CallDeadline.Turn> EnterWriteAsync()
    {
        var turn = _deadline is null ? default : await _deadline.EnterAsync();
        if (!IsOver) return turn;
        turn.Dispose();
        throw new CallOverException("Can't write the message because the request is complete.");
    }

    /// <summary>The handler has returned: its status follows its messages.</summary>
    public async Task EndAsync()
    {
        if (TryEndBy(Ender.Handler)) WriteStatus();
        await DisposeAsync();
    }

    /// <summary>The handler has thrown: the client learns as much as it may know.</summary>
    public async Task FailAsync(Exception failure)
    {
        var status = StatusOf(failure);
        if (TryEndBy(Ender.Handler))
        {
            _status = status;
            WriteStatus();
        }

        await DisposeAsync();
    }

    /// <summary>The deadline has passed: the client gets its answer now, whatever the handler does.</summary>
    public async Task EndAtDeadlineAsync(bool isWriteStuck)
    {
        ServerLog.DeadlineExceeded(_logger, MethodCore);
        _status = new Status(StatusCode.DeadlineExceeded, "Deadline Exceeded");
        if (!isWriteStuck)
        {
            WriteStatus(withTrailers: false);
            await Http.Response.CompleteAsync();
        }

        Abort();
    }

    /// <summary>Resets the stream, which also wakes a handler that reads from it.</summary>
    public void Abort()
    {
        if (Http.Features.Get<IHttpResetFeature>() is { } reset) reset.Reset(ResetCancel);
        else Http.Abort();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Features.Get<IHttpActivityFeature>()?.Activity?.AddTag("grpc.status_code", StatusText.Format(_status.StatusCode));
        if (_deadline is not null) await _deadline.DisposeAsync();
    }

    private void WriteStatus(bool withTrailers = true)
    {
        // Before the first byte the status can still be a header, and the whole response is one frame.
        var response = Http.Response;
        var destination = response.HasStarted ? Http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers : response.Headers;
        if (destination is null) return;

        // Taken away first: should one of them be refused as a header, the failure is still answered without them.
        if (withTrailers && Interlocked.Exchange(ref _responseTrailers, null) is { } trailers)
        {
            foreach (var entry in trailers) HeaderText.Append(destination, entry);
        }

        destination[WireNames.Status] = StatusText.Format(_status.StatusCode);
        if (_status.Detail.Length > 0) destination[WireNames.Message] = PercentText.Encode(_status.Detail);
    }

    private Status StatusOf(Exception failure)
    {
        switch (failure)
        {
            case RpcException answer:
                ServerLog.Refused(_logger, MethodCore, answer.StatusCode, answer.Status.Detail, answer.Status.DebugException);
                foreach (var entry in answer.Trailers) ResponseTrailersCore.Add(entry);
                return answer.Status;

            // After a reset reads may fail before the token is set: the client has left, the handler has not failed.
            case CallOverException or ClientLeftException:
            case OperationCanceledException or IOException when CancellationTokenCore.IsCancellationRequested:
                ServerLog.Cancelled(_logger, MethodCore, failure);
                return new Status(StatusCode.Cancelled, "", failure);

            default:
                ServerLog.HandlerFailed(_logger, MethodCore, failure);
                var detail = _rules.DetailedErrors ? $" {failure.GetType().Name}: {failure.Message}" : "";
                return new Status(StatusCode.Unknown, "Exception was thrown by handler." + detail, failure);
        }
    }
}

/// <summary>A handler wrote after its call had ended.</summary>
internal sealed class CallOverException(string message) : InvalidOperationException(message);

/// <summary>The request broke off while a handler read it.</summary>
internal sealed class ClientLeftException(Exception inner) : IOException("The client reset the request stream.", inner);
