using Microsoft.AspNetCore.Http.Features;
using Npgsql;
using SocialEnzyme.Hub.Opportunities.Channels.Streams;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Channels.Feed;

/// <summary>The feed as server-sent events, for whoever would rather wait than ask.</summary>
internal sealed class StreamFeedHandler(
    NpgsqlDataSource db, DeliveryReader reader, Wakeups wakeups, TimeProvider clock, IHostApplicationLifetime lifetime)
{
    public const string MediaType = "text/event-stream";

    /// <summary>True when the caller asks for server-sent events.</summary>
    public static bool IsAskedFor(HttpRequest request) => request.Headers.Accept.ToString().Contains(MediaType, StringComparison.OrdinalIgnoreCase);

    /// <summary>Starts after the last event that the client got, else after a cursor, else where the subscriber has come to.</summary>
    public async Task<Outcome<long>> StartAsync(Caller caller, Guid id, string? lastEventId, string? after, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.SubscriptionsManage) is { } missing)
        {
            return missing;
        }
        if (await SubscriptionStore.FindAsync(db, id, caller.ParticipantId, ct) is not { } subscription)
        {
            return Rejections.NotFound("subscription", id);
        }
        // A browser that comes back repeats the address it began with; the header tells how far it came.
        var cursor = string.IsNullOrEmpty(lastEventId) ? after : lastEventId;
        if (string.IsNullOrEmpty(cursor))
        {
            return subscription.AcknowledgedSequence;
        }
        if (!Cursor.TryRead(cursor, id, out var sequence) || sequence > subscription.LastSequence)
        {
            return Cursor.Foreign("#/after");
        }
        // As on the feed: what comes before a cursor is dealt with.
        if (sequence > subscription.AcknowledgedSequence && subscription.Channel != Channel.Webhook)
        {
            await SubscriptionStore.AdvanceAsync(db, id, sequence, sequence, ct);
        }
        return sequence;
    }

    /// <summary>Sends until the client leaves, the subscription is gone or the hub stops; the client comes back by itself.</summary>
    public async Task SendAsync(HttpContext http, Guid id, long after)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = MediaType;
        http.Response.Headers.CacheControl = "no-store";
        var writer = new SseWriter(http.Response.BodyWriter);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        await using var stream = new SubscriberStream(id, after, long.MaxValue, db, reader, wakeups, clock, writer);
        // The client learns at once that it is connected, whatever lies between.
        await writer.BeatAsync(clock.GetUtcNow(), after, ending.Token);
        await stream.RunAsync(requests: null, ending.Token);
    }
}

/// <summary>The answer of the door when a client asks for server-sent events.</summary>
internal sealed class StreamResult(StreamFeedHandler handler, Guid id, long after) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => handler.SendAsync(httpContext, id, after);
}
