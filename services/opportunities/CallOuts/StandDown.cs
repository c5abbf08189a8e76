using Npgsql;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>Sends those home who have no place; each time a call-out fills or ends, once. The call-out is held by the caller.</summary>
internal sealed class StandDown(Notices notices, TimeProvider clock)
{
    private static readonly AskState[] Unanswered = [AskState.Asked];
    private static readonly AskState[] WithoutPlace = [AskState.Asked, AskState.Waiting];
    private static readonly AskState[] Everybody = [AskState.Asked, AskState.Waiting, AskState.Accepted];

    /// <summary>All places are taken; whoever said yes goes on waiting.</summary>
    public async Task<CallOut> FillAsync(NpgsqlTransaction transaction, CallOut callOut, CancellationToken ct)
    {
        if (callOut.State is not CallOutState.Open || callOut.IsTest)
        {
            return callOut;
        }
        var filled = callOut with { State = CallOutState.Filled };
        await AskStore.StandDownAsync(transaction, callOut.Id, Unanswered, ct);
        await CallOutStore.SaveAsync(transaction, filled, null, ct);
        await notices.FilledAsync(transaction, filled, ct);
        return filled;
    }

    /// <summary>It is over. Only a need that was taken back sends those home too who had a place.</summary>
    public async Task<CallOut> EndAsync(NpgsqlTransaction transaction, CallOut callOut, CallOutState how, string reason, CancellationToken ct)
    {
        if (callOut.IsOver)
        {
            return callOut;
        }
        var ended = callOut with { State = how, ClosedAt = clock.GetUtcNow(), Reason = reason };
        await AskStore.StandDownAsync(transaction, callOut.Id, how is CallOutState.Withdrawn ? Everybody : WithoutPlace, ct);
        await CallOutStore.SaveAsync(transaction, ended, null, ct);
        await notices.StoodDownAsync(transaction, ended, ct);
        return ended;
    }
}
