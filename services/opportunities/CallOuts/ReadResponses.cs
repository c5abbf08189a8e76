using Npgsql;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.Opportunities.Volunteers;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

internal sealed class ReadResponsesHandler(NpgsqlDataSource db, NeedPlaces places)
{
    /// <summary>The holder's own, nearest first; without exact places.</summary>
    public async Task<Outcome<ResponsePage>> ListAsync(Caller caller, Guid callOutId, string? cursor, int? limit, CancellationToken ct)
    {
        if (Holder.UnlessMayHold(caller) is { } forbidden)
        {
            return forbidden;
        }
        if (Paging.Read(cursor, limit).IsRejected(out var rejection, out var page))
        {
            return rejection;
        }
        var found = await AskStore.ListAsync(db, callOutId, caller.ParticipantId, page.After, page.Size + 1, ct);
        if (found.Count == 0 && page.After == Guid.Empty)
        {
            return Rejections.NotFound("call-out", callOutId);
        }
        return new ResponsePage([.. found.Take(page.Size).Select(ResponseView.Of)], found.Count > page.Size ? Cursor.After(found[page.Size - 1].Id) : null);
    }

    /// <summary>One of the holder's own; of an accepted one with the exact place.</summary>
    public async Task<Outcome<ResponseView>> GetAsync(Caller caller, Guid callOutId, Guid volunteerId, CancellationToken ct)
    {
        if (Holder.UnlessMayHold(caller) is { } forbidden)
        {
            return forbidden;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        return await AskStore.FindAsync(connection, callOutId, volunteerId, caller.ParticipantId, ct) is { } ask
            ? await ShowAsync(ask, ct)
            : Rejections.NotFound("call-out", callOutId);
    }

    /// <param name="place">The exact place, when it is known already.</param>
    public async Task<Outcome<ResponseView>> ShowAsync(Ask ask, CancellationToken ct, Place? place = null)
    {
        var view = ResponseView.Of(ask);
        switch (ask)
        {
            case { State: AskState.Accepted, IsTest: false }:
                var (said, exact) = place is null ? await places.FindAsync(ask.ReservationId, ct) : (PlaceAnswer.Done, place);
                return said is PlaceAnswer.Unavailable ? NoPlaceNow : view.At(exact);
            case { State: AskState.Waiting or AskState.Promoting }:
                return view with { Position = await AskStore.PositionAsync(db, ask.Id, ct) };
            default:
                return view;
        }
    }

    private static readonly Rejection NoPlaceNow = new(ProblemCode.Unavailable, new(
        "Den frivillige har pladsen, men stedet kan ikke hentes lige nu; prøv igen.",
        "The volunteer has the place, but where it is cannot be fetched just now; try again."))
    { RetryAfter = TimeSpan.FromSeconds(2) };
}
