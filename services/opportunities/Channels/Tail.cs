using SocialEnzyme.Hub.Opportunities.Log;

namespace SocialEnzyme.Hub.Opportunities.Channels;

/// <summary>
/// The newest deliveries of a subscription as this process committed them, for a stream that keeps up: it need not ask the database for what was
/// just written. What is missing here, because it was too much or another replica wrote it, shows as a gap, and is read from the database.
/// </summary>
internal sealed class Tail
{
    private const int Room = 256;

    private readonly Lock _lock = new();
    private readonly LinkedList<Entry> _entries = new();
    private bool _isDoubtful;

    /// <summary>Nothing is taken until the stream has asked how the subscription stands: it may be paused.</summary>
    public void Doubt()
    {
        lock (_lock)
        {
            _isDoubtful = true;
        }
    }

    /// <summary>Call before asking, so that a doubt that comes meanwhile stays.</summary>
    /// <returns>True when there was a doubt: what was asked before it says nothing.</returns>
    public bool Trust()
    {
        lock (_lock)
        {
            var wasDoubtful = _isDoubtful;
            _isDoubtful = false;
            return wasDoubtful;
        }
    }

    /// <summary>Call in the order of the sequences, after the commit.</summary>
    public void Add(long sequence, LogEvent @event, Guid? supersedes, long now)
    {
        lock (_lock)
        {
            for (var node = _entries.Last; supersedes is not null && node is not null; node = node.Previous)
            {
                if (node.Value.Event.Id == supersedes)
                {
                    node.ValueRef = node.Value with { SupersededBy = @event.Id };
                }
            }
            _entries.AddLast(new Entry(sequence, @event, null, now));
            if (_entries.Count > Room)
            {
                _entries.RemoveFirst();
            }
        }
    }

    /// <summary>True when what was taken last was all there is: whatever comes now wakes the listener.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count == 0 && !_isDoubtful;
            }
        }
    }

    /// <summary>What follows a sequence without a gap; nothing when the next one is not here or older than what may be sent unasked.</summary>
    public IReadOnlyList<Entry> Take(long after, int limit, long notBefore)
    {
        lock (_lock)
        {
            if (_isDoubtful)
            {
                return [];
            }
            while (_entries.First is { } first && (first.Value.Sequence <= after || first.Value.At < notBefore))
            {
                _entries.RemoveFirst();
            }
            var taken = new List<Entry>();
            while (taken.Count < limit && _entries.First is { } next && next.Value.Sequence == after + taken.Count + 1)
            {
                taken.Add(next.Value);
                _entries.RemoveFirst();
            }
            return taken;
        }
    }

    /// <param name="At">When it was committed, by the process's own clock.</param>
    public readonly record struct Entry(long Sequence, LogEvent Event, Guid? SupersededBy, long At);
}
