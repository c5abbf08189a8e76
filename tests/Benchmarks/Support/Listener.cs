using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;

namespace SocialEnzyme.Hub.Benchmarks.Support;

/// <summary>An open gRPC stream that notes when each event came.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private const int Credits = 10_000;
    private const int AcknowledgeEach = 500;

    private readonly CancellationTokenSource _stop = new();
    private readonly bool _isKeeping;
    private Task _reading = Task.CompletedTask;
    private int _count;

    private Listener(bool isKeeping) => _isKeeping = isKeeping;

    /// <summary>When the event of a need came, by the need's id.</summary>
    public ConcurrentDictionary<string, long> Arrivals { get; } = new();

    public int Count => Volatile.Read(ref _count);

    /// <param name="isKeeping">Whether the times are kept, or the events only counted and never acknowledged.</param>
    public static async Task<Listener> OpenAsync(Member member, string subscription, bool isKeeping = true)
    {
        var listener = new Listener(isKeeping);
        var call = member.Opportunities.Subscribe(member.Headers, cancellationToken: listener._stop.Token);
        await call.RequestStream.WriteAsync(new SubscribeRequest { Start = new SubscribeStart { SubscriptionId = subscription, Credits = Credits } });
        listener._reading = Task.Run(() => listener.ReadAsync(call));
        return listener;
    }

    /// <summary>Waits until that many events have come.</summary>
    public async Task UntilAsync(int count)
    {
        while (Count < count)
        {
            if (_reading.IsCompleted) await _reading;
            await Task.Delay(2);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _reading;
        }
        // Stopped by us.
        catch (Exception error) when (error is RpcException or OperationCanceledException)
        {
        }
        _stop.Dispose();
    }

    private async Task ReadAsync(AsyncDuplexStreamingCall<SubscribeRequest, SubscribeResponse> call)
    {
        using var _ = call;
        await foreach (var message in call.ResponseStream.ReadAllAsync(_stop.Token))
        {
            if (message.Event is not { } taken) continue;
            if (_isKeeping) Arrivals[taken.Subject["needs/".Length..]] = Stopwatch.GetTimestamp();
            var count = Interlocked.Increment(ref _count);
            if (count % AcknowledgeEach != 0) continue;
            if (_isKeeping) await call.RequestStream.WriteAsync(new SubscribeRequest { Acknowledgement = new SubscribeAcknowledgement { Cursor = taken.Cursor } });
            await call.RequestStream.WriteAsync(new SubscribeRequest { Credits = new SubscribeCredits { Credits = AcknowledgeEach } });
        }
    }
}
