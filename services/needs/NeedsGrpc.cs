using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Imports;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Needs;

/// <summary>The gRPC door.</summary>
internal sealed partial class NeedsGrpc(
    PublishNeedHandler publish, ImportNeedsHandler import, GetNeedHandler get, ListNeedsHandler list, UpdateNeedHandler update,
    WithdrawNeedHandler withdraw, ReservePlacesHandler reserve, SettleReservationHandler settle, RetainedEvents retained) : NeedsService.NeedsServiceBase
{
    public override async Task<PublishNeedResponse> PublishNeed(PublishNeedRequest request, ServerCallContext context)
    {
        var caller = Caller(context);
        var content = NeedMessages.Read(request.Content);
        if (request.ValidateOnly)
        {
            return Answer((await publish.ValidateAsync(caller, content, request.Draft, context.CancellationToken)).OrThrow(context));
        }
        var key = request.IdempotencyKey.Length == 0 ? null
            : IdempotencyKey.ReadField(context.Method, caller, request.IdempotencyKey, request.ToByteArray()).OrThrow(context);
        return Answer((await publish.HandleAsync(caller, content, request.Draft, key, context.CancellationToken)).OrThrow(context));

        static PublishNeedResponse Answer(PublishedNeed answer)
        {
            var response = new PublishNeedResponse { Need = NeedMessages.Write(answer.Need), Warnings = { NeedMessages.Warnings(answer.Need) } };
            if (answer.Need is { WouldReachSubscriptions: { } subscriptions, WouldMeetOffers: { } offers })
            {
                (response.WouldReachSubscriptions, response.WouldMeetOffers) = (subscriptions, offers);
            }
            return response;
        }
    }

    public override async Task<PublishNeedsResponse> PublishNeeds(IAsyncStreamReader<PublishNeedsRequest> requestStream, ServerCallContext context)
    {
        var caller = Caller(context);
        if (Need.UnlessMayPublish(caller) is { } forbidden)
        {
            throw forbidden.ToRpc(Language(context));
        }
        var queue = ImportNeedsHandler.CreateQueue();
        var reading = StreamRows.ReadAsync(
            requestStream, queue.Writer, ImportNeedsHandler.Limits, message => NeedMessages.ReadRow(message.Need), context.CancellationToken);
        var response = new PublishNeedsResponse();
        await foreach (var result in import.RunAsync(caller, queue.Reader, context.CancellationToken))
        {
            NeedMessages.Add(response, result, Language(context));
        }
        await reading;
        return response;
    }

    public override async Task<GetNeedResponse> GetNeed(GetNeedRequest request, ServerCallContext context) => new()
    {
        Need = NeedMessages.Write((await get.HandleAsync(Caller(context), Id(request.Id, context), context.CancellationToken)).OrThrow(context)),
    };

    public override async Task<ListNeedsResponse> ListNeeds(ListNeedsRequest request, ServerCallContext context)
    {
        var page = (await list.HandleAsync(Caller(context), NeedMessages.Read(request), context.CancellationToken)).OrThrow(context);
        var response = new ListNeedsResponse { NextCursor = page.Next?.ToString() ?? "" };
        response.Needs.AddRange(page.Items.Select(found => NeedMessages.Write(NeedView.Of(found.Need, Guid.Empty, found.Distance))));
        return response;
    }

    public override async Task<UpdateNeedResponse> UpdateNeed(UpdateNeedRequest request, ServerCallContext context)
    {
        if (request.Version == 0)
        {
            throw Rejections.VersionRequiredInMessage.ToRpc(Language(context));
        }
        var outcome = await update.HandleAsync(
            Caller(context), Id(request.Id, context), new VersionMatch([request.Version]), content => NeedMessages.Revise(content, request), context.CancellationToken);
        var need = outcome.OrThrow(context);
        return new UpdateNeedResponse { Need = NeedMessages.Write(need), Warnings = { NeedMessages.Warnings(need) } };
    }

    public override async Task<WithdrawNeedResponse> WithdrawNeed(WithdrawNeedRequest request, ServerCallContext context)
    {
        var version = request.Version == 0 ? VersionMatch.Any : new VersionMatch([request.Version]);
        var outcome = await withdraw.HandleAsync(Caller(context), Id(request.Id, context), request.Reason, version, context.CancellationToken);
        return new WithdrawNeedResponse { Need = NeedMessages.Write(outcome.OrThrow(context)) };
    }

    public override async Task<ListEventsResponse> ListEvents(ListEventsRequest request, ServerCallContext context)
    {
        var (events, cursor) = (await retained.AskAsync(Caller(context), request.After, request.Limit, context.CancellationToken)).OrThrow(context);
        var response = new ListEventsResponse { Cursor = cursor };
        response.Events.AddRange(events.Select(item => new RetainedEvent
        {
            Id = item.Id.ToString(),
            Type = item.Type,
            Body = item.Body,
            RecordedAt = item.RecordedAt.ToTimestamp(),
        }));
        return response;
    }

    private static Caller Caller(ServerCallContext context) => context.GetHttpContext().Caller();

    private static string? Language(ServerCallContext context) => context.RequestHeaders.GetValue("accept-language");

    private static Guid Id(string text, ServerCallContext context) => Guid.TryParse(text, out var id) ? id : throw Rejections
        .Invalid("#/id", "Skriv behovets id, et UUID.", "Write the id of the need, a UUID.").ToRpc(Language(context));
}
