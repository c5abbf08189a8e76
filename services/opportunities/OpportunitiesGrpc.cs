using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.Opportunities.Channels.Feed;
using SocialEnzyme.Hub.Opportunities.Channels.Streams;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Reach;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities;

/// <summary>The gRPC door: the same handlers as REST, and the stream.</summary>
internal sealed class OpportunitiesGrpc(
    CreateSubscriptionHandler create,
    ReadSubscriptionsHandler read,
    UpdateSubscriptionHandler update,
    DeleteSubscriptionHandler delete,
    ReadFeedHandler feed,
    SubscribeHandler subscribe,
    CountReachHandler reach,
    RetainedEvents retained) : OpportunitiesService.OpportunitiesServiceBase
{
    public override async Task<CreateSubscriptionResponse> CreateSubscription(CreateSubscriptionRequest request, ServerCallContext context)
    {
        var command = new CreateSubscription(
            request.Name, FilterProto.Read(request.Filter), OpportunitiesProto.Read(request.Channel), OpportunitiesProto.NullIfEmpty(request.Url),
            OpportunitiesProto.ReadTopics(request.Topics));
        var made = (await create.HandleAsync(Caller(context), command, context.CancellationToken)).OrThrow(context);
        return new() { Subscription = OpportunitiesProto.Write(made), Secret = made.Secret ?? "" };
    }

    public override async Task<GetSubscriptionResponse> GetSubscription(GetSubscriptionRequest request, ServerCallContext context)
    {
        var found = (await read.GetAsync(Caller(context), Id(request.Id, context), context.CancellationToken)).OrThrow(context);
        return new() { Subscription = OpportunitiesProto.Write(found) };
    }

    public override async Task<ListSubscriptionsResponse> ListSubscriptions(ListSubscriptionsRequest request, ServerCallContext context)
    {
        var page = (await read.ListAsync(Caller(context), request.Cursor, request.Limit, context.CancellationToken)).OrThrow(context);
        return new() { Subscriptions = { page.Items.Select(OpportunitiesProto.Write) }, NextCursor = page.Cursor ?? "" };
    }

    public override async Task<UpdateSubscriptionResponse> UpdateSubscription(UpdateSubscriptionRequest request, ServerCallContext context)
    {
        var command = OpportunitiesProto.Read(Id(request.Id, context), request).OrThrow(context);
        var changed = (await update.HandleAsync(Caller(context), command, context.CancellationToken)).OrThrow(context);
        return new() { Subscription = OpportunitiesProto.Write(changed), Secret = changed.Secret ?? "" };
    }

    public override async Task<DeleteSubscriptionResponse> DeleteSubscription(DeleteSubscriptionRequest request, ServerCallContext context)
    {
        (await delete.HandleAsync(Caller(context), Id(request.Id, context), context.CancellationToken)).OrThrow(context);
        return new();
    }

    public override async Task<ListSubscriptionEventsResponse> ListSubscriptionEvents(
        ListSubscriptionEventsRequest request, ServerCallContext context)
    {
        var page = (await feed.HandleAsync(
            Caller(context), Id(request.Id, context), request.After, request.Limit, context.CancellationToken)).OrThrow(context);
        return new() { Events = { page.Deliveries.Select(OpportunitiesProto.Write) }, Cursor = page.Cursor };
    }

    public override Task Subscribe(
        IAsyncStreamReader<SubscribeRequest> requestStream, IServerStreamWriter<SubscribeResponse> responseStream, ServerCallContext context) =>
        subscribe.HandleAsync(Caller(context), requestStream, responseStream, context);

    public override async Task<CountReachResponse> CountReach(CountReachRequest request, ServerCallContext context)
    {
        var counted = (await reach.HandleAsync(Caller(context), request.Need, context.CancellationToken)).OrThrow(context);
        return new() { Subscriptions = counted.Subscriptions, Offers = counted.Offers };
    }

    public override async Task<ListEventsResponse> ListEvents(ListEventsRequest request, ServerCallContext context)
    {
        var (events, cursor) = (await retained.AskAsync(Caller(context), request.After, request.Limit, context.CancellationToken)).OrThrow(context);
        return new() { Events = { events.Select(OpportunitiesProto.Write) }, Cursor = cursor };
    }

    private static Caller Caller(ServerCallContext context) => context.GetHttpContext().Caller();

    private static Guid Id(string text, ServerCallContext context) => OpportunitiesProto.Id(text).OrThrow(context);
}
