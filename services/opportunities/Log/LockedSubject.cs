using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>A subject as the log knows it, while its row is locked.</summary>
internal sealed class LockedSubject(Guid id, long version, Guid? eventId, IReadOnlyList<Guid> recipients)
{
    public Guid Id { get; } = id;

    /// <summary>0: nothing is known of it yet.</summary>
    public long Version { get; private set; } = version;

    /// <summary>The event that told of this version.</summary>
    public Guid? EventId { get; private set; } = eventId;

    /// <summary>Everyone who got any version: each event goes to all who got the one before it.</summary>
    public IReadOnlyList<Guid> Recipients { get; private set; } = recipients;

    /// <summary>A need that has or had matches.</summary>
    public bool HasMatches { get; init; }

    /// <summary>What raised it last while it was locked.</summary>
    public SubjectEvent? Latest { get; private set; }

    /// <summary>What it says now; null when it is no need, or takes no help.</summary>
    public PublicNeed? Need => (Latest as NeedEvent)?.Need;

    /// <summary>
    /// Takes the event if it is newer than all before it. A late older version is dropped, and so is a publish that comes after its end.
    /// </summary>
    /// <param name="matching">The subscriptions that it is for, whoever got an earlier version; none when the event is an end of a need.</param>
    /// <param name="revision">Of the subscriptions that were asked.</param>
    /// <returns>Null when it was dropped.</returns>
    public LogEntry? Take(SubjectEvent @event, IEnumerable<Guid> matching, long revision)
    {
        if (@event.Version <= Version)
        {
            return null;
        }
        // In id order, as the subscriptions will be locked.
        var recipients = Recipients.Concat(matching).Distinct().Order().ToArray();
        var entry = new LogEntry(@event.ToLogEvent(), @event.Version, recipients, revision, Supersedes: EventId);
        (Version, EventId, Recipients, Latest) = (@event.Version, @event.Id, recipients, @event);
        return entry;
    }
}

/// <summary>One accepted event on its way into the log.</summary>
/// <param name="Supersedes">The event of the same subject that it overtakes.</param>
internal sealed record LogEntry(LogEvent Event, long Version, IReadOnlyList<Guid> Recipients, long Revision, Guid? Supersedes);
