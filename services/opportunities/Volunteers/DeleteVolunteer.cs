using Npgsql;
using SocialEnzyme.Hub.Opportunities.CallOuts;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Volunteers;

internal sealed class DeleteVolunteerHandler(NpgsqlDataSource db)
{
    /// <summary>Erases the volunteer and every trace of having been asked. A place they hold is returned first, and then its trace goes too.</summary>
    public async Task<Outcome<bool>> HandleAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (Holder.UnlessMayHold(caller) is { } forbidden)
        {
            return forbidden;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await VolunteerStore.RemoveAsync(transaction, id, caller.ParticipantId, ct))
        {
            return Rejections.NotFound("volunteer", id);
        }
        await AskStore.EraseAsync(transaction, id, ct);
        await transaction.CommitAsync(ct);
        return true;
    }
}
