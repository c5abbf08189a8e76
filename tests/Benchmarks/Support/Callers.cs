using System.Diagnostics;

namespace SocialEnzyme.Hub.Benchmarks.Support;

/// <summary>Callers that each make their next call when the last one was answered.</summary>
internal static class Callers
{
    /// <summary>Calls per second over a time, made by this many at once.</summary>
    public static async Task<double> PerSecondAsync(int parallel, TimeSpan time, Func<Task> call)
    {
        var done = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                await call();
                Interlocked.Increment(ref done);
            }
        })));
        return done / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>This many calls in all, made by several at once.</summary>
    public static async Task<TimeSpan> TimesAsync(int parallel, int times, Func<Task> call)
    {
        var left = times;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0) await call();
        })));
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>How many milliseconds a call took.</summary>
    public static async Task<double> MillisecondsAsync(Func<Task> call)
    {
        var started = Stopwatch.GetTimestamp();
        await call();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
