using System.Collections.Concurrent;

namespace SocialEnzyme.Hub.Gateway.Limits;

/// <summary>Counts per window in this process; bounded, whatever is counted.</summary>
internal sealed class WindowCounter<TKey>(TimeSpan window, int maxKeys, TimeProvider clock) where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Window> _windows = [];

    private sealed class Window(long startedAt)
    {
        public readonly long StartedAt = startedAt;
        public long Used;
    }

    public int Count => _windows.Count;

    /// <summary>Counts one more.</summary>
    public Standing Add(TKey key)
    {
        var current = Current(key) ?? Open(key);
        return new(Interlocked.Increment(ref current.Used), Left(current));
    }

    /// <summary>Looks without counting.</summary>
    public Standing Look(TKey key) => Current(key) is { } current ? new(Volatile.Read(ref current.Used), Left(current)) : new(0, window);

    private Window? Current(TKey key) => _windows.TryGetValue(key, out var found) && Left(found) > TimeSpan.Zero ? found : null;

    private TimeSpan Left(Window of) => window - clock.GetElapsedTime(of.StartedAt);

    private Window Open(TKey key)
    {
        if (_windows.Count >= maxKeys)
        {
            MakeRoom();
        }
        var fresh = new Window(clock.GetTimestamp());
        return _windows.AddOrUpdate(key, fresh, (_, present) => Left(present) > TimeSpan.Zero ? present : fresh);
    }

    private void MakeRoom()
    {
        foreach (var (key, found) in _windows)
        {
            if (Left(found) <= TimeSpan.Zero)
            {
                _windows.TryRemove(new(key, found));
            }
        }
        if (_windows.Count >= maxKeys)
        {
            // More at once than can be told apart: all begin anew, which costs exactness and not memory.
            _windows.Clear();
        }
    }
}
