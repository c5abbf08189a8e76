using System.Collections.Concurrent;

namespace SocialEnzyme.Hub.Chaos.Checks;

/// <summary>What is not as it should be, by the word of the last line.</summary>
internal sealed class Findings
{
    private readonly ConcurrentQueue<(string Word, string Text)> _all = new();

    public IReadOnlyCollection<(string Word, string Text)> All => _all;

    public int Count(string word) => _all.Count(finding => finding.Word == word);

    /// <summary>Something accepted is not there, or did not come.</summary>
    public void Lost(string text) => _all.Enqueue(("lost", text));

    /// <summary>Something counted twice.</summary>
    public void Doubled(string text) => _all.Enqueue(("doubled", text));

    /// <summary>A promise of another kind does not hold.</summary>
    public void Broken(string text) => _all.Enqueue(("broken", text));

    /// <summary>A need and a subscription that the log has not as the filter has it.</summary>
    public void Difference(string text) => _all.Enqueue(("difference", text));
}
