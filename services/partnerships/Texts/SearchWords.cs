using System.Text;

namespace SocialEnzyme.Hub.Partnerships.Texts;

/// <summary>Words as they are searched: in small letters, with æ, ø and å as ae, oe and aa, whoever typed them and on what.</summary>
internal static class SearchWords
{
    private const int MaxWords = 10;

    /// <summary>The words of these texts with single blanks between them.</summary>
    public static string Fold(params IEnumerable<string?> texts)
    {
        var folded = new StringBuilder();
        foreach (var c in string.Join(' ', texts).AsSpan())
        {
            _ = char.ToLowerInvariant(c) switch
            {
                'æ' or 'ä' => folded.Append("ae"),
                'ø' or 'ö' => folded.Append("oe"),
                'å' => folded.Append("aa"),
                'é' or 'è' or 'ê' or 'ë' => folded.Append('e'),
                'á' or 'à' or 'â' => folded.Append('a'),
                'ü' or 'ú' => folded.Append('u'),
                'ó' or 'ô' => folded.Append('o'),
                'í' or 'ï' => folded.Append('i'),
                var letter when char.IsLetterOrDigit(letter) => folded.Append(letter),
                _ when folded.Length > 0 && folded[^1] != ' ' => folded.Append(' '),
                _ => folded,
            };
        }
        return folded.ToString().TrimEnd();
    }

    /// <summary>What PostgreSQL calls a tsquery: every word, or a longer one that begins with it. Empty: there is no word.</summary>
    public static string Prefixes(string folded) =>
        string.Join(" & ", folded.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(MaxWords).Select(word => word + ":*"));
}
