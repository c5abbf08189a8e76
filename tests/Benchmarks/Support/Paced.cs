using System.Collections.Concurrent;
using System.Diagnostics;

namespace SocialEnzyme.Hub.Benchmarks.Support;

/// <summary>Publishes at a steady rate, whether or not the last answer has come.</summary>
internal static class Paced
{
    /// <summary>When each need was accepted, by its id.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> PublishAsync(Member publisher, int perSecond, TimeSpan time)
    {
        var (needs, headers) = (publisher.Needs, publisher.Headers);
        var accepted = new ConcurrentDictionary<string, long>();
        var calls = new List<Task>();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) is var elapsed && elapsed < time)
        {
            while (calls.Count < elapsed.TotalSeconds * perSecond) calls.Add(PublishOneAsync());
            // Until the next one is due: a client that looks at its watch all the time takes the core from what is measured.
            await Task.Delay(TimeSpan.FromSeconds(Math.Max(0.001, ((calls.Count + 1d) / perSecond) - elapsed.TotalSeconds)));
        }
        await Task.WhenAll(calls);
        return accepted;

        async Task PublishOneAsync()
        {
            var answer = await needs.PublishNeedAsync(Sample.Request(), headers);
            accepted[answer.Need.Id] = Stopwatch.GetTimestamp();
        }
    }
}
