using Grpc.Wire;

namespace Grpc.AspNetCore.Server;

/// <summary>Ends a call's response at its deadline, also while the handler ignores its token.</summary>
internal sealed class CallDeadline : IAsyncDisposable
{
    // A write still under way this long after the deadline is held back by a client that does not read.
    private static readonly TimeSpan WriteGrace = TimeSpan.FromSeconds(1);

    private readonly HttpCall _call;
    private readonly CancellationTokenSource _source;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;

    public CallDeadline(HttpCall call, TimeSpan timeout)
    {
        _call = call;
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        At = DateTime.MaxValue - now > timeout ? now + timeout : DateTime.MaxValue;
        _source = CancellationTokenSource.CreateLinkedTokenSource(call.Http.RequestAborted);
        Token = _source.Token;
        using (ExecutionContext.IsFlowSuppressed() ? default(IDisposable) : ExecutionContext.SuppressFlow())
        {
            _timer = TimeProvider.System.CreateTimer(state => _ = ((CallDeadline)state!).OnTimerAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Arm(timeout);
    }

    public DateTime At { get; }

    public CancellationToken Token { get; }

    public async ValueTask<Turn> EnterAsync()
    {
        await _writing.WaitAsync();
        return new Turn(_writing);
    }

    /// <summary>The handler is done; if the deadline was first, its ending is waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_call.IsEndedByDeadline) await _done.Task;
        await _timer.DisposeAsync();
        _source.Dispose();
    }

    // A deadline later than the longest timer takes several turns.
    private void Arm(TimeSpan left) => _timer.Change(left < CallLimits.LongestTimer ? left : CallLimits.LongestTimer, Timeout.InfiniteTimeSpan);

    private async Task OnTimerAsync()
    {
        var left = At - TimeProvider.System.GetUtcNow().UtcDateTime;
        if (left > TimeSpan.Zero)
        {
            Arm(left);
            return;
        }

        if (!_call.TryEndBy(HttpCall.Ender.Deadline)) return;
        try
        {
            var entered = await _writing.WaitAsync(WriteGrace);
            try
            {
                await _call.EndAtDeadlineAsync(isWriteStuck: !entered);
            }
            finally
            {
                if (entered) _writing.Release();
            }

            await _source.CancelAsync();
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The connection went away under the answer; nobody is left to read it.
        }
        finally
        {
            _done.SetResult();
        }
    }

    /// <summary>The right to write, given back when disposed.</summary>
    public readonly struct Turn(SemaphoreSlim writing) : IDisposable
    {
        public void Dispose() => writing?.Release();
    }
}
