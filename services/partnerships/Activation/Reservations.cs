using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Contracts.Offers.V1;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using NeedState = SocialEnzyme.Hub.Contracts.Needs.V1.ReservationState;
using OfferState = SocialEnzyme.Hub.Contracts.Offers.V1.ReservationState;

namespace SocialEnzyme.Hub.Partnerships.Activation;

/// <summary>What became of a call about a reservation.</summary>
/// <param name="Refusal">Why it was refused; null when it was done.</param>
/// <param name="IsAway">Nobody answered, or only that it cannot be said now: ask again.</param>
internal readonly record struct Said(string? Refusal, bool IsAway)
{
    public static readonly Said Done = new(null, false);
    public static readonly Said Away = new(null, true);

    public static Said No(string code) => new(code, false);
}

/// <summary>Calls needs and offers, which alone count. The same call again has no second effect.</summary>
internal sealed partial class Reservations(
    NeedsService.NeedsServiceClient needs, OffersService.OffersServiceClient offers, IOptions<ActivationOptions> settings, TimeProvider clock,
    ILogger<Reservations> logger)
{
    private static readonly string Expired = ProblemCode.HoldExpired.Name;

    /// <param name="parties">Who is at the table: the place that is taken must be one of theirs to give.</param>
    public Task<Said> ReserveAsync(Hold hold, IReadOnlySet<Guid> parties, CancellationToken ct) => hold.Wish.Target is HoldTarget.Needs
        ? CallAsync(options => ReservePlacesAsync(hold, parties, options), ct)
        : CallAsync(options => ReserveContributionAsync(hold, options), ct);

    public Task<Said> ConfirmAsync(Hold hold, CancellationToken ct) => CallAsync(async options => hold.Wish.Target is HoldTarget.Needs
        ? Read((await needs.ConfirmReservationAsync(new() { ReservationId = Id(hold) }, options)).Reservation.State is NeedState.Confirmed)
        : Read((await offers.ConfirmReservationAsync(new() { ReservationId = Id(hold) }, options)).Reservation.State is OfferState.Confirmed), ct);

    /// <summary>Done also when it was never there.</summary>
    public async Task<Said> ReturnAsync(Hold hold, CancellationToken ct)
    {
        var said = await CallAsync(async options =>
        {
            if (hold.Wish.Target is HoldTarget.Needs)
            {
                await needs.ReturnReservationAsync(new() { ReservationId = Id(hold) }, options);
            }
            else
            {
                await offers.ReturnReservationAsync(new() { ReservationId = Id(hold) }, options);
            }
            return Said.Done;
        }, ct);
        if (said.Refusal is null || said.Refusal == ProblemCode.NotFound.Name)
        {
            return said.IsAway ? said : Said.Done;
        }
        // Whatever the reason is, it is still counted there: it is asked for again.
        LogNotReturned(hold.ReservationId, said.Refusal);
        return Said.Away;
    }

    private async Task<Said> ReservePlacesAsync(Hold hold, IReadOnlySet<Guid> parties, CallOptions options)
    {
        var wish = hold.Wish;
        var need = (await needs.GetNeedAsync(new() { Id = wish.TargetId.ToString() }, options)).Need;
        if (!parties.Contains(Guid.Parse(need.PublisherId)))
        {
            return Said.No(HoldProblems.NotTheirs);
        }
        var answer = await needs.ReservePlacesAsync(new ReservePlacesRequest
        {
            ReservationId = Id(hold),
            NeedId = wish.TargetId.ToString(),
            Places = (int)Math.Min(wish.Quantity, int.MaxValue),
            ParticipantId = wish.For.ToString(),
            HoldSeconds = hold.Seconds,
        }, options);
        return Read(answer.Reservation.State is NeedState.Held or NeedState.Confirmed);
    }

    private async Task<Said> ReserveContributionAsync(Hold hold, CallOptions options)
    {
        var wish = hold.Wish;
        var offer = (await offers.GetOfferAsync(new() { Id = wish.TargetId.ToString() }, options)).Offer;
        if (offer.OwnerId != wish.By.ToString())
        {
            return Said.No(HoldProblems.NotTheirs);
        }
        var isLent = offer.Content.Contributions.FirstOrDefault(each => each.Key == wish.Contribution)?.Kind
            is ContributionKind.Space or ContributionKind.Equipment;
        var answer = await offers.ReserveContributionAsync(new ReserveContributionRequest
        {
            ReservationId = Id(hold),
            OfferId = wish.TargetId.ToString(),
            ContributionKey = wish.Contribution ?? "",
            Quantity = wish.Quantity,
            ParticipantId = wish.For.ToString(),
            HoldSeconds = hold.Seconds,
            Slot = isLent && wish.Slot is { } slot ? new() { From = slot.From.ToTimestamp(), Until = slot.Until.ToTimestamp() } : null,
        }, options);
        return Read(answer.Reservation.State is OfferState.Held or OfferState.Confirmed);
    }

    private static Said Read(bool stands) => stands ? Said.Done : Said.No(Expired);

    private static string Id(Hold hold) => hold.ReservationId.ToString();

    private async Task<Said> CallAsync(Func<CallOptions, Task<Said>> call, CancellationToken ct)
    {
        try
        {
            return await call(new CallOptions(deadline: clock.GetUtcNow().UtcDateTime + settings.Value.Deadline, cancellationToken: ct));
        }
        catch (RpcException) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (RpcException error)
        {
            if (error.StatusCode is StatusCode.FailedPrecondition or StatusCode.NotFound or StatusCode.InvalidArgument or StatusCode.PermissionDenied)
            {
                return Said.No(error.Trailers.GetValue("problem-code") ?? "conflict");
            }
            LogAway(error.StatusCode);
            return Said.Away;
        }
    }

    [LoggerMessage(7050, LogLevel.Warning, "It was not said what became of a reservation: {Status}")]
    private partial void LogAway(StatusCode status);

    [LoggerMessage(7051, LogLevel.Error, "Reservation {Reservation} could not be returned and is tried again: {Code}")]
    private partial void LogNotReturned(Guid reservation, string code);
}
