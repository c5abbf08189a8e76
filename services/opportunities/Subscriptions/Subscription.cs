using System.Collections.Immutable;
using System.Text.Json.Serialization;
using SocialEnzyme.Hub.Opportunities.Filters;

namespace SocialEnzyme.Hub.Opportunities.Subscriptions;

/// <summary>How a subscriber is reached.</summary>
public enum Channel
{
    Feed,
    Grpc,
    Webhook,
}

/// <summary>Whether events are sent just now; they are kept in every state.</summary>
public enum SubscriptionState
{
    Active,
    /// <summary>A webhook address that has not yet proved whose it is.</summary>
    Unconfirmed,
    Paused,
    /// <summary>The endpoint answered 410, or failed for too long.</summary>
    Disabled,
}

/// <summary>A standing wish to hear of needs, and of what concerns oneself.</summary>
/// <param name="Version">Rises with every change of name, filter, channel, url or topics.</param>
/// <param name="LastSequence">The sequence of the newest event.</param>
/// <param name="AcknowledgedSequence">Up to where the subscriber has dealt with its events.</param>
public sealed record Subscription(
    Guid Id,
    [property: JsonIgnore] Guid ParticipantId,
    string Name,
    Filter Filter,
    Channel Channel,
    string? Url,
    SubscriptionState State,
    long Version,
    long LastSequence,
    long AcknowledgedSequence,
    DateTimeOffset CreatedAt)
{
    /// <summary>What it is told of; the filter concerns needs only.</summary>
    public ImmutableArray<Topic> Topics { get; init; } = Subscriptions.Topics.Default;

    /// <summary>Shown when it was made, and never again.</summary>
    public string? Secret { get; init; }

    /// <summary>What a pause or a disablement falls back to: an address is not trusted by being waited for.</summary>
    public static SubscriptionState Resumed(Channel channel, bool isConfirmed) =>
        channel == Channel.Webhook && !isConfirmed ? SubscriptionState.Unconfirmed : SubscriptionState.Active;
}
