using Npgsql;
using SocialEnzyme.Hub.Opportunities.Channels.Webhooks;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Subscriptions;

internal sealed class RotateSecretHandler(NpgsqlDataSource db, TimeProvider clock, SecretBox secrets)
{
    /// <summary>How long both the old and the new secret sign.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    public async Task<Outcome<Subscription>> HandleAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.SubscriptionsManage) is { } missing)
        {
            return missing;
        }
        var secret = await secrets.CreateAsync(id, ct);
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (_, current) = await SubscriptionStore.LockAsync(transaction, id, caller.ParticipantId, ct);
        if (current is null)
        {
            return Rejections.NotFound("subscription", id);
        }
        if (current.Channel != Channel.Webhook)
        {
            return new Rejection(ProblemCode.Conflict, new("Kun en webhook har en hemmelighed.", "Only a webhook has a secret."));
        }
        await using var batch = new NpgsqlBatch(connection, transaction);
        EndpointStore.Rotate(batch, id, secret.Encrypted, clock.GetUtcNow() + Overlap);
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return current with { Secret = secret.Shown };
    }
}
