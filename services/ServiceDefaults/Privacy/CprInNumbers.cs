using System.Globalization;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>CPR numbers sent as numbers: 2110625629, 101643066 (a first zero is lost), 211062.5629.</summary>
internal static class CprInNumbers
{
    private const decimal Smallest = 100_000_000;
    private const decimal TooLarge = 10_000_000_000;

    public static CprFinding? Scan(decimal value, DateOnly today, ReadOnlySpan<char> fieldName)
    {
        var number = Math.Abs(value);
        var whole = decimal.Truncate(number);
        if (whole == number)
        {
            return whole is >= Smallest and < TooLarge ? ScanText(whole, "0000000000", today, fieldName) : null;
        }

        // Six digits and four decimals; a coordinate never has more than three digits before the point.
        return whole is >= 10_000 and < 1_000_000 ? ScanText(number, "000000.0000####", today, fieldName) : null;
    }

    // A number has no inner positions worth telling.
    private static CprFinding? ScanText(decimal number, string format, DateOnly today, ReadOnlySpan<char> fieldName) =>
        CprDetector.Scan(number.ToString(format, CultureInfo.InvariantCulture), today, fieldName) is { } finding
            ? finding with { Position = 0, Length = 0 }
            : null;
}
