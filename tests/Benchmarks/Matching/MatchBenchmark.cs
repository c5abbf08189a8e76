using System.Diagnostics;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Matching;
using SocialEnzyme.Hub.Opportunities.Matching.Pairs;

namespace SocialEnzyme.Hub.Benchmarks.Matching;

/// <summary>What is matched with needs: how one is made, how it is put into its index, and how each is asked by itself.</summary>
public sealed record Matched<T>(Func<MatchWorkload, Wish, T> Make, Action<Guid, T> Set, Action<PublicNeed, List<Guid>> Match, Func<T, PublicNeed, bool> Meets);

/// <summary>The two things that are matched with needs.</summary>
public static class MatchBenchmark
{
    public static MatchBenchmark<Filter> Subscriptions(int size)
    {
        var index = new SubscriptionIndex();
        return new(size, new((workload, wish) => workload.Filter(wish), index.Set, index.Match, FilterMatch.Meets));
    }

    public static MatchBenchmark<PublicOffer> Offers(int size)
    {
        var index = new OfferIndex();
        var found = new List<(Guid Id, PublicOffer Offer, PairVerdict Verdict)>();
        return new(size, new((workload, wish) => workload.Offer(wish), index.Set, Match, (offer, need) => PairMatch.Match(need, offer, MatchWorkload.Start).IsMatch));

        void Match(PublicNeed need, List<Guid> into)
        {
            found.Clear();
            index.Match(need, MatchWorkload.Start, found);
            foreach (var one in found) into.Add(one.Id);
        }
    }
}

/// <summary>A number of subscriptions or offers, and needs that each meet about a hundred of them, whatever their number.</summary>
public sealed class MatchBenchmark<T>
{
    private const int Needs = 2_000;
    private const int Asked = 20_000;
    private const int Passes = 5;
    private const double WantedMatches = 100;
    private const int Fewest = 70;
    private const int Most = 140;
    private const int Seed = 20_261_122;

    private readonly Matched<T> _matched;
    private readonly List<PublicNeed> _needs;

    public MatchBenchmark(int size, Matched<T> matched)
    {
        _matched = matched;
        var workload = new MatchWorkload(Seed);
        var needs = Enumerable.Range(0, Asked).Select(_ => workload.Need()).ToList();
        All = [.. Wishes(workload, needs, size).Select(wish => (Guid.CreateVersion7(), matched.Make(workload, wish)))];
        foreach (var (id, each) in All) matched.Set(id, each);
        // Those needs that meet about a hundred: what is measured is the size, not how popular a need is.
        _needs = [.. needs.Where(need => Find(need).Count is >= Fewest and <= Most).Take(Needs)];
    }

    public IReadOnlyList<(Guid Id, T Each)> All { get; }

    public IEnumerable<PublicNeed> Some(int count) => _needs.Take(count);

    /// <summary>Microseconds at p99. Of several passes the best counts for each need: other processes on the machine are no part of it.</summary>
    public double P99()
    {
        var passes = Enumerable.Range(0, Passes).Select(_ => Pass()).ToList();
        var best = _needs.Select((_, i) => passes.Min(pass => pass[i])).Order().ToArray();
        return best[best.Length * 99 / 100];
    }

    /// <summary>Of what should be found, the share that is, and only that: every one of all is asked by itself.</summary>
    public double Recall(int count)
    {
        var right = Some(count).Count(need => Find(need).ToHashSet().SetEquals(All.Where(one => _matched.Meets(one.Each, need)).Select(one => one.Id)));
        return (double)right / Some(count).Count();
    }

    private List<Guid> Find(PublicNeed need)
    {
        var found = new List<Guid>();
        _matched.Match(need, found);
        return found;
    }

    private double[] Pass()
    {
        var found = new List<Guid>(10_000);
        return [.. _needs.Select(need =>
        {
            found.Clear();
            var started = Stopwatch.GetTimestamp();
            _matched.Match(need, found);
            return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
        })];
    }

    // Special wishes first; as many nearer and broader ones as bring the expected matches to a hundred.
    private Wish[] Wishes(MatchWorkload workload, List<PublicNeed> needs, int size)
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
    private double Share(MatchWorkload workload, List<PublicNeed> needs, Wish wish)
    {
        const int Tries = 300_000;
        var some = Enumerable.Range(0, Tries / 100).Select(_ => _matched.Make(workload, wish)).ToList();
        return Enumerable.Range(0, Tries).Count(i => _matched.Meets(some[i % some.Count], needs[i * 7 % needs.Count])) / (double)Tries;
    }
}
