using System.Globalization;
using System.Text.Json;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>What happened to a need: it is for everyone whose filter the need meets, and for everyone who heard of it before.</summary>
internal sealed record NeedEvent(Arrival Arrival, EventKind Kind, Guid SubjectId, long Version, DateTimeOffset At)
    : SubjectEvent(Arrival, Kind, SubjectId, Version, At)
{
    /// <summary>Null when the event ends the need.</summary>
    public PublicNeed? Need { get; init; }

    public string? Reason { get; init; }

    public override string ToData()
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{{\"needId\":\"{SubjectId}\",\"version\":{Version}");
        return this switch
        {
            { Need: { } need } => $"{head},{JsonSerializer.Serialize(need, EventCatalog.Json).AsSpan(1)}",
            { Reason: { } reason } => $"{head},\"reason\":{JsonSerializer.Serialize(reason, EventCatalog.Json)}}}",
            _ => $"{head}}}",
        };
    }

    public override LogEvent ToLogEvent() => base.ToLogEvent() with { ExpiresAt = Need?.ExpiresAt, Municipality = Need?.Municipality };
}
