namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>UUIDs and digests: hexadecimal tokens whose digits are nobody's number.</summary>
internal static class HexToken
{
    private const int UuidLength = 36;

    public static bool Holds(ReadOnlySpan<char> folded, in CprCandidate candidate)
    {
        var start = candidate.Start;
        while (start > 0 && IsHexOrHyphen(folded[start - 1]))
        {
            start--;
        }

        var end = candidate.End;
        while (end < folded.Length && IsHexOrHyphen(folded[end]))
        {
            end++;
        }

        var token = folded[start..end];
        return IsUuid(token) || IsDigest(token);
    }

    private static bool IsHexOrHyphen(char c) => char.IsAsciiHexDigitLower(c) || c == '-';

    private static bool IsUuid(ReadOnlySpan<char> token) =>
        token.Length == UuidLength && token[8] == '-' && token[13] == '-' && token[18] == '-' && token[23] == '-'
        && token.Count('-') == 4;

    // 16 and 32 digits are span and trace ids, 40 and 64 are digests.
    private static bool IsDigest(ReadOnlySpan<char> token) =>
        token.Length is 16 or 32 or 40 or 64 && !token.Contains('-') && token.IndexOfAnyInRange('a', 'f') >= 0;
}
