using Npgsql;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Matching;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>One round of one call-out: asks the nearest who were not asked yet, in the next circle.</summary>
internal sealed class AskRound(NpgsqlDataSource db, Notices notices, StandDown standDown, CallOutSignals signals, Outbox outbox, TimeProvider clock)
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(10);

    /// <returns>False: none is due.</returns>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await CallOutStore.ClaimDueAsync(transaction, ct) is not { } callOut)
        {
            return false;
        }
        try
        {
            await RunAsync(transaction, callOut, ct);
        }
        catch when (!ct.IsCancellationRequested)
        {
            // One that fails never holds up the others: it is due again after them.
            await transaction.DisposeAsync();
            await CallOutStore.PostponeAsync(db, callOut.Id, AfterFailure, ct);
            throw;
        }
        await transaction.CommitAsync(ct);
        outbox.Wake();
        signals.Settle.Set();
        return true;
    }

    private async Task RunAsync(NpgsqlTransaction transaction, CallOut callOut, CancellationToken ct)
    {
        // A need may have ended in the moment in which it was called out for.
        var known = await RoundStore.FindNeedAsync(transaction.Connection!, callOut.NeedId, ct);
        if (Ended(known?.Kind) is { } how)
        {
            await standDown.EndAsync(transaction, callOut, how, CallOutStore.Word(how), ct);
        }
        else if (callOut.IsTest && callOut.Round > 0)
        {
            await standDown.EndAsync(transaction, callOut, CallOutState.Closed, "test", ct);
        }
        else if (callOut.State is CallOutState.Filled)
        {
            // A place that came back in the moment in which it was filled is found here.
            var isOpenAgain = known?.Kind.IsOpen == true;
            await CallOutStore.SaveAsync(transaction, isOpenAgain ? callOut with { Vacated = callOut.Vacated + 1 } : callOut, callOut.RoundTime, ct);
        }
        else
        {
            await AskAsync(transaction, callOut, ct);
        }
    }

    private static CallOutState? Ended(EventKind? newest) =>
        newest == EventKind.NeedWithdrawn ? CallOutState.Withdrawn : newest == EventKind.NeedExpired ? CallOutState.Expired : null;

    private async Task AskAsync(NpgsqlTransaction transaction, CallOut callOut, CancellationToken ct)
    {
        if (callOut.MayAskNow <= 0)
        {
            await CallOutStore.SaveAsync(transaction, callOut, callOut.RoundTime, ct);
            return;
        }
        var circle = callOut.CirclesKm[callOut.NextRound - 1];
        var nearest = new NearestFirst(callOut.Place, callOut.Need, circle, callOut.MayAskNow, clock.GetUtcNow());
        await RoundStore.ShowCandidatesAsync(transaction, callOut, GeoBox.Around(callOut.Place, circle), nearest.Consider, ct);
        var holders = await RoundStore.AskAsync(transaction, callOut, callOut.NextRound, nearest.ToList(), ct);

        var after = callOut with { Round = callOut.NextRound, Asked = callOut.Asked + holders.Count };
        await CallOutStore.SaveAsync(transaction, after, callOut.RoundTime, ct);
        if (holders.Count > 0)
        {
            await notices.StartedAsync(transaction, after, holders, ct);
        }
    }
}
