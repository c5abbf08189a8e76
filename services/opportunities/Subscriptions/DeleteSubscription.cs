using Npgsql;
using SocialEnzyme.Hub.Opportunities.Channels;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Subscriptions;

internal sealed class DeleteSubscriptionHandler(NpgsqlDataSource db, TimeProvider clock, Wakeups wakeups)
{
    /// <summary>Ends it for good; open streams end with it.</summary>
    public async Task<Outcome<Subscription>> HandleAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.SubscriptionsManage) is { } missing)
        {
            return missing;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (revision, current) = await SubscriptionStore.LockAsync(transaction, id, caller.ParticipantId, ct);
        if (current is null)
        {
            return Rejections.NotFound("subscription", id);
        }
        await using var batch = new NpgsqlBatch(connection, transaction);
        SubscriptionStore.Remove(batch, id);
        SubscriptionStore.AddEnd(batch, revision, current, clock.GetUtcNow());
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        wakeups.Wake([id]);
        return current;
    }
}
