using System.Collections.Immutable;
using Npgsql;
using SocialEnzyme.Hub.Opportunities.Channels;
using SocialEnzyme.Hub.Opportunities.Channels.Webhooks;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Subscriptions;

/// <summary>Changes what is stated; the rest stays. Events so far, their sequences and the cursor stay in any case.</summary>
internal sealed record UpdateSubscription(
    Guid Id, long Version, string? Name, Outcome<Filter>? Filter, Channel? Channel, string? Url, Outcome<ImmutableArray<Topic>>? Topics);

internal sealed class UpdateSubscriptionHandler(
    NpgsqlDataSource db, TimeProvider clock, AddressGuard guard, SecretBox secrets, Wakeups wakeups)
{
    public async Task<Outcome<Subscription>> HandleAsync(Caller caller, UpdateSubscription command, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.SubscriptionsManage) is { } missing)
        {
            return missing;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (revision, current) = await SubscriptionStore.LockAsync(transaction, command.Id, caller.ParticipantId, ct);
        if (current is null)
        {
            return Rejections.NotFound("subscription", command.Id);
        }
        if (current.Version != command.Version)
        {
            return Rejections.VersionConflict(current.Version);
        }
        if (Changed(current, command, guard).IsRejected(out var rejection, out var changed))
        {
            return rejection;
        }
        var becomesWebhook = changed.Channel == Channel.Webhook && current.Channel != Channel.Webhook;
        var secret = becomesWebhook ? await secrets.CreateAsync(changed.Id, ct) : null;
        await using var batch = new NpgsqlBatch(connection, transaction);
        SubscriptionStore.Change(batch, changed);
        SubscriptionStore.AddVersion(batch, revision, changed, clock.GetUtcNow());
        if (secret is not null)
        {
            EndpointStore.Add(batch, changed.Id, secret.Encrypted, clock.GetUtcNow());
        }
        else if (changed.Channel != Channel.Webhook)
        {
            EndpointStore.Remove(batch, changed.Id);
        }
        else if (changed.Url != current.Url)
        {
            EndpointStore.ProveAnew(batch, changed.Id, clock.GetUtcNow());
        }
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        wakeups.Wake([changed.Id]);
        return changed with { Secret = secret?.Shown };
    }

    internal static Outcome<Subscription> Changed(Subscription current, UpdateSubscription command, AddressGuard guard)
    {
        var channel = command.Channel ?? current.Channel;
        // A subscription that leaves the webhook leaves its url behind, unless somebody states one by mistake.
        var url = command.Url ?? (channel == Channel.Webhook ? current.Url : null);
        var errors = SubscriptionRules.Check(command.Name ?? current.Name, channel, url, guard).ToList();
        if (SubscriptionRules.Join(errors, command.Filter ?? current.Filter, command.Topics ?? current.Topics).IsRejected(out var rejection, out var valid))
        {
            return rejection;
        }
        var isNewAddress = channel == Channel.Webhook && url != current.Url;
        var state = (current.State, isNewAddress, channel) switch
        {
            (SubscriptionState.Paused, _, _) => SubscriptionState.Paused,
            (_, true, _) => SubscriptionState.Unconfirmed,
            (_, _, Channel.Feed or Channel.Grpc) => SubscriptionState.Active,
            _ => current.State,
        };
        return current with
        {
            Name = (command.Name ?? current.Name).Trim(),
            Filter = valid.Filter,
            Topics = valid.Topics,
            Channel = channel,
            Url = url,
            State = state,
            Version = current.Version + 1,
        };
    }
}
