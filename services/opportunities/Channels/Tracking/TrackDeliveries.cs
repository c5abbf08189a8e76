using System.Globalization;
using Npgsql;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Channels.Tracking;

/// <summary>A page of what became of deliveries.</summary>
internal sealed record TrackedPage(IReadOnlyList<TrackedDelivery> Items, string? Cursor);

/// <summary>Whom an event was for, and what became of it with each.</summary>
/// <param name="Revision">Of the subscriptions it was matched against.</param>
internal sealed record TrackedEvent(Guid EventId, long Revision, int Matched, Guid? SupersededBy, IReadOnlyList<TrackedDelivery> Deliveries);

internal sealed class TrackDeliveriesHandler(NpgsqlDataSource db, Wakeups wakeups)
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 500;

    public async Task<Outcome<TrackedPage>> ListAsync(Caller caller, Guid id, string? after, int limit, bool onlyDead, CancellationToken ct)
    {
        if (await RefusedAsync(caller, id, ct) is { } refused)
        {
            return refused;
        }
        if (limit is < 0 or > MaxLimit)
        {
            return Rejections.Invalid("#/limit", $"Skriv 1 til {MaxLimit}.", $"Write 1 to {MaxLimit}.");
        }
        var sequence = 0L;
        if (!string.IsNullOrEmpty(after) && !Cursor.TryRead(after, id, out sequence))
        {
            return Cursor.Foreign("#/after");
        }
        var size = limit == 0 ? DefaultLimit : limit;
        var items = await TrackingStore.OfSubscriptionAsync(db, id, sequence, size, onlyDead, ct);
        var isMore = items.Count == size;
        return new TrackedPage(items, isMore ? Cursor.Write(id, long.Parse(items[^1].Sequence, CultureInfo.InvariantCulture)) : null);
    }

    /// <summary>Sends again what was given up.</summary>
    public async Task<Outcome<long>> RedriveAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (await RefusedAsync(caller, id, ct) is { } refused)
        {
            return refused;
        }
        var revived = await TrackingStore.ReviveAsync(db, id, ct);
        wakeups.Wake([id]);
        return revived;
    }

    /// <summary>For operators.</summary>
    public async Task<Outcome<TrackedEvent>> OfEventAsync(Caller caller, Guid eventId, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.Operate) is { } missing)
        {
            return missing;
        }
        return await LogStore.MatchedAsync(db, eventId, ct) is { } matched
            ? new TrackedEvent(
                eventId, matched.Revision, matched.Subscriptions.Length, matched.SupersededBy, await TrackingStore.OfEventAsync(db, eventId, ct))
            : Rejections.NotFound("event", eventId);
    }

    private async Task<Rejection?> RefusedAsync(Caller caller, Guid id, CancellationToken ct) =>
        Rejections.UnlessAllowed(caller, Scopes.SubscriptionsManage)
        ?? (await SubscriptionStore.FindAsync(db, id, caller.ParticipantId, ct) is null ? Rejections.NotFound("subscription", id) : null);
}
