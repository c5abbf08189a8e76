using System.Buffers;
using System.Text.RegularExpressions;

namespace SocialEnzyme.Hub.ServiceDefaults.Wording;

/// <summary>Looks for words that make clients of people and proposes others. It warns and never refuses: the writer knows best.</summary>
public static class RespectfulWords
{
    /// <summary>More than this in one text helps nobody.</summary>
    public const int MaxWarnings = 20;

    // Nearly every text holds none of these: it is read once, and no further.
    private static readonly SearchValues<string> Stems =
        SearchValues.Create([.. Disrespects.All.SelectMany(each => each.Stems)], StringComparison.OrdinalIgnoreCase);

    /// <summary>The words of these texts to think about, in the order in which they stand.</summary>
    /// <param name="texts">Each with the JSON pointer of its field.</param>
    public static IReadOnlyList<TextWarning> Check(params IEnumerable<(string Pointer, string? Text)> texts)
    {
        List<TextWarning>? warnings = null;
        foreach (var (pointer, text) in texts)
        {
            if (text is null || !text.AsSpan().ContainsAny(Stems))
            {
                continue;
            }
            var found = Disrespects.All
                .SelectMany(each => each.Pattern.EnumerateAll(text).Select(at => (at.Index, at.Length, each.Suggestion)))
                .OrderBy(each => each.Index).ThenByDescending(each => each.Length);
            var end = 0;
            foreach (var (index, length, suggestion) in found)
            {
                // Of two that overlap the longer one says it all.
                if (index < end)
                {
                    continue;
                }
                end = index + length;
                warnings ??= [];
                if (warnings.Count == MaxWarnings)
                {
                    return warnings;
                }
                var word = text.Substring(index, length);
                warnings.Add(new TextWarning(
                    pointer, word, suggestion,
                    $"\"{word}\" gør let mennesker til klienter; skriv hellere {suggestion}.",
                    $"\"{word}\" easily makes clients of people; in Danish rather write {suggestion}."));
            }
        }
        return warnings ?? [];
    }

    private static List<(int Index, int Length)> EnumerateAll(this Regex pattern, string text)
    {
        var all = new List<(int, int)>();
        foreach (var match in pattern.EnumerateMatches(text))
        {
            all.Add((match.Index, match.Length));
        }
        return all;
    }
}
