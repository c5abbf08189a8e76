using System.Collections.Concurrent;
using Npgsql;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>The newest events, held once for all endpoints that get them: ten webhooks of one event do not fetch it ten times.</summary>
internal sealed class EventCache(NpgsqlDataSource db)
{
    private const long MaxBytes = 64 * 1024 * 1024;

    // What an entry costs beside its data.
    private const int Overhead = 400;

    private readonly ConcurrentDictionary<Guid, LogEvent> _events = new();
    private readonly ConcurrentQueue<LogEvent> _age = new();
    private long _bytes;

    /// <summary>Keeps the event until newer ones need its room.</summary>
    public void Add(LogEvent @event)
    {
        if (!_events.TryAdd(@event.Id, @event))
        {
            return;
        }
        _age.Enqueue(@event);
        var bytes = Interlocked.Add(ref _bytes, @event.Data.Length + Overhead);
        while (bytes > MaxBytes && _age.TryDequeue(out var oldest))
        {
            _events.TryRemove(oldest.Id, out _);
            bytes = Interlocked.Add(ref _bytes, -(oldest.Data.Length + Overhead));
        }
    }

    /// <summary>These events, from memory where they are there.</summary>
    public async Task<IReadOnlyDictionary<Guid, LogEvent>> GetAsync(IEnumerable<Guid> ids, CancellationToken ct)
    {
        var found = new Dictionary<Guid, LogEvent>();
        var missing = new List<Guid>();
        foreach (var id in ids)
        {
            if (_events.TryGetValue(id, out var @event))
            {
                found[id] = @event;
            }
            else
            {
                missing.Add(id);
            }
        }
        if (missing.Count > 0)
        {
            foreach (var @event in await LogStore.EventsAsync(db, [.. missing], ct))
            {
                found[@event.Id] = @event;
                Add(@event);
            }
        }
        return found;
    }
}
