using Grpc.Core;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Channels.Streams;

/// <summary>Opens a stream: whose it is, and where it starts. What flows afterwards is the <see cref="SubscriberStream"/>'s.</summary>
internal sealed class SubscribeHandler(
    NpgsqlDataSource db, DeliveryReader reader, Wakeups wakeups, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    public const int MaxCredits = 10_000;

    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(15);

    public async Task HandleAsync(
        Caller caller, IAsyncStreamReader<SubscribeRequest> requests, IServerStreamWriter<SubscribeResponse> responses, ServerCallContext context)
    {
        var start = await FirstAsync(requests, context);
        var id = OpportunitiesProto.Id(start.SubscriptionId).OrThrow(context);
        var after = (await AfterAsync(caller, id, start, context.CancellationToken)).OrThrow(context);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        await using var stream = new SubscriberStream(id, after, start.Credits, db, reader, wakeups, clock, new GrpcWriter(responses));
        var outcome = await stream.RunAsync(requests, ending.Token);
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            throw Stopping.ToRpc(context.RequestHeaders.GetValue("accept-language"));
        }
        if (outcome is { } rejection)
        {
            throw rejection.ToRpc(context.RequestHeaders.GetValue("accept-language"));
        }
    }

    private async Task<SubscribeStart> FirstAsync(IAsyncStreamReader<SubscribeRequest> requests, ServerCallContext context)
    {
        var first = requests.MoveNext(context.CancellationToken);
        try
        {
            if (await first.WaitAsync(StartWithin, clock, context.CancellationToken) && requests.Current.Start is { } start)
            {
                return start;
            }
        }
        catch (TimeoutException)
        {
            // Answered below: who opens a stream and says nothing gets none.
        }
        throw Rejections.Invalid("#/start", "Send start som den første besked.", "Send start as the first message.")
            .ToRpc(context.RequestHeaders.GetValue("accept-language"));
    }

    private async Task<Outcome<long>> AfterAsync(Caller caller, Guid id, SubscribeStart start, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.SubscriptionsManage) is { } missing)
        {
            return missing;
        }
        if (await SubscriptionStore.FindAsync(db, id, caller.ParticipantId, ct) is not { } subscription)
        {
            return Rejections.NotFound("subscription", id);
        }
        if (start.Credits is < 1 or > MaxCredits)
        {
            return Rejections.Invalid("#/start/credits", "Skriv 1 til 10.000.", "Write 1 to 10,000.");
        }
        if (start.Cursor.Length == 0)
        {
            return subscription.AcknowledgedSequence;
        }
        return Cursor.TryRead(start.Cursor, id, out var sequence) && sequence <= subscription.LastSequence
            ? sequence
            : Cursor.Foreign("#/start/cursor");
    }

    private static readonly Rejection Stopping = new(ProblemCode.Unavailable, new(
        "Hubben genstarter; forbind igen med din markør.", "The hub restarts; connect again with your cursor."));
}
