using Google.Protobuf.WellKnownTypes;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using Proto = SocialEnzyme.Hub.Contracts.Offers.V1;

namespace SocialEnzyme.Hub.Offers;

/// <summary>What is drawn on offers as gRPC messages and back.</summary>
internal static class ReservationMessages
{
    public static Outcome<ReserveContribution> Read(Proto.ReserveContributionRequest request)
    {
        if (request.ReservationId.Length > 0 && !Guid.TryParse(request.ReservationId, out _))
        {
            return NoUuid("#/reservationId");
        }
        if (request.ParticipantId.Length > 0 && !Guid.TryParse(request.ParticipantId, out _))
        {
            return NoUuid("#/participantId");
        }
        return new ReserveContribution
        {
            ReservationId = Guid.TryParse(request.ReservationId, out var reservation) ? reservation : null,
            ContributionKey = request.ContributionKey,
            Quantity = request.Quantity,
            Slot = request.Slot is { } slot ? new Slot(OfferMessages.Time(slot.From), OfferMessages.Time(slot.Until)) : null,
            ParticipantId = Guid.TryParse(request.ParticipantId, out var participant) ? participant : null,
            HoldSeconds = request.HoldSeconds == 0 ? null : request.HoldSeconds,
            Confirm = request.Confirm,
        };
    }

    public static Proto.Reservation Write(ReservationView reservation) => new()
    {
        Id = reservation.Id.ToString(),
        OfferId = reservation.OfferId.ToString(),
        ParticipantId = reservation.ParticipantId.ToString(),
        ContributionKey = reservation.ContributionKey,
        Quantity = reservation.Quantity,
        Slot = Write(reservation.Slot),
        State = (Proto.ReservationState)((int)reservation.State + 1),
        HeldUntil = reservation.HeldUntil?.ToTimestamp(),
    };

    public static Proto.GetBalanceResponse Write(IReadOnlyList<Balance> balances, IReadOnlyList<Movement> movements)
    {
        var response = new Proto.GetBalanceResponse();
        response.Balances.AddRange(balances.Select(balance => new Proto.Balance
        {
            Key = balance.Key,
            Quantity = balance.Quantity,
            Held = balance.Held,
            Confirmed = balance.Confirmed,
            Left = balance.Left,
        }));
        response.Movements.AddRange(movements.Select(movement => new Proto.Movement
        {
            Number = movement.Number,
            What = Offer.Word(movement.What),
            Key = movement.Key,
            Quantity = movement.Quantity,
            ReservationId = movement.ReservationId?.ToString() ?? "",
            ParticipantId = movement.ParticipantId?.ToString() ?? "",
            Slot = Write(movement.Slot),
            At = movement.At.ToTimestamp(),
        }));
        return response;
    }

    private static Proto.Window? Write(Slot? slot) => slot is null ? null : new() { From = slot.From?.ToTimestamp(), Until = slot.Until?.ToTimestamp() };

    private static Rejection NoUuid(string pointer) => Rejections.Invalid(pointer, "Skriv et UUID.", "Write a UUID.");
}
