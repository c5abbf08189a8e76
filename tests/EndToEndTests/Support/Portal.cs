using System.Diagnostics;
using Grpc.Core;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>A company's portal: reads the stream, remembers the cursor of the last event it dealt with, and comes back with it.</summary>
internal sealed class Portal : IAsyncDisposable
{
    private const int Credits = 100;

    private readonly CancellationTokenSource _stop = new();
    private readonly Subscription _subscription;
    private readonly GrpcDoor _door;
    private readonly bool _acknowledges;
    private readonly Lock _gate = new();
    private readonly List<Delivered> _events = [];
    private readonly List<long> _heartbeats = [];

    private Portal(Subscription subscription, Uri door, string cursor, bool acknowledges)
    {
        (_subscription, Cursor, _acknowledges) = (subscription, cursor, acknowledges);
        _door = new GrpcDoor(door, subscription.Owner.Key);
        Ended = FollowAsync();
    }

    /// <summary>Everything that came, in the order in which it came.</summary>
    public IReadOnlyList<Delivered> Events
    {
        get { lock (_gate) return [.. _events]; }
    }

    /// <summary>When heartbeats came, as time stamps.</summary>
    public IReadOnlyList<long> Heartbeats
    {
        get { lock (_gate) return [.. _heartbeats]; }
    }

    /// <summary>The cursor of the last event.</summary>
    public string Cursor { get; private set; }

    /// <summary>How often a stream was opened.</summary>
    public int Opened { get; private set; }

    /// <summary>Completes when the hub refuses to go on, with its status; or when this portal is closed.</summary>
    public Task<Status?> Ended { get; }

    /// <param name="cursor">Empty: after what was acknowledged.</param>
    public static Portal Open(Subscription subscription, Uri door, string cursor = "", bool acknowledges = true) =>
        new(subscription, door, cursor, acknowledges);

    /// <summary>
    /// The way to the hub, or a part of the hub, was away: it says so itself, or the call was cut. What the hub has decided carries a
    /// problem's code.
    /// </summary>
    public static bool IsUnanswered(RpcException error) => error.Trailers.GetValue("problem-code") is null or "unavailable";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Ended;
        _door.Dispose();
        _stop.Dispose();
    }

    private async Task<Status?> FollowAsync()
    {
        while (true)
        {
            try
            {
                await ReadAsync();
            }
            catch (Exception error) when (_stop.IsCancellationRequested && error is RpcException or OperationCanceledException) { return null; }
            catch (RpcException error) when (!IsUnanswered(error)) { return error.Status; }
            catch (Exception error) when (error is RpcException or HttpRequestException or IOException) { /* comes back below */ }
            if (_stop.IsCancellationRequested) return null;
            await Task.Delay(100);
        }
    }

    private async Task ReadAsync()
    {
        Opened++;
        using var call = new OpportunitiesService.OpportunitiesServiceClient(_door.Invoker).Subscribe(_door.Headers(), cancellationToken: _stop.Token);
        await call.RequestStream.WriteAsync(new SubscribeRequest { Start = new() { SubscriptionId = _subscription.Id, Cursor = Cursor, Credits = Credits } }, _stop.Token);
        var used = 0;
        await foreach (var message in call.ResponseStream.ReadAllAsync(_stop.Token))
        {
            if (message.Event is not { } streamed)
            {
                lock (_gate) _heartbeats.Add(Stopwatch.GetTimestamp());
                continue;
            }
            lock (_gate) _events.Add(Delivered.From(streamed));
            Cursor = streamed.Cursor;
            if (_acknowledges)
                await call.RequestStream.WriteAsync(new SubscribeRequest { Acknowledgement = new() { Cursor = Cursor } }, _stop.Token);
            if (++used < Credits / 2) continue;
            await call.RequestStream.WriteAsync(new SubscribeRequest { Credits = new() { Credits = used } }, _stop.Token);
            used = 0;
        }
    }
}
