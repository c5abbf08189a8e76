using Grpc.Core;
using Microsoft.Extensions.Options;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>Asks needs, which alone counts places. The same question again has no second effect.</summary>
internal sealed partial class NeedPlaces(
    NeedsService.NeedsServiceClient needs, IOptions<CallOutOptions> settings, TimeProvider clock, ILogger<NeedPlaces> logger)
    : IDisposable
{
    // Everybody answers at once when a call-out goes out: they queue here, not as calls whose time runs out in the queue of needs.
    private const int MaxCalls = 32;

    private readonly SemaphoreSlim _calls = new(MaxCalls);

    /// <summary>Takes one place for good, in the name of the holder.</summary>
    /// <returns>With the exact place when it was taken; it is shown and never stored.</returns>
    public Task<(PlaceAnswer Said, Place? Place)> ReserveAsync(Ask ask, CancellationToken ct) => CallAsync(async options =>
    {
        var request = new ReservePlacesRequest
        {
            ReservationId = ask.ReservationId.ToString(),
            NeedId = ask.NeedId.ToString(),
            Places = 1,
            ParticipantId = ask.HolderId.ToString(),
            Confirm = true,
        };
        return Read((await needs.ReservePlacesAsync(request, options)).Reservation);
    }, ct);

    /// <summary>Gives the place back; also when it was never taken.</summary>
    public Task<(PlaceAnswer Said, Place? Place)> ReturnAsync(Guid reservation, CancellationToken ct) => CallAsync(async options =>
    {
        await needs.ReturnReservationAsync(new ReturnReservationRequest { ReservationId = reservation.ToString() }, options);
        return (PlaceAnswer.Done, null);
    }, ct);

    /// <summary>The exact place of a reservation that stands.</summary>
    public Task<(PlaceAnswer Said, Place? Place)> FindAsync(Guid reservation, CancellationToken ct) => CallAsync(async options =>
        Read((await needs.ConfirmReservationAsync(new ConfirmReservationRequest { ReservationId = reservation.ToString() }, options)).Reservation), ct);

    /// <summary>Done: the need has room; NothingLeft: it has none.</summary>
    public async Task<PlaceAnswer> HasRoomAsync(Guid need, CancellationToken ct) => (await CallAsync(async options =>
    {
        var found = (await needs.GetNeedAsync(new GetNeedRequest { Id = need.ToString() }, options)).Need;
        return (found.Status == NeedStatus.Published ? PlaceAnswer.Done : PlaceAnswer.NothingLeft, (Place?)null);
    }, ct)).Said;

    private static (PlaceAnswer, Place?) Read(Reservation reservation) =>
        reservation.State == ReservationState.Confirmed ? (PlaceAnswer.Done, reservation.Place) : (PlaceAnswer.Refused, null);

    public void Dispose() => _calls.Dispose();

    private async Task<(PlaceAnswer Said, Place? Place)> CallAsync(Func<CallOptions, Task<(PlaceAnswer, Place?)>> call, CancellationToken ct)
    {
        var deadline = clock.GetUtcNow().UtcDateTime + settings.Value.Deadline;
        if (!await _calls.WaitAsync(settings.Value.Deadline, ct))
        {
            return (PlaceAnswer.Unavailable, null);
        }
        try
        {
            return await call(new CallOptions(deadline: deadline, cancellationToken: ct));
        }
        catch (RpcException) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (RpcException error)
        {
            var said = error switch
            {
                _ when error.Trailers.GetValue("problem-code") == ProblemCode.NothingLeft.Name => PlaceAnswer.NothingLeft,
                { StatusCode: StatusCode.FailedPrecondition or StatusCode.NotFound or StatusCode.InvalidArgument } => PlaceAnswer.Refused,
                _ => PlaceAnswer.Unavailable,
            };
            if (said is PlaceAnswer.Unavailable)
            {
                LogAway(error.StatusCode);
            }
            return (said, null);
        }
        finally
        {
            _calls.Release();
        }
    }

    [LoggerMessage(3261, LogLevel.Warning, "needs did not say what became of a place: {Status}")]
    private partial void LogAway(StatusCode status);
}
