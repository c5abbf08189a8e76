using System.Diagnostics;
using System.Globalization;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matching;

namespace SocialEnzyme.Hub.Benchmarks.Matching;

/// <summary>How long one need takes against many subscriptions, about a hundred of which it meets, whatever their number.</summary>
public static class MatchBenchmark
{
    private const int Needs = 2_000;
    private const int Asked = 20_000;
    private const int Passes = 5;
    private const double WantedMatches = 100;
    private const int Fewest = 70;
    private const int Most = 140;
    private const int Seed = 20_261_122;

    /// <summary>The best of five passes counts for each need, since other processes on the machine are no part of it; the raw p99 has them in.</summary>
    public static void Run(TextWriter output, params IReadOnlyList<int> sizes)
    {
        output.WriteLine("subscriptions  matches  candidates  p50 µs  p99 µs  p99 raw µs  bytes each  set µs");
        foreach (var size in sizes)
        {
            RunOne(output, size);
        }
    }

    private static void RunOne(TextWriter output, int size)
    {
        var workload = new MatchWorkload(Seed);
        var needs = Enumerable.Range(0, Asked).Select(_ => workload.Need()).ToList();
        var wishes = Wishes(workload, needs, size);
        var empty = GC.GetTotalMemory(forceFullCollection: true);
        var index = new SubscriptionIndex();
        var setting = Stopwatch.StartNew();
        foreach (var wish in wishes)
        {
            index.Set(Guid.CreateVersion7(), workload.Filter(wish));
        }
        var set = setting.Elapsed.TotalMicroseconds / size;
        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - empty) / size;

        // Those needs that meet about a hundred: what is measured is the size, not how popular a need is.
        needs = [.. needs.Where(need => Match(index, need) is >= Fewest and <= Most).Take(Needs)];
        var before = index.Candidates;
        var counts = needs.Select(need => Match(index, need)).ToArray();
        var candidates = (index.Candidates - before) / (double)needs.Count;
        var passes = Enumerable.Range(0, Passes).Select(_ => Pass(index, needs)).ToList();
        var single = passes.SelectMany(pass => pass).Order().ToArray();
        var best = needs.Select((_, i) => passes.Min(pass => pass[i])).Order().ToArray();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{size,13:N0}  {counts.Average(),7:F0}  {candidates,10:F0}  {best[best.Length / 2],6:F0}  {best[best.Length * 99 / 100],6:F0}  {single[single.Length * 99 / 100],10:F0}  {bytes,10:N0}  {set,6:F1}"));
    }

    private static int Match(SubscriptionIndex index, PublicNeed need)
    {
        var found = new List<Guid>();
        index.Match(need, found);
        return found.Count;
    }

    private static double[] Pass(SubscriptionIndex index, List<PublicNeed> needs)
    {
        var found = new List<Guid>(10_000);
        return [.. needs.Select(need =>
        {
            found.Clear();
            var started = Stopwatch.GetTimestamp();
            index.Match(need, found);
            return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        })];
    }

    // Special wishes first; as many nearer and broader ones as bring the expected matches to a hundred.
    private static Wish[] Wishes(MatchWorkload workload, List<PublicNeed> needs, int size)
    {
        var (special, near, broad) = (Share(workload, needs, Wish.Special), Share(workload, needs, Wish.Near), Share(workload, needs, Wish.Broad));
        var order = new Random(Seed);
        var missing = Math.Max(0, WantedMatches - (size * special));
        var nears = Math.Min(0.4 * size, 0.8 * missing / (near - special));
        var broads = Math.Min(0.6 * size, Math.Max(0, missing - (nears * (near - special))) / (broad - special));
        var wishes = Enumerable.Range(0, size).Select(i => i < broads ? Wish.Broad : i < broads + nears ? Wish.Near : Wish.Special).ToArray();
        order.Shuffle(wishes);
        return wishes;
    }

    // The chance that a need meets such a filter.
    private static double Share(MatchWorkload workload, List<PublicNeed> needs, Wish wish)
    {
        const int Tries = 300_000;
        var filters = Enumerable.Range(0, Tries / 100).Select(_ => workload.Filter(wish)).ToList();
        return Enumerable.Range(0, Tries).Count(i => FilterMatch.Meets(filters[i % filters.Count], needs[i * 7 % needs.Count])) / (double)Tries;
    }
}
