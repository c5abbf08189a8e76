using System.Diagnostics;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>An event of the log. It never changes; what became of its subject meanwhile is told by the delivery.</summary>
/// <param name="SubjectId">What the event is a version of: a need, a match, a shared interest, or what one holder hears of a call-out.</param>
internal sealed record LogEvent(
    Guid Id,
    Guid SubjectId,
    EventKind Kind,
    DateTimeOffset At,
    DateTimeOffset? ExpiresAt,
    string? Municipality,
    string? Traceparent,
    byte[] Data)
{
    /// <summary>The id that the world is told, where it is not the subject's own: of a call-out, not of what one holder hears of it.</summary>
    public Guid? OutsideId { get; init; }

    /// <summary>The need that it is all about, where the subject is another.</summary>
    public Guid? CorrelationId { get; init; }

    /// <summary>CloudEvents subject.</summary>
    public string Subject => $"{Kind.Subjects}/{OutsideId ?? SubjectId}";

    /// <summary>CloudEvents extension correlationid.</summary>
    public Guid Correlation => CorrelationId ?? SubjectId;

    /// <summary>Names the subject in a trace.</summary>
    public void Tag(Activity? span) => span?.SetTag(Kind.IdTag, SubjectId.ToString());
}
