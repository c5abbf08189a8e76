using System.Text.Json.Nodes;
using Grpc.Core;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;

namespace SocialEnzyme.Hub.AppHost.Once;

/// <summary>A company's portal: an open gRPC stream that acknowledges each event after it was dealt with.</summary>
public sealed class StreamReceiver(GrpcDoor door, string subscription)
{
    const int Credits = 100;

    /// <summary>Hands on every event until it is stopped.</summary>
    public async Task ReadAsync(Func<Event, Task> take, CancellationToken ct)
    {
        var client = new OpportunitiesService.OpportunitiesServiceClient(door.Invoker);
        using var call = client.Subscribe(door.Headers(), cancellationToken: ct);
        await call.RequestStream.WriteAsync(new SubscribeRequest { Start = new SubscribeStart { SubscriptionId = subscription, Credits = Credits } }, ct);
        var used = 0;
        await foreach (var message in call.ResponseStream.ReadAllAsync(ct))
        {
            if (message.MessageCase != SubscribeResponse.MessageOneofCase.Event) continue;
            await take(message.Event);
            await call.RequestStream.WriteAsync(new SubscribeRequest { Acknowledgement = new SubscribeAcknowledgement { Cursor = message.Event.Cursor } }, ct);
            if (++used < Credits / 2) continue;
            await call.RequestStream.WriteAsync(new SubscribeRequest { Credits = new SubscribeCredits { Credits = used } }, ct);
            used = 0;
        }
    }

    /// <summary>Collects until it is stopped; a stream that breaks is a fault.</summary>
    public async Task CollectAsync(Received into, CancellationToken ct)
    {
        try
        {
            await ReadAsync(taken =>
            {
                into.Add(new ReceivedEvent(taken.Id, (string)JsonNode.Parse(taken.Data.ToStringUtf8())!["needId"]!, taken.Sequence));
                return Task.CompletedTask;
            }, ct);
            if (!ct.IsCancellationRequested) into.Blame("the stream was ended by the hub");
        }
        catch (Exception e) when (ct.IsCancellationRequested && e is RpcException or OperationCanceledException)
        {
            // Stopped by us.
        }
        catch (Exception e)
        {
            into.Blame($"the stream broke: {e.Message}");
        }
    }
}
