using System.Buffers;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>Finds CPR numbers in text, in every spelling that people use and most that hide one.</summary>
public static class CprDetector
{
    private const int OnStack = 256;
    private const int MaxDecodings = 4;

    /// <summary>
    /// The worst finding in <paramref name="text"/>, or null. <paramref name="fieldName"/> counts as a word beside the number;
    /// <paramref name="today"/> tells which birth dates lie ahead. An address may spell it percent-encoded: then all of the text is the finding.
    /// </summary>
    public static CprFinding? Scan(ReadOnlySpan<char> text, DateOnly today, ReadOnlySpan<char> fieldName = default)
    {
        var found = ScanPlain(text, today, fieldName);
        return found is not { Certainty: CprCertainty.Certain } && text.Contains('%') ? ScanDecoded(found, text, today, fieldName) : found;
    }

    // %2D is a hyphen, %252D is one that was encoded twice.
    private static CprFinding? ScanDecoded(CprFinding? found, ReadOnlySpan<char> text, DateOnly today, ReadOnlySpan<char> fieldName)
    {
        var decoded = text.ToString();
        for (var round = 0; round < MaxDecodings; round++)
        {
            var before = decoded;
            decoded = Uri.UnescapeDataString(before);
            if (decoded == before)
            {
                break;
            }
        }
        return decoded.Length < text.Length && ScanPlain(decoded, today, fieldName) is { } hidden && (found is null || hidden.Certainty > found.Value.Certainty)
            ? new CprFinding(hidden.Certainty, 0, text.Length)
            : found;
    }

    private static CprFinding? ScanPlain(ReadOnlySpan<char> text, DateOnly today, ReadOnlySpan<char> fieldName)
    {
        if (!HasTenDigits(text) || TenDigitFields.Allows(fieldName, text))
        {
            return null;
        }

        var isSmall = text.Length <= OnStack;
        var rentedChars = isSmall ? null : ArrayPool<char>.Shared.Rent(text.Length);
        var rentedOrigins = isSmall ? null : ArrayPool<int>.Shared.Rent(text.Length);
        var folded = isSmall ? stackalloc char[OnStack] : rentedChars.AsSpan();
        var origins = isSmall ? stackalloc int[OnStack] : rentedOrigins.AsSpan();
        try
        {
            var count = TextFold.Fold(text, folded, origins);
            return ScanFolded(folded[..count], today, CprContext.NamesPersonNumber(fieldName)) is not { } found ? null
                : Locate(found, text, origins);
        }
        finally
        {
            if (rentedChars is not null)
            {
                // Cleared, so that a number does not live on in a shared buffer.
                ArrayPool<char>.Shared.Return(rentedChars, clearArray: true);
                ArrayPool<int>.Shared.Return(rentedOrigins!);
            }
        }
    }

    private static CprFinding Locate(CprFinding found, ReadOnlySpan<char> text, ReadOnlySpan<int> origins)
    {
        var first = origins[found.Position];
        var last = origins[found.Position + found.Length - 1];
        var end = last + (char.IsHighSurrogate(text[last]) ? 2 : 1);
        return found with { Position = first, Length = end - first };
    }

    private static CprFinding? ScanFolded(ReadOnlySpan<char> folded, DateOnly today, bool isPersonField)
    {
        Span<char> digits = stackalloc char[CprCandidate.DigitCount];
        CprFinding? worst = null;
        for (var at = 0; at < folded.Length; at++)
        {
            var next = folded[at..].IndexOfAnyInRange('0', '9');
            if (next < 0)
            {
                break;
            }

            at += next;
            if (CprCandidate.TryRead(folded, at, digits, out var candidate) && CprNumber.TryRead(digits, today, out var number)
                && CprVerdict.Of(folded, candidate, number, digits, isPersonField) is { } certainty
                && (worst is null || certainty > worst.Value.Certainty))
            {
                worst = new CprFinding(certainty, candidate.Start, candidate.End - candidate.Start);
                if (certainty == CprCertainty.Certain)
                {
                    break;
                }
            }

            var rest = folded[at..].IndexOfAnyExceptInRange('0', '9');
            at = rest < 0 ? folded.Length : at + rest;
        }

        return worst;
    }

    // Most texts end here: three vectorised looks, and a count only where there are digits.
    internal static bool HasTenDigits(ReadOnlySpan<char> text)
    {
        if (text.Length < CprCandidate.DigitCount)
        {
            return false;
        }

        var count = 0;
        for (var rest = text; rest.IndexOfAnyInRange('0', '9') is var next and >= 0; rest = rest[(next + 1)..])
        {
            if (++count == CprCandidate.DigitCount)
            {
                return true;
            }
        }

        // U+0660 is the first digit beyond Latin; below it only the superscripts count.
        for (var rest = text; rest.IndexOfAny('\u00B2', '\u00B3', '\u00B9') is var next and >= 0; rest = rest[(next + 1)..])
        {
            count++;
        }

        for (var rest = text; rest.IndexOfAnyExceptInRange('\0', '\u065F') is var next and >= 0; rest = rest[(next + 1)..])
        {
            // Both halves of a pair count: too many rather than too few.
            count += TextFold.MayBeDigit(rest[next]) ? 1 : 0;
        }

        return count >= CprCandidate.DigitCount;
    }
}
