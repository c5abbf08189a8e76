using System.Collections.Immutable;
using Npgsql;
using SocialEnzyme.Hub.Opportunities.Channels;
using SocialEnzyme.Hub.Opportunities.Channels.Webhooks;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Subscriptions;

/// <summary>Asks to hear, from now on, of every need that meets the filter, and of one's own affairs where topics name them.</summary>
internal sealed record CreateSubscription(string? Name, Outcome<Filter> Filter, Channel? Channel, string? Url, Outcome<ImmutableArray<Topic>> Topics);

internal sealed class CreateSubscriptionHandler(
    NpgsqlDataSource db, TimeProvider clock, AddressGuard guard, SecretBox secrets, Wakeups wakeups)
{
    public async Task<Outcome<Subscription>> HandleAsync(Caller caller, CreateSubscription command, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.SubscriptionsManage) is { } missing)
        {
            return missing;
        }
        if (Check(command, guard).IsRejected(out var rejection, out var valid))
        {
            return rejection;
        }
        var isWebhook = command.Channel == Channel.Webhook;
        var subscription = new Subscription(
            Guid.CreateVersion7(clock.GetUtcNow()), caller.ParticipantId, command.Name!.Trim(), valid.Filter, command.Channel!.Value, command.Url,
            Subscription.Resumed(command.Channel.Value, isConfirmed: false), Version: 1, LastSequence: 0, AcknowledgedSequence: 0, clock.GetUtcNow())
        {
            Topics = valid.Topics,
        };

        var secret = isWebhook ? await secrets.CreateAsync(subscription.Id, ct) : null;
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var revision = await SubscriptionStore.NextRevisionAsync(transaction, ct);
        if (await SubscriptionStore.CountAsync(transaction, caller.ParticipantId, ct) >= SubscriptionRules.MaxPerParticipant)
        {
            return SubscriptionRules.TooMany;
        }
        await using var batch = new NpgsqlBatch(connection, transaction);
        SubscriptionStore.Add(batch, subscription);
        SubscriptionStore.AddVersion(batch, revision, subscription, subscription.CreatedAt);
        if (secret is not null)
        {
            EndpointStore.Add(batch, subscription.Id, secret.Encrypted, clock.GetUtcNow());
        }
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        wakeups.Wake([subscription.Id]);
        return subscription with { Secret = secret?.Shown };
    }

    internal static Outcome<(Filter Filter, ImmutableArray<Topic> Topics)> Check(CreateSubscription command, AddressGuard guard)
    {
        var errors = SubscriptionRules.Check(command.Name, command.Channel, command.Url, guard).ToList();
        return SubscriptionRules.Join(errors, command.Filter, command.Topics);
    }
}
