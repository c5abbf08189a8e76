using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Reservations by gRPC.</summary>
internal sealed partial class NeedsGrpc
{
    public override async Task<ReservePlacesResponse> ReservePlaces(ReservePlacesRequest request, ServerCallContext context)
    {
        var wanted = new ReservePlaces
        {
            ReservationId = Id(request.ReservationId, "#/reservationId", context),
            Places = request.Places,
            ParticipantId = request.ParticipantId.Length == 0 ? null : Id(request.ParticipantId, "#/participantId", context),
            HoldSeconds = request.HoldSeconds == 0 ? null : request.HoldSeconds,
            Confirm = request.Confirm,
        };
        var outcome = await reserve.HandleAsync(Caller(context), Id(request.NeedId, "#/needId", context), wanted, context.CancellationToken);
        return new ReservePlacesResponse { Reservation = NeedMessages.Write(outcome.OrThrow(context).Reservation) };
    }

    public override async Task<ConfirmReservationResponse> ConfirmReservation(ConfirmReservationRequest request, ServerCallContext context)
    {
        var id = Id(request.ReservationId, "#/reservationId", context);
        var outcome = await settle.ConfirmAsync(Caller(context), null, id, context.CancellationToken);
        return new ConfirmReservationResponse { Reservation = NeedMessages.Write(outcome.OrThrow(context)) };
    }

    public override async Task<ReturnReservationResponse> ReturnReservation(ReturnReservationRequest request, ServerCallContext context)
    {
        var id = Id(request.ReservationId, "#/reservationId", context);
        var outcome = await settle.ReturnAsync(Caller(context), null, id, context.CancellationToken);
        return new ReturnReservationResponse { Reservation = NeedMessages.Write(outcome.OrThrow(context)) };
    }

    private static Guid Id(string text, string pointer, ServerCallContext context) =>
        Guid.TryParse(text, out var id) ? id : throw Rejections.Invalid(pointer, "Skriv et UUID.", "Write a UUID.").ToRpc(Language(context));
}
