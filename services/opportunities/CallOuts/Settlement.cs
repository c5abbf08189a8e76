using Npgsql;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>Finishes what is under way: asks needs, then records what it said. Whoever does it, and however often, it ends the same.</summary>
internal sealed class Settlement(
    NpgsqlDataSource db, NeedPlaces places, StandDown standDown, Notices notices, Outbox outbox, CallOutSignals signals)
{
    /// <param name="State">Where the ask stands now.</param>
    /// <param name="Place">The exact place, when it was just taken.</param>
    public sealed record Settled(PlaceAnswer Said, AskState State, Place? Place);

    public async Task<Settled> FinishAsync(Ask ask, CancellationToken ct)
    {
        var (said, place) = ask.State is AskState.Returning ? await places.ReturnAsync(ask.ReservationId, ct) : await places.ReserveAsync(ask, ct);
        if (said is PlaceAnswer.Unavailable)
        {
            return new(said, ask.State, null);
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var callOut = (await CallOutStore.LockAsync(transaction, ask.CallOutId, ct))!;
        var present = await AskStore.FindAsync(transaction, ask.Id, ct);
        if (present is null || present.ReservationId != ask.ReservationId)
        {
            return new(said, present?.State ?? AskState.DroppedOut, null);
        }
        var isLate = present.State != ask.State;
        var to = !isLate ? Answering.After(callOut, ask.State, said)
            : said is PlaceAnswer.Done && ask.State is not AskState.Returning ? Answering.AfterLate(callOut, present.State)
            : present.State;
        await MoveAsync(transaction, present, to, ct);
        callOut = Vacate(callOut, present.State, to);
        await CallOutStore.SaveAsync(transaction, callOut, null, ct);
        if (present.State is AskState.Promoting && to is AskState.Accepted)
        {
            await notices.PromotedAsync(transaction, callOut, ask.HolderId, ct);
        }
        if ((!isLate && to is AskState.Waiting) || (to is AskState.Accepted && await AskStore.IsCapReachedAsync(transaction, callOut, ct)))
        {
            await standDown.FillAsync(transaction, callOut, ct);
        }
        await transaction.CommitAsync(ct);
        outbox.Wake();
        if (callOut.HasVacancy)
        {
            signals.Settle.Set();
        }
        return new(said, to, to is AskState.Accepted ? place : null);
    }

    private static async Task MoveAsync(NpgsqlTransaction transaction, Ask present, AskState to, CancellationToken ct)
    {
        if (present.IsErased && to is AskState.DroppedOut)
        {
            await AskStore.RemoveAsync(transaction, present, ct);
        }
        else if (to != present.State)
        {
            await AskStore.MoveAsync(transaction, present, to, isYes: false, ct);
        }
    }

    // Whoever waits has a try when a place came back, and when the try before them had a place.
    private static CallOut Vacate(CallOut callOut, AskState from, AskState to) =>
        (from, to) is (AskState.Returning, AskState.DroppedOut) or (AskState.Promoting, AskState.Accepted)
            ? callOut with { Vacated = callOut.Vacated + 1 }
            : callOut;
}
