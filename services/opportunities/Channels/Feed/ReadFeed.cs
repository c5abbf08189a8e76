using System.Diagnostics;
using Npgsql;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Channels.Feed;

/// <summary>What came after a cursor, and where to go on.</summary>
internal sealed record FeedPage(IReadOnlyList<Delivery> Deliveries, string Cursor);

internal sealed class ReadFeedHandler(NpgsqlDataSource db, DeliveryReader reader)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 500;

    // A trace names so many others at most; the rest of a page is found by its need ids.
    private const int MaxLinks = 32;

    /// <param name="after">Empty: from the first retained event. Else everything up to it counts as dealt with.</param>
    /// <param name="limit">0: as many as is usual.</param>
    public async Task<Outcome<FeedPage>> HandleAsync(Caller caller, Guid id, string? after, int limit, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.SubscriptionsManage) is { } missing)
        {
            return missing;
        }
        if (await SubscriptionStore.FindAsync(db, id, caller.ParticipantId, ct) is not { } subscription)
        {
            return Rejections.NotFound("subscription", id);
        }
        if (limit is < 0 or > MaxLimit)
        {
            return Rejections.Invalid("#/limit", $"Skriv 1 til {MaxLimit}.", $"Write 1 to {MaxLimit}.");
        }
        var sequence = 0L;
        if (!string.IsNullOrEmpty(after) && (!Cursor.TryRead(after, id, out sequence) || sequence > subscription.LastSequence))
        {
            return Cursor.Foreign("#/after");
        }
        if (sequence > subscription.AcknowledgedSequence && subscription.Channel != Channel.Webhook)
        {
            await SubscriptionStore.AdvanceAsync(db, id, sequence, sequence, ct);
        }
        var (_, deliveries, _) = await reader.ReadAsync(id, sequence, limit == 0 ? DefaultLimit : limit, ct);
        Link(deliveries);
        return new FeedPage(deliveries, deliveries.Count == 0 ? Cursor.Write(id, sequence) : Cursor.Write(id, deliveries[^1].Sequence));
    }

    // Who reads asks in a trace of his own; it points to those of the publishers.
    private static void Link(IReadOnlyList<Delivery> deliveries)
    {
        if (Activity.Current is { } span)
        {
            foreach (var delivery in deliveries.Take(MaxLinks))
            {
                if (ActivityContext.TryParse(delivery.Event.Traceparent, null, isRemote: true, out var published))
                {
                    span.AddLink(new ActivityLink(published));
                }
            }
        }
    }
}
