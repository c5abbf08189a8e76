using System.Diagnostics.CodeAnalysis;

namespace SocialEnzyme.Hub.ServiceDefaults.Denmark;

/// <summary>A CVR number: the eight digits that name a company, an association or an authority.</summary>
public readonly record struct Cvr
{
    private const int Length = 8;

    private readonly string? _digits;

    private Cvr(string digits) => _digits = digits;

    private static ReadOnlySpan<byte> Weights => [2, 7, 6, 5, 4, 3, 2, 1];

    /// <summary>Accepts blanks, hyphens and dots between the digits and `DK` before them; refuses a wrong check digit and a leading zero.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Cvr cvr)
    {
        cvr = default;
        var rest = text.AsSpan().Trim();
        if (rest.StartsWith("DK", StringComparison.OrdinalIgnoreCase))
        {
            rest = rest[2..];
        }

        Span<char> digits = stackalloc char[Length];
        var count = 0;
        foreach (var c in rest)
        {
            if (c is ' ' or '\u00A0' or '-' or '.')
            {
                continue;
            }

            if (!char.IsAsciiDigit(c) || count == Length)
            {
                return false;
            }

            digits[count++] = c;
        }

        if (count != Length || digits[0] == '0' || WeightedSum(digits) % 11 != 0)
        {
            return false;
        }

        cvr = new Cvr(new string(digits));
        return true;
    }

    public override string ToString() => _digits ?? "";

    private static int WeightedSum(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < Length; i++)
        {
            sum += (digits[i] - '0') * Weights[i];
        }

        return sum;
    }
}
