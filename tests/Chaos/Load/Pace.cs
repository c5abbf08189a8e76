using System.Diagnostics;

namespace SocialEnzyme.Hub.Chaos.Load;

/// <summary>Lets so many publishes begin per second, and makes up for the time in which none could.</summary>
internal sealed class Pace(double perSecond, TimeSpan time)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private int _taken;

    public bool IsOver => Elapsed >= time;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>How many might have begun since the start.</summary>
    public int Due => (int)(Elapsed.TotalSeconds * perSecond);

    /// <summary>How many might have begun and have not.</summary>
    public int Behind => Due - _taken;

    /// <summary>Another pace for the same time.</summary>
    public Pace At(double slower) => new(slower, time);

    public bool TryTake(int count)
    {
        if (Behind < count) return false;
        Interlocked.Add(ref _taken, count);
        return true;
    }
}
