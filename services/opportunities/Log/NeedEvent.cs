using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>What happened to a need; the words are those of the event types.</summary>
internal enum NeedEventKind
{
    Published,
    Updated,
    Filled,
    Reopened,
    Withdrawn,
    Expired,
}

/// <summary>A change of a need as it came over the bus.</summary>
/// <param name="Id">The publisher's outbox row: message id inside, CloudEvents id outside.</param>
/// <param name="Need">Null when the event ends the need.</param>
/// <param name="Traceparent">The publisher's call.</param>
/// <param name="Consumer">The consumption of the message, under which its match is traced.</param>
internal sealed record NeedEvent(
    Guid Id,
    NeedEventKind Kind,
    Guid NeedId,
    long Version,
    PublicNeed? Need,
    string? Reason,
    DateTimeOffset At,
    string? Traceparent,
    ActivityContext Consumer)
{
    /// <summary>The data of the CloudEvents event, the same bytes on every channel.</summary>
    public string ToData()
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{{\"needId\":\"{NeedId}\",\"version\":{Version}");
        return this switch
        {
            { Need: { } need } => $"{head},{JsonSerializer.Serialize(need, EventCatalog.Json).AsSpan(1)}",
            { Reason: { } reason } => $"{head},\"reason\":{JsonSerializer.Serialize(reason, EventCatalog.Json)}}}",
            _ => $"{head}}}",
        };
    }
}
