using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Offers.V1;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Offers;

/// <summary>The gRPC door.</summary>
internal sealed class OffersGrpc(
    PublishOfferHandler publish, GetOfferHandler get, ListOffersHandler list, UpdateOfferHandler update, WithdrawOfferHandler withdraw, PauseOfferHandler pause,
    GetBalanceHandler balance, ReserveContributionHandler reserve, SettleReservationHandler settle, RetainedEvents retained) : OffersService.OffersServiceBase
{
    public override async Task<PublishOfferResponse> PublishOffer(PublishOfferRequest request, ServerCallContext context)
    {
        var caller = Caller(context);
        var content = OfferMessages.Read(request.Content).OrThrow(context);
        if (request.ValidateOnly)
        {
            return Answer((await publish.ValidateAsync(caller, content, context.CancellationToken)).OrThrow(context));
        }
        var key = request.IdempotencyKey.Length == 0 ? null
            : IdempotencyKey.ReadField(context.Method, caller, request.IdempotencyKey, request.ToByteArray()).OrThrow(context);
        return Answer((await publish.HandleAsync(caller, content, key, context.CancellationToken)).OrThrow(context));

        static PublishOfferResponse Answer(PublishedOffer answer) => new() { Offer = OfferMessages.Write(answer.Offer) };
    }

    public override async Task<GetOfferResponse> GetOffer(GetOfferRequest request, ServerCallContext context) => new()
    {
        Offer = OfferMessages.Write((await get.HandleAsync(Caller(context), Id(request.Id, "#/id", context), context.CancellationToken)).OrThrow(context)),
    };

    public override async Task<ListOffersResponse> ListOffers(ListOffersRequest request, ServerCallContext context)
    {
        var page = (await list.HandleAsync(Caller(context), OfferMessages.Read(request), context.CancellationToken)).OrThrow(context);
        var response = new ListOffersResponse { NextCursor = page.Cursor ?? "" };
        response.Offers.AddRange(page.Items.Select(OfferMessages.Write));
        return response;
    }

    public override async Task<UpdateOfferResponse> UpdateOffer(UpdateOfferRequest request, ServerCallContext context)
    {
        if (request.Version == 0)
        {
            throw Rejections.VersionRequiredInMessage.ToRpc(Language(context));
        }
        var outcome = await update.HandleAsync(
            Caller(context), Id(request.Id, "#/id", context), new VersionMatch([request.Version]), content => OfferMessages.Revise(content, request),
            context.CancellationToken);
        return new UpdateOfferResponse { Offer = OfferMessages.Write(outcome.OrThrow(context)) };
    }

    public override async Task<WithdrawOfferResponse> WithdrawOffer(WithdrawOfferRequest request, ServerCallContext context)
    {
        var version = request.Version == 0 ? VersionMatch.Any : new VersionMatch([request.Version]);
        var outcome = await withdraw.HandleAsync(Caller(context), Id(request.Id, "#/id", context), request.Reason, version, context.CancellationToken);
        return new WithdrawOfferResponse { Offer = OfferMessages.Write(outcome.OrThrow(context)) };
    }

    public override async Task<PauseOfferResponse> PauseOffer(PauseOfferRequest request, ServerCallContext context) => new()
    {
        Offer = OfferMessages.Write(
            (await pause.HandleAsync(Caller(context), Id(request.Id, "#/id", context), isPaused: true, VersionMatch.Any, context.CancellationToken)).OrThrow(context)),
    };

    public override async Task<ResumeOfferResponse> ResumeOffer(ResumeOfferRequest request, ServerCallContext context) => new()
    {
        Offer = OfferMessages.Write(
            (await pause.HandleAsync(Caller(context), Id(request.Id, "#/id", context), isPaused: false, VersionMatch.Any, context.CancellationToken)).OrThrow(context)),
    };

    public override async Task<GetBalanceResponse> GetBalance(GetBalanceRequest request, ServerCallContext context)
    {
        var (balances, movements) = (await balance.HandleAsync(
            Caller(context), Id(request.OfferId, "#/offerId", context), 0, GetBalanceHandler.MaxMovements, context.CancellationToken)).OrThrow(context);
        return ReservationMessages.Write(balances, movements);
    }

    public override async Task<ReserveContributionResponse> ReserveContribution(ReserveContributionRequest request, ServerCallContext context)
    {
        var ask = ReservationMessages.Read(request).OrThrow(context);
        var outcome = await reserve.HandleAsync(Caller(context), Id(request.OfferId, "#/offerId", context), ask, context.CancellationToken);
        return new ReserveContributionResponse { Reservation = ReservationMessages.Write(outcome.OrThrow(context)) };
    }

    public override async Task<ConfirmReservationResponse> ConfirmReservation(ConfirmReservationRequest request, ServerCallContext context)
    {
        var outcome = await settle.ConfirmAsync(Caller(context), null, Id(request.ReservationId, "#/reservationId", context), context.CancellationToken);
        return new ConfirmReservationResponse { Reservation = ReservationMessages.Write(outcome.OrThrow(context)) };
    }

    public override async Task<ReturnReservationResponse> ReturnReservation(ReturnReservationRequest request, ServerCallContext context)
    {
        var outcome = await settle.ReturnAsync(Caller(context), null, Id(request.ReservationId, "#/reservationId", context), context.CancellationToken);
        return new ReturnReservationResponse { Reservation = ReservationMessages.Write(outcome.OrThrow(context)) };
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

    private static Guid Id(string text, string pointer, ServerCallContext context) => Guid.TryParse(text, out var id) ? id : throw Rejections
        .Invalid(pointer, "Skriv et UUID.", "Write a UUID.").ToRpc(Language(context));
}
