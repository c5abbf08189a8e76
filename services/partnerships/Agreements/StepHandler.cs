using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>Takes one step of one partnership: lock, decide, commit. Every door and every worker changes partnerships by this.</summary>
internal sealed class StepHandler(NpgsqlDataSource db, Outbox outbox)
{
    public Task<Outcome<Partnership>> TakeAsync(Guid id, PartnershipCommand command, CancellationToken ct) =>
        TakeAsync(id, _ => command, ct);

    /// <param name="decide">What is to be done, given how it is now; a rejection when nothing is.</param>
    public async Task<Outcome<Partnership>> TakeAsync(Guid id, Func<Partnership, Outcome<PartnershipCommand>> decide, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await PartnershipStore.LockAsync(transaction, id, ct) is not { } locked)
        {
            return Partnership.Missing(id);
        }
        if (decide(locked.Partnership).IsRejected(out var rejection, out var command)
            || PartnershipStep.Take(locked.Partnership, command, locked.Now).IsRejected(out rejection, out var change))
        {
            return rejection;
        }
        await PartnershipChanges.CommitAsync(transaction, outbox, change, ct);
        return change.Partnership;
    }
}
