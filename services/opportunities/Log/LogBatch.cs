namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>The events of one commit, with the places they get in each subscription: without a gap, in the order of the events.</summary>
internal sealed class LogBatch
{
    private readonly Dictionary<Guid, Guid> _superseders;
    private readonly HashSet<Guid> _ids;
    private readonly Dictionary<Guid, long[]> _places;
    private readonly Dictionary<Guid, long> _raises = [];
    private readonly Dictionary<Guid, (Guid[] Subscriptions, long[] Sequences)> _recipients = [];

    public LogBatch(IReadOnlyList<LogEntry> entries, IReadOnlyList<LockedSubject> subjects)
    {
        (Entries, Subjects) = (entries, subjects);
        _ids = [.. entries.Select(entry => entry.Event.Id)];
        _superseders = entries.Where(entry => entry.Supersedes is not null).ToDictionary(entry => entry.Supersedes!.Value, entry => entry.Event.Id);
        _places = entries.ToDictionary(
            entry => entry.Event.Id,
            entry => entry.Recipients.Select(subscription => _raises[subscription] = _raises.GetValueOrDefault(subscription) + 1).ToArray());
    }

    public IReadOnlyList<LogEntry> Entries { get; }

    /// <summary>The subjects that were raised.</summary>
    public IReadOnlyList<LockedSubject> Subjects { get; }

    /// <summary>By how much the sequence of each subscription rises.</summary>
    public IReadOnlyDictionary<Guid, long> Raises => _raises;

    public bool Holds(Guid eventId) => _ids.Contains(eventId);

    /// <summary>What overtakes the event within this batch.</summary>
    public Guid? SupersederOf(LogEntry entry) => _superseders.TryGetValue(entry.Event.Id, out var by) ? by : null;

    /// <summary>How far behind the newest sequence of each of its recipients the event comes, from 1.</summary>
    public long[] PlacesOf(LogEntry entry) => _places[entry.Event.Id];

    /// <summary>Reckons as the database does.</summary>
    /// <param name="last">The newest sequence of every subscription that exists; who is missing is gone and gets nothing.</param>
    public void Deliver(IReadOnlyDictionary<Guid, long> last)
    {
        foreach (var entry in Entries)
        {
            var there = entry.Recipients.Zip(PlacesOf(entry)).Where(pair => last.ContainsKey(pair.First)).ToArray();
            _recipients[entry.Event.Id] = (
                Array.ConvertAll(there, pair => pair.First), Array.ConvertAll(there, pair => last[pair.First] + pair.Second));
        }
    }

    /// <summary>Who got it, and under which sequence of theirs.</summary>
    public (Guid[] Subscriptions, long[] Sequences) RecipientsOf(LogEntry entry) => _recipients[entry.Event.Id];
}
