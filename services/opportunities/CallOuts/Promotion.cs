using Npgsql;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>After a place came back: whoever waits first has a try, then the next, until needs has nothing left. Nobody waits: it goes on asking.</summary>
internal sealed class Promotion(NpgsqlDataSource db, Settlement settlement, NeedPlaces places, CallOutSignals signals)
{
    public async Task RunAsync(Guid callOutId, CancellationToken ct)
    {
        while (await PickAsync(callOutId, ct) is { } picked)
        {
            if (picked.First is { } first)
            {
                if ((await settlement.FinishAsync(first, ct)).Said is PlaceAnswer.Unavailable)
                {
                    // The intent is kept, and the call is made again.
                    return;
                }
                continue;
            }
            // A place that came back may be taken again already; only needs knows.
            var room = picked.CallOut.State is CallOutState.Open ? PlaceAnswer.Done : await places.HasRoomAsync(picked.CallOut.NeedId, ct);
            if (room is PlaceAnswer.Unavailable)
            {
                return;
            }
            await ReopenAsync(picked.CallOut, room is PlaceAnswer.Done, ct);
        }
    }

    /// <returns>Null: there is nothing to be done, or somebody else is at it.</returns>
    private async Task<Picked?> PickAsync(Guid callOutId, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var callOut = await CallOutStore.LockAsync(transaction, callOutId, ct);
        if (callOut?.HasVacancy != true || await AskStore.IsPromotingAsync(transaction, callOutId, ct))
        {
            return null;
        }
        var isCapReached = await AskStore.IsCapReachedAsync(transaction, callOut, ct);
        var first = isCapReached ? null : await AskStore.NextWaitingAsync(transaction, callOutId, ct);
        if (first is null && !isCapReached)
        {
            return new(callOut, null);
        }
        // What comes back from here on is another vacancy.
        await CallOutStore.SaveAsync(transaction, callOut with { Promoted = callOut.Vacated }, null, ct);
        if (first is not null)
        {
            await AskStore.MoveAsync(transaction, first, AskState.Promoting, isYes: false, ct);
        }
        await transaction.CommitAsync(ct);
        return first is null ? null : new(callOut, first with { State = AskState.Promoting });
    }

    private async Task ReopenAsync(CallOut seen, bool hasRoom, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var callOut = (await CallOutStore.LockAsync(transaction, seen.Id, ct))!;
        // Whoever began to wait meanwhile comes first.
        if (callOut.IsOver || await AskStore.NextWaitingAsync(transaction, seen.Id, ct) is not null)
        {
            return;
        }
        var after = callOut with { Promoted = Math.Max(callOut.Promoted, seen.Vacated) };
        await CallOutStore.SaveAsync(transaction, hasRoom ? after.Reopen() : after, hasRoom && callOut.State is CallOutState.Filled ? TimeSpan.Zero : null, ct);
        await transaction.CommitAsync(ct);
        signals.Rounds.Set();
    }

    private sealed record Picked(CallOut CallOut, Ask? First);
}
