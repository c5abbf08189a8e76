namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>The events of one commit, with the sequences they get in each subscription: without a gap, in the order of the events.</summary>
internal sealed class LogBatch
{
    private readonly Dictionary<Guid, Guid> _superseders;
    private readonly HashSet<Guid> _ids;
    private readonly Dictionary<Guid, (Guid[] Subscriptions, long[] Sequences)> _recipients = [];

    /// <param name="last">The newest sequence of every subscription that exists; who is missing is gone and gets nothing.</param>
    public LogBatch(IReadOnlyList<LogEntry> entries, IReadOnlyList<LockedSubject> subjects, Dictionary<Guid, long> last)
    {
        (Entries, Subjects, Last) = (entries, subjects, last);
        _ids = [.. entries.Select(entry => entry.Event.Id)];
        _superseders = entries.Where(entry => entry.Supersedes is not null).ToDictionary(entry => entry.Supersedes!.Value, entry => entry.Event.Id);
        foreach (var entry in entries)
        {
            var subscriptions = entry.Recipients.Where(last.ContainsKey).ToArray();
            _recipients[entry.Event.Id] = (subscriptions, Array.ConvertAll(subscriptions, subscription => ++last[subscription]));
            Deliveries += subscriptions.Length;
        }
    }

    public IReadOnlyList<LogEntry> Entries { get; }

    /// <summary>The subjects that were raised.</summary>
    public IReadOnlyList<LockedSubject> Subjects { get; }

    /// <summary>The newest sequence of each subscription after this batch.</summary>
    public IReadOnlyDictionary<Guid, long> Last { get; }

    public int Deliveries { get; }

    public bool Holds(Guid eventId) => _ids.Contains(eventId);

    /// <summary>What overtakes the event within this batch.</summary>
    public Guid? SupersederOf(LogEntry entry) => _superseders.TryGetValue(entry.Event.Id, out var by) ? by : null;

    public (Guid[] Subscriptions, long[] Sequences) RecipientsOf(LogEntry entry) => _recipients[entry.Event.Id];

    /// <summary>The delivery rows as columns.</summary>
    public (Guid[] Subscriptions, long[] Sequences, Guid[] Events) ToRows()
    {
        var rows = (Subscriptions: new Guid[Deliveries], Sequences: new long[Deliveries], Events: new Guid[Deliveries]);
        var next = 0;
        foreach (var entry in Entries)
        {
            var (subscriptions, sequences) = _recipients[entry.Event.Id];
            subscriptions.CopyTo(rows.Subscriptions, next);
            sequences.CopyTo(rows.Sequences, next);
            Array.Fill(rows.Events, entry.Event.Id, next, subscriptions.Length);
            next += subscriptions.Length;
        }
        return rows;
    }
}
