using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using Wire = SocialEnzyme.Hub.Contracts.Opportunities.V1;

namespace SocialEnzyme.Hub.Opportunities;

/// <summary>The messages of the gRPC door, to and from what the handlers know.</summary>
internal static class OpportunitiesProto
{
    private static readonly string[] Masked = ["name", "filter", "channel", "url", "topics"];

    public static Outcome<Guid> Id(string text) =>
        Guid.TryParseExact(text, "D", out var id) ? id : Rejections.Invalid("#/id", "Skriv abonnementets id, en UUID.", "Write the subscription's id, a UUID.");

    public static Channel? Read(Wire.Channel channel) => channel switch
    {
        Wire.Channel.Feed => Channel.Feed,
        Wire.Channel.Grpc => Channel.Grpc,
        Wire.Channel.Webhook => Channel.Webhook,
        _ => null,
    };

    /// <summary>None stated: only needs.</summary>
    public static Outcome<ImmutableArray<Topic>> ReadTopics(IReadOnlyList<string> words) => words.Count == 0 ? Topics.Default : Topics.Read(words);

    public static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    /// <summary>Only what the mask names is changed.</summary>
    public static Outcome<UpdateSubscription> Read(Guid id, Wire.UpdateSubscriptionRequest request)
    {
        var mask = request.UpdateMask?.Paths.ToHashSet() ?? [];
        if (mask.Count == 0 || !mask.IsSubsetOf(Masked))
        {
            return Rejections.Invalid("#/updateMask", "Nævn name, filter, channel, url eller topics.", "Name name, filter, channel, url or topics.");
        }
        if (mask.Contains("channel") && Read(request.Channel) is null)
        {
            return Rejections.Invalid("#/channel", "Skriv feed, grpc eller webhook.", "Write feed, grpc or webhook.");
        }
        return new UpdateSubscription(
            id, request.Version,
            mask.Contains("name") ? request.Name : null,
            mask.Contains("filter") ? FilterProto.Read(request.Filter) : default(Outcome<Filter>?),
            mask.Contains("channel") ? Read(request.Channel) : null,
            mask.Contains("url") ? NullIfEmpty(request.Url) : null,
            mask.Contains("topics") ? Topics.Read(request.Topics) : default(Outcome<ImmutableArray<Topic>>?));
    }

    public static Wire.Subscription Write(Subscription subscription) => new()
    {
        Id = subscription.Id.ToString(),
        Name = subscription.Name,
        Filter = FilterProto.Write(subscription.Filter),
        Channel = subscription.Channel switch
        {
            Channel.Feed => Wire.Channel.Feed,
            Channel.Grpc => Wire.Channel.Grpc,
            _ => Wire.Channel.Webhook,
        },
        Url = subscription.Url ?? "",
        State = subscription.State switch
        {
            SubscriptionState.Active => Wire.SubscriptionState.Active,
            SubscriptionState.Unconfirmed => Wire.SubscriptionState.Unconfirmed,
            SubscriptionState.Paused => Wire.SubscriptionState.Paused,
            _ => Wire.SubscriptionState.Disabled,
        },
        Version = subscription.Version,
        LastSequence = subscription.LastSequence,
        AcknowledgedSequence = subscription.AcknowledgedSequence,
        CreatedAt = subscription.CreatedAt.ToTimestamp(),
        Topics = { subscription.Topics.Select(Topics.Word) },
    };

    public static Wire.RetainedEvent Write(RetainedEvents.Item item) =>
        new() { Id = item.Id.ToString(), Type = item.Type, Body = item.Body, RecordedAt = item.RecordedAt.ToTimestamp() };

    public static Wire.Event Write(Delivery delivery)
    {
        var @event = new Wire.Event
        {
            Id = delivery.Event.Id.ToString(),
            Source = delivery.Event.Kind.Source,
            Type = delivery.Event.Kind.Type,
            Subject = delivery.Event.Subject,
            Time = delivery.Event.At.ToTimestamp(),
            Municipality = delivery.Event.Municipality ?? "",
            Sequence = Cursor.Sequence(delivery.Sequence),
            Expirytime = delivery.Event.ExpiresAt?.ToTimestamp(),
            Traceparent = delivery.Event.Traceparent ?? "",
            Correlationid = delivery.Event.Correlation.ToString(),
            Supersededby = delivery.SupersededBy ?? "",
            Cursor = Cursor.Write(delivery.SubscriptionId, delivery.Sequence),
        };
        if (delivery.SupersededBy is null)
        {
            // The log's own bytes: nobody changes them, and copying them for each of ten streams would be nine too many.
            @event.Data = UnsafeByteOperations.UnsafeWrap(delivery.Event.Data);
        }
        return @event;
    }
}
