using SocialEnzyme.Hub.Benchmarks.Report;
using SocialEnzyme.Hub.Benchmarks.Support;

namespace SocialEnzyme.Hub.Benchmarks.Scenarios;

/// <summary>Something that is measured at least three times, each time beside its yardstick.</summary>
internal abstract class Scenario(string name, string what)
{
    public string Name => name;

    public string What => what;

    public abstract Task<IReadOnlyList<Figure>> RunAsync(Lab lab);

    /// <summary>Measures as often as was asked for, and says each outcome.</summary>
    protected static async Task<List<T>> RepeatAsync<T>(Lab lab, Func<Task<T>> run)
    {
        var outcomes = new List<T>();
        for (var i = 0; i < lab.Options.Runs; i++)
        {
            outcomes.Add(await run());
            lab.Step($"run {i + 1}: {outcomes[^1]} (load {Machine.Load()})");
        }
        return outcomes;
    }
}
