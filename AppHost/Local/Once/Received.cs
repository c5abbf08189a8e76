namespace SocialEnzyme.Hub.AppHost.Once;

/// <summary>One event as a receiver got it, on whichever channel.</summary>
public sealed record ReceivedEvent(string EventId, string NeedId, string Sequence);

/// <summary>What came for one subscription, in the order in which it came.</summary>
public sealed class Received
{
    readonly Lock _gate = new();
    readonly List<ReceivedEvent> _events = [];

    /// <summary>What a receiver found wrong: a bad signature, a broken stream.</summary>
    public string? Fault { get; private set; }

    public IReadOnlyList<ReceivedEvent> Events
    {
        get { lock (_gate) return [.. _events]; }
    }

    public void Add(ReceivedEvent received)
    {
        lock (_gate)
        {
            // A repeated delivery of the same event is allowed, and is the receiver's to drop by its id.
            if (!_events.Exists(known => known.EventId == received.EventId)) _events.Add(received);
        }
    }

    public void Blame(string fault)
    {
        lock (_gate) Fault ??= fault;
    }

    /// <summary>Null: exactly the expected needs came, each once. Else what differs.</summary>
    public string? DifferenceTo(IReadOnlySet<string> expected)
    {
        var events = Events;
        if (Fault is not null) return Fault;
        var got = events.Select(each => each.NeedId).ToHashSet();
        if (expected.Except(got).ToList() is { Count: > 0 } missing) return $"{missing.Count} of {expected.Count} needs are missing, the first is {missing[0]}";
        if (got.Except(expected).ToList() is { Count: > 0 } stray) return $"{stray.Count} needs came that the filter does not meet, the first is {stray[0]}";
        if (events.Count != got.Count) return "a need came twice, under two event ids";
        return null;
    }

    /// <summary>Null: the sequence rises by one from the first to the last.</summary>
    public string? GapInSequence()
    {
        var sequences = Events.Select(each => long.Parse(each.Sequence, System.Globalization.CultureInfo.InvariantCulture)).Order().ToList();
        for (var i = 1; i < sequences.Count; i++)
        {
            if (sequences[i] != sequences[i - 1] + 1) return $"after sequence {sequences[i - 1]} came {sequences[i]}";
        }
        return null;
    }
}
