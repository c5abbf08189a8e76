namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>Weighs a number with a valid date: what speaks for a person's number, what for another kind.</summary>
internal static class CprVerdict
{
    public static CprCertainty? Of(
        ReadOnlySpan<char> folded, in CprCandidate candidate, in CprNumber number, ReadOnlySpan<char> digits, bool isPersonField)
    {
        if (HexToken.Holds(folded, candidate))
        {
            return null;
        }

        var context = CprContext.Read(folded, candidate);
        var level = (number.IsStrong ? 2 : 1) - Doubts(folded, candidate, digits);
        if (isPersonField || (context.HasPersonWord && !context.OtherWordIsNearer))
        {
            level = 2;
        }
        else if (context.HasPersonWord)
        {
            // "cpr" farther off than "faktura": not clear enough to let it pass.
            level = Math.Max(level, 1);
        }
        else if (context.HasOtherWord)
        {
            level--;
        }

        return level switch { >= 2 => CprCertainty.Certain, 1 => CprCertainty.Possible, _ => null };
    }

    private static int Doubts(ReadOnlySpan<char> folded, in CprCandidate candidate, ReadOnlySpan<char> digits)
    {
        var doubts = candidate.Spelling switch { CprSpelling.Joined => 2, CprSpelling.Loose => 1, _ => 0 };
        var before = candidate.Start > 0 ? folded[candidate.Start - 1] : '\0';
        var followsDigit = candidate.Start > 1 && char.IsAsciiDigit(folded[candidate.Start - 2]);
        var after = candidate.End < folded.Length - 1 && char.IsAsciiDigit(folded[candidate.End + 1]) ? folded[candidate.End] : '\0';

        // +30 2101234567: a telephone number of another country.
        doubts += before == '+' || FollowsCountryCode(folded[..candidate.Start]) ? 1 : 0;
        // 24.12.26 1400: a date and an hour.
        doubts += candidate.HasWrittenDate && IsHour(digits[6..]) ? 1 : 0;
        // The decimals of a coordinate, or a piece of a longer row of small groups.
        var isPiece = candidate.Spelling != CprSpelling.Plain
            ? (followsDigit && before is ' ' or '.' or ',' or '-' or '/' or ':') || after is ' ' or '.' or ',' or '-' or '/' or ':'
            : followsDigit && before is '.' or ',' && !folded[candidate.Start..candidate.End].Contains('-');
        return doubts + (isPiece ? 1 : 0);
    }

    private static bool FollowsCountryCode(ReadOnlySpan<char> before)
    {
        var trimmed = before.TrimEnd(' ');
        var code = trimmed.Length - trimmed.TrimEnd("0123456789").Length;
        return code is >= 1 and <= 3 && trimmed.Length < before.Length && trimmed.Length > code && trimmed[^(code + 1)] == '+';
    }

    private static bool IsHour(ReadOnlySpan<char> serial) =>
        (serial[0] is '0' or '1' || (serial[0] == '2' && serial[1] <= '4')) && serial[2] <= '5';
}
