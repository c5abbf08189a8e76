using System.Globalization;

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>A made-up CPR number that modulus 11 confirms, in the spellings in which it could be found again.</summary>
internal sealed record CprNumber(string Digits)
{
    private static readonly int[] Weights = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

    public string Dashed => $"{Digits[..6]}-{Digits[6..]}";
    public string Spaced => $"{Digits[..6]} {Digits[6..]}";
    public string Wide => string.Concat(Dashed.Select(c => char.IsAsciiDigit(c) ? (char)(c - '0' + '０') : c));
    public string Escaped => string.Concat(Digits.Select(c => string.Create(CultureInfo.InvariantCulture, $"%{(int)c:X2}")));

    /// <summary>What must be found nowhere.</summary>
    public IReadOnlyList<string> Spellings => [Digits, Dashed, Spaced, Wide, Escaped, $"{Digits[..6]}%20{Digits[6..]}", Hex(Digits), Hex(Dashed), Hex(Spaced), Hex(Wide)];

    public static CprNumber Draw()
    {
        while (true)
        {
            var born = new DateOnly(1940, 1, 2).AddDays(Random.Shared.Next(20_000));
            var digits = string.Create(CultureInfo.InvariantCulture, $"{born:ddMMyy}{Random.Shared.Next(4_000):0000}");
            if (digits.Zip(Weights, (digit, weight) => (digit - '0') * weight).Sum() % 11 == 0) return new CprNumber(digits);
        }
    }

    // As a database prints bytes.
    private static string Hex(string text) => Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(text));
}
