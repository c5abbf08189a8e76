using Grpc.Core;
using SocialEnzyme.Hub.Chaos.Support;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;

namespace SocialEnzyme.Hub.Chaos.Subscribers;

/// <summary>An open stream that is opened again at the last event whenever it breaks, and acknowledges what it has.</summary>
internal sealed class StreamReader(Seat seat, Tally tally)
{
    private const int Credits = 200;
    private string _cursor = "";

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stop);
            }
            catch (Exception error) when (error is RpcException or HttpRequestException or IOException or OperationCanceledException)
            {
                // Whatever broke it: the cursor says where to go on.
            }
            if (stop.IsCancellationRequested) return;
            tally.Add("streams opened again");
            await Task.Delay(200, CancellationToken.None);
        }
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        using var call = new OpportunitiesService.OpportunitiesServiceClient(seat.Owner.Door.Invoker).Subscribe(seat.Owner.Door.Headers(), cancellationToken: stop);
        await call.RequestStream.WriteAsync(new SubscribeRequest { Start = new() { SubscriptionId = seat.Id, Cursor = _cursor, Credits = Credits } }, stop);
        var used = 0;
        await foreach (var message in call.ResponseStream.ReadAllAsync(stop))
        {
            if (message.Event is not { } streamed) continue;
            seat.Mailbox.Add(Heard.From(streamed));
            _cursor = streamed.Cursor;
            if (++used < Credits / 2) continue;
            await call.RequestStream.WriteAsync(new SubscribeRequest { Acknowledgement = new() { Cursor = _cursor } }, stop);
            await call.RequestStream.WriteAsync(new SubscribeRequest { Credits = new() { Credits = used } }, stop);
            used = 0;
        }
    }
}
