using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Subscriptions;

/// <summary>One page of a participant's subscriptions, oldest first.</summary>
internal sealed record SubscriptionPage(IReadOnlyList<Subscription> Items, string? Cursor = null);

internal sealed class ReadSubscriptionsHandler(NpgsqlDataSource db)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <summary>Another's subscription is not found.</summary>
    public async Task<Outcome<Subscription>> GetAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.SubscriptionsManage) is { } missing)
        {
            return missing;
        }
        return await SubscriptionStore.FindAsync(db, id, caller.ParticipantId, ct) is { } found ? found : Rejections.NotFound("subscription", id);
    }

    /// <param name="limit">0: as many as is usual.</param>
    public async Task<Outcome<SubscriptionPage>> ListAsync(Caller caller, string? cursor, int limit, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.SubscriptionsManage) is { } missing)
        {
            return missing;
        }
        if (limit is < 0 or > MaxLimit)
        {
            return Rejections.Invalid("#/limit", $"Skriv 1 til {MaxLimit}.", $"Write 1 to {MaxLimit}.");
        }
        if (!Cursor.TryReadAfter(cursor ?? "", out var after))
        {
            return Cursor.Foreign("#/cursor");
        }
        var size = limit == 0 ? DefaultLimit : limit;
        var found = await SubscriptionStore.ListAsync(db, caller.ParticipantId, after, size + 1, ct);
        return found.Count > size
            ? new SubscriptionPage(found[..size], Cursor.After(found[size - 1].Id))
            : new SubscriptionPage(found, null);
    }
}
