using System.Globalization;
using System.Net;
using System.Text;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>
/// Folds the many ways to type a character into one: every digit to 0–9, every dash to a hyphen, every blank to a space,
/// letters to lower case; what has no width is dropped.
/// </summary>
/// <remarks>The hub runs without ICU (InvariantGlobalization), where string.Normalize leaves everything but ASCII as it is.</remarks>
internal static class TextFold
{
    private const int LongestEntity = 10;
    private const char Dropped = '\0';
    private const char Other = '\uFFFD';

    /// <summary>Writes the folded text and, for each character, where in the original it began; returns how many there are.</summary>
    public static int Fold(ReadOnlySpan<char> text, Span<char> folded, Span<int> origins)
    {
        var count = 0;
        for (var i = 0; i < text.Length;)
        {
            var width = 1;
            var c = text[i] switch
            {
                '&' => FoldEntity(text[i..], out width),
                < '\x80' => FoldAscii(text[i]),
                _ => FoldUnicode(text[i..], out width),
            };
            if (c != Dropped)
            {
                folded[count] = c;
                origins[count++] = i;
            }

            i += width;
        }

        return count;
    }

    /// <summary>True when the character, alone or as half of a pair, may be a digit outside ASCII.</summary>
    public static bool MayBeDigit(char c) =>
        c >= 0x80 && (char.IsSurrogate(c) || CharUnicodeInfo.GetDigitValue(c) >= 0);

    private static char FoldAscii(char c) => c switch
    {
        >= 'A' and <= 'Z' => (char)(c | 0x20),
        ' ' or '\t' => ' ',
        '\n' or '\r' or '\v' or '\f' => '\n',
        '\\' => '/',
        < ' ' or '\x7f' => Dropped,
        _ => c,
    };

    // Text pasted from a web page: 211062&nbsp;5629.
    private static char FoldEntity(ReadOnlySpan<char> text, out int width)
    {
        width = 1;
        var end = text[..Math.Min(text.Length, LongestEntity)].IndexOf(';');
        if (end < 0)
        {
            return '&';
        }

        var decoded = WebUtility.HtmlDecode(text[..(end + 1)].ToString());
        if (decoded.Length > 2 || decoded is "&")
        {
            return '&';
        }

        width = end + 1;
        return decoded[0] < 0x80 ? FoldAscii(decoded[0]) : FoldUnicode(decoded, out _);
    }

    private static char FoldUnicode(ReadOnlySpan<char> text, out int width)
    {
        Rune.DecodeFromUtf16(text, out var rune, out width);
        var digit = DigitOf(rune);
        return digit >= 0 ? (char)('0' + digit) : rune.Value switch
        {
            >= 0xFF01 and <= 0xFF5E and not 0xFF0D => FoldAscii((char)(rune.Value - 0xFEE0)), // full-width forms
            >= 0x1D400 and <= 0x1D6A3 => (char)('a' + ((rune.Value - 0x1D400) % 26)), // mathematical letters
            0x2212 or 0x02D7 or 0x2043 or 0x207B or 0x208B or 0x2500 or 0x30FC or 0xFF70 => '-',
            0x2044 or 0x2215 or 0x29F8 => '/',
            0x00B7 or 0x2022 or 0x2024 or 0x2027 or 0x2219 or 0x22C5 or 0x3002 or 0xFF61 => '.',
            0x2800 or 0x115F or 0x1160 or 0x3164 or 0xFFA0 => ' ', // letters and symbols that show nothing
            0x0085 => '\n',
            _ => FoldByCategory(rune),
        };
    }

    private static char FoldByCategory(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.DashPunctuation => '-',
        UnicodeCategory.SpaceSeparator => ' ',
        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => '\n',
        // Soft hyphen, zero-width, direction marks; accents, variation selectors and key caps that sit on a digit.
        UnicodeCategory.Format or UnicodeCategory.Control
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => Dropped,
        _ => rune.IsBmp ? char.ToLowerInvariant((char)rune.Value) : Other,
    };

    private static int DigitOf(Rune rune)
    {
        if (rune.IsBmp)
        {
            return CharUnicodeInfo.GetDigitValue((char)rune.Value);
        }

        var isNumber = Rune.GetUnicodeCategory(rune) is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.OtherNumber;
        return isNumber && Rune.GetNumericValue(rune) is var value and >= 0 and <= 9 && value == Math.Floor(value) ? (int)value : -1;
    }
}
