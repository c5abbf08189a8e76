using System.Text;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>An event of the log. It never changes; what became of its need meanwhile is told by the delivery.</summary>
internal sealed record LogEvent(
    Guid Id,
    Guid NeedId,
    NeedEventKind Kind,
    DateTimeOffset At,
    DateTimeOffset? ExpiresAt,
    string? Municipality,
    string? Traceparent,
    byte[] Data)
{
    /// <summary>CloudEvents source: needs, whoever published them.</summary>
    public const string Source = "urn:socialenzyme:hub:needs";

    /// <summary>The need is open to help, as far as this event tells.</summary>
    public bool IsOpen => Kind is NeedEventKind.Published or NeedEventKind.Updated or NeedEventKind.Reopened;

    /// <summary>The need takes no more help.</summary>
    public bool Ends => !IsOpen;

    /// <summary>CloudEvents type.</summary>
    public string Type => TypeOf(Word);

    public string Word => Kind.ToString().ToLowerInvariant();

    public static string TypeOf(string word) => $"dk.socialenzyme.need.{word}.v1";

    public string Subject => $"needs/{NeedId}";

    public static LogEvent From(NeedEvent @event) => new(
        @event.Id, @event.NeedId, @event.Kind, @event.At, @event.Need?.ExpiresAt, @event.Need?.Municipality, @event.Traceparent,
        Encoding.UTF8.GetBytes(@event.ToData()));
}
