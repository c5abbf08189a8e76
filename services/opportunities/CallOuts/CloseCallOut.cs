using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

internal sealed class CloseCallOutHandler(NpgsqlDataSource db, StandDown standDown, Outbox outbox)
{
    /// <summary>Ends a call-out of one's own: whoever has no place stands down, whoever has one keeps it. Twice is once.</summary>
    public async Task<Outcome<CallOutView>> HandleAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.NeedsWrite) is { } missing)
        {
            return missing;
        }
        CallOut closed;
        await using (var connection = await db.OpenConnectionAsync(ct))
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var callOut = await CallOutStore.LockAsync(transaction, id, ct);
            if (callOut?.OwnerId != caller.ParticipantId)
            {
                return Rejections.NotFound("call-out", id);
            }
            closed = await standDown.EndAsync(transaction, callOut, CallOutState.Closed, "closed", ct);
            await transaction.CommitAsync(ct);
        }
        outbox.Wake();
        return CallOutView.ForOwner(closed, await AskStore.CountAsync(db, id, null, ct));
    }
}
