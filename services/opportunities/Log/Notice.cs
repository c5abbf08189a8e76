using System.Text.Json.Nodes;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>What is for named participants only: those of their subscriptions that follow its topic get it, whatever their filter.</summary>
/// <param name="Audience">The participants.</param>
/// <param name="Data">What they may know.</param>
internal sealed record Notice(
    Arrival Arrival, EventKind Kind, Guid SubjectId, long Version, DateTimeOffset At, IReadOnlyList<Guid> Audience, JsonObject Data)
    : SubjectEvent(Arrival, Kind, SubjectId, Version, At)
{
    /// <summary>The id that the world is told, where it is not the subject's own.</summary>
    public Guid? OutsideId { get; init; }

    /// <summary>The need that it is all about.</summary>
    public Guid? CorrelationId { get; init; }

    public string? Municipality { get; init; }

    public override string ToData() => Data.ToJsonString(EventCatalog.Json);

    public override LogEvent ToLogEvent() =>
        base.ToLogEvent() with { Municipality = Municipality, OutsideId = OutsideId, CorrelationId = CorrelationId };
}
