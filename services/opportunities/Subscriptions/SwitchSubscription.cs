using Npgsql;
using SocialEnzyme.Hub.Opportunities.Channels;
using SocialEnzyme.Hub.Opportunities.Channels.Webhooks;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Subscriptions;

/// <summary>What is done to a subscription without changing what it says.</summary>
internal enum Switch
{
    Pause,
    Resume,
    /// <summary>Ask the webhook's address to prove itself again.</summary>
    Test,
}

internal sealed class SwitchSubscriptionHandler(NpgsqlDataSource db, TimeProvider clock, Wakeups wakeups)
{
    public async Task<Outcome<Subscription>> HandleAsync(Caller caller, Guid id, Switch what, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.SubscriptionsManage) is { } missing)
        {
            return missing;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (_, current) = await SubscriptionStore.LockAsync(transaction, id, caller.ParticipantId, ct);
        if (current is null)
        {
            return Rejections.NotFound("subscription", id);
        }
        var isConfirmed = await EndpointStore.IsConfirmedAsync(transaction, id, ct);
        if (Switched(current, what, isConfirmed).IsRejected(out var rejection, out var state))
        {
            return rejection;
        }
        await using var batch = new NpgsqlBatch(connection, transaction);
        SubscriptionStore.ChangeState(batch, id, state);
        if (what == Switch.Test)
        {
            EndpointStore.ProveAnew(batch, id, clock.GetUtcNow());
        }
        else if (what == Switch.Resume)
        {
            EndpointStore.Forgive(batch, id, clock.GetUtcNow());
        }
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        wakeups.Wake([id]);
        return current with { State = state };
    }

    internal static Outcome<SubscriptionState> Switched(Subscription current, Switch what, bool isConfirmed) => (what, current) switch
    {
        (Switch.Pause, { State: SubscriptionState.Disabled }) => new Rejection(ProblemCode.Conflict, new(
            "Abonnementet er slået fra, fordi adressen svigtede; brug :resume.", "The subscription is disabled because its address failed; use :resume.")),
        (Switch.Pause, _) => SubscriptionState.Paused,
        (Switch.Resume, { State: SubscriptionState.Paused or SubscriptionState.Disabled }) => Subscription.Resumed(current.Channel, isConfirmed),
        (Switch.Resume, _) => current.State,
        (Switch.Test, { Channel: not Channel.Webhook }) => new Rejection(ProblemCode.Conflict, new(
            "Kun en webhook har en adresse at prøve.", "Only a webhook has an address to test.")),
        _ => SubscriptionState.Unconfirmed,
    };
}
