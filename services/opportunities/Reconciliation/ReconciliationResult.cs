namespace SocialEnzyme.Hub.Opportunities.Reconciliation;

/// <summary>What one comparison of what should have happened with what did has found.</summary>
/// <param name="From">Up to where the comparison before it came in the log; none when this is the first.</param>
/// <param name="Until">What is younger is compared next time.</param>
internal sealed record ReconciliationResult(Guid Id, DateTimeOffset? From, DateTimeOffset Until, DateTimeOffset At)
{
    /// <summary>False: needs did not answer to the end, and the rest of its events is compared next time.</summary>
    public bool IsPublisherHeard { get; init; } = true;

    /// <summary>Events that needs published and the log should know.</summary>
    public long Published { get; init; }

    /// <summary>Events of the log whose deliveries were judged.</summary>
    public long Events { get; init; }

    /// <summary>Published events that the log never took, nor any later one of the same need.</summary>
    public long Lost { get; init; }

    /// <summary>Deliveries that should be there and are not.</summary>
    public long Missing { get; init; }

    /// <summary>Deliveries that should not be there; they are left alone.</summary>
    public long Surplus { get; init; }

    /// <summary>Of what was lost or missing, what is now there.</summary>
    public long Repaired { get; init; }

    public long Differences => Lost + Missing + Surplus;
}

/// <summary>Where the next comparison goes on.</summary>
/// <param name="Cursor">Of the events that needs retains.</param>
/// <param name="LoggedAt">With <paramref name="EventId"/>: the last event of the log that was judged.</param>
internal sealed record ReconciliationPosition(string Cursor, DateTimeOffset LoggedAt, Guid EventId);
