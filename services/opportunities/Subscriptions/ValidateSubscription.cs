using Npgsql;
using SocialEnzyme.Hub.Opportunities.BackTesting;
using SocialEnzyme.Hub.Opportunities.Channels.Webhooks;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Subscriptions;

/// <summary>What a subscription would have brought, had it been there.</summary>
/// <param name="WouldHaveCaught">How many needs; 0 when it does not follow needs.</param>
/// <param name="Examples">The newest of them.</param>
internal sealed record ValidatedSubscription(long WouldHaveCaught, int Days, IReadOnlyList<CaughtNeed> Examples);

/// <summary>Checks all that making it would check, and saves nothing.</summary>
internal sealed class ValidateSubscriptionHandler(NpgsqlDataSource db, AddressGuard guard, BackTestFilterHandler backTest)
{
    private const int Examples = 10;

    public async Task<Outcome<ValidatedSubscription>> HandleAsync(Caller caller, CreateSubscription command, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.SubscriptionsManage) is { } missing)
        {
            return missing;
        }
        if (CreateSubscriptionHandler.Check(command, guard).IsRejected(out var rejection, out var valid))
        {
            return rejection;
        }
        if (await SubscriptionStore.CountAsync(db, caller.ParticipantId, ct) >= SubscriptionRules.MaxPerParticipant)
        {
            return SubscriptionRules.TooMany;
        }
        if (!valid.Topics.Contains(Topic.Needs))
        {
            return new ValidatedSubscription(0, BackTestFilterHandler.MaxDays, []);
        }
        var tested = await backTest.TestAsync(valid.Filter, BackTestFilterHandler.MaxDays, Examples, null, ct);
        return new ValidatedSubscription(tested.Caught, tested.Days, tested.Needs);
    }
}
