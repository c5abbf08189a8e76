using System.Buffers;
using System.Text;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>How names of categories and skills are spelled and compared: trimmed, composed, without regard to case.</summary>
/// <remarks>
/// The hub runs without ICU (InvariantGlobalization), where string.Normalize leaves everything but ASCII as it is.
/// So the letters of Western Europe are composed here: an "å" typed as a and a ring is the same letter as one typed whole.
/// </remarks>
public static class Words
{
    public static readonly StringComparer Comparer = StringComparer.OrdinalIgnoreCase;

    private const string Marks = "\u0300\u0301\u0302\u0303\u0308\u030A\u0327";

    private static readonly SearchValues<char> AnyMark = SearchValues.Create(Marks);

    // For each mark the letters that take it and, below them, what they become.
    private static readonly (string Bare, string Whole)[] Composed =
    [
        ("AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
        ("AEIOUYaeiouyØøÆæ", "ÁÉÍÓÚÝáéíóúýǾǿǼǽ"),
        ("AEIOUaeiou", "ÂÊÎÔÛâêîôû"),
        ("ANOano", "ÃÑÕãñõ"),
        ("AEIOUaeiouy", "ÄËÏÖÜäëïöüÿ"),
        ("Aa", "Åå"),
        ("Cc", "Çç"),
    ];

    public static string Normalise(string text)
    {
        var trimmed = text.Trim();
        return trimmed.AsSpan().IndexOfAny(AnyMark) < 0 ? trimmed : Compose(trimmed);
    }

    /// <summary>Spelled so that what is equal without regard to case is the same text.</summary>
    public static string InCapitals(string text) => Normalise(text).ToUpperInvariant();

    private static string Compose(string text)
    {
        var composed = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var mark = Marks.IndexOf(c, StringComparison.Ordinal);
            var letter = mark < 0 || composed.Length == 0 ? -1 : Composed[mark].Bare.IndexOf(composed[^1], StringComparison.Ordinal);
            if (letter < 0)
            {
                composed.Append(c);
            }
            else
            {
                composed[^1] = Composed[mark].Whole[letter];
            }
        }
        return composed.ToString();
    }
}
