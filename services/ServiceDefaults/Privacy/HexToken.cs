namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>UUIDs and digests: hexadecimal tokens whose digits are nobody's number.</summary>
internal static class HexToken
{
    private const int UuidLength = 36;

    // One more than the longest digest: a longer token is neither, and a text of hyphens must not be walked again for every candidate.
    private const int Reach = 65;

    public static bool Holds(ReadOnlySpan<char> folded, in CprCandidate candidate) =>
        IsUuid(TokenAround(folded, candidate.Start, candidate.End, allowsHyphen: true))
        || IsDigest(TokenAround(folded, candidate.Start, candidate.Start, allowsHyphen: false))
        || IsDigest(TokenAround(folded, candidate.End, candidate.End, allowsHyphen: false));

    private static ReadOnlySpan<char> TokenAround(ReadOnlySpan<char> folded, int start, int end, bool allowsHyphen)
    {
        var first = Math.Max(0, start - Reach);
        var last = Math.Min(folded.Length, end + Reach);
        while (start > first && IsPart(folded[start - 1], allowsHyphen))
        {
            start--;
        }

        while (end < last && IsPart(folded[end], allowsHyphen))
        {
            end++;
        }

        return folded[start..end];
    }

    private static bool IsPart(char c, bool allowsHyphen) => char.IsAsciiHexDigitLower(c) || (allowsHyphen && c == '-');

    private static bool IsUuid(ReadOnlySpan<char> token) =>
        token.Length == UuidLength && token[8] == '-' && token[13] == '-' && token[18] == '-' && token[23] == '-'
        && token.Count('-') == 4;

    // 16 and 32 digits are span and trace ids, 40 and 64 are digests.
    private static bool IsDigest(ReadOnlySpan<char> token) =>
        token.Length is 16 or 32 or 40 or 64 && token.IndexOfAnyInRange('a', 'f') >= 0;
}
