using System.Collections.Concurrent;

namespace SocialEnzyme.Hub.Chaos.Support;

/// <summary>Counts what was done, from any thread.</summary>
internal sealed class Tally
{
    private readonly ConcurrentDictionary<string, int> _counts = new();

    public int this[string what] => _counts.GetValueOrDefault(what);

    public IReadOnlyDictionary<string, int> Counts => new SortedDictionary<string, int>(_counts, StringComparer.Ordinal);

    public void Add(string what, int times = 1) => _counts.AddOrUpdate(what, times, (_, count) => count + times);

    /// <summary>The sum of all whose name begins so.</summary>
    public int Sum(string beginning) => _counts.Where(pair => pair.Key.StartsWith(beginning, StringComparison.Ordinal)).Sum(pair => pair.Value);
}
