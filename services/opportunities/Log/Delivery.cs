namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>An event in the order of one subscription.</summary>
/// <param name="SupersededBy">What overtook the event; it then keeps identity and sequence and goes without data.</param>
internal sealed record Delivery(Guid SubscriptionId, long Sequence, LogEvent Event, string? SupersededBy)
{
    /// <summary>Stands for the end of a need whose time is out before needs has said so.</summary>
    public const string Expired = "expired";

    /// <summary>A delivery as it may be sent now: what was overtaken, or would tell of an expired need as open, goes without data.</summary>
    public static Delivery At(DateTimeOffset now, Guid subscription, long sequence, LogEvent @event, Guid? supersededBy) => new(
        subscription, sequence, @event,
        supersededBy?.ToString() ?? (@event.Kind.IsOpen && @event.ExpiresAt <= now ? Expired : null));
}
