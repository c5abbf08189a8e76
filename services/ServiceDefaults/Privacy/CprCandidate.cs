namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>How ten digits are spelled, from the plainest to what only a word such as cpr makes a number.</summary>
internal enum CprSpelling
{
    /// <summary>2110625629, 211062-5629, 211062 5629.</summary>
    Plain,

    /// <summary>Split by single blanks, with a break after the date: 21 10 62 56 29.</summary>
    Spaced,

    /// <summary>A written date and four digits tied to it: 21.10.62-5629.</summary>
    Dated,

    /// <summary>A break after the date, but of a kind that as often parts two numbers: 21.10.62 5629, 211062,5629.</summary>
    Loose,

    /// <summary>Ten digits with no break after the date: 2110 625629.</summary>
    Joined,
}

/// <summary>Ten digits in a folded text that may be one number.</summary>
internal readonly record struct CprCandidate(int Start, int End, CprSpelling Spelling, bool HasWrittenDate, bool IsInPairs)
{
    public const int DigitCount = 10;
    private const int DateDigits = 6;

    /// <summary>Reads groups of digits from <paramref name="start"/> until there are ten in all; false when a group ends beyond.</summary>
    public static bool TryRead(ReadOnlySpan<char> folded, int start, Span<char> digits, out CprCandidate candidate)
    {
        candidate = default;
        var (count, groups, at) = (0, 0, start);
        var hasBreak = false;
        var isInPairs = true;
        var (date, border, serial) = (new Seams(), CprSeparator.None, new Seams());
        while (true)
        {
            var groupStart = count;
            for (; at < folded.Length && char.IsAsciiDigit(folded[at]); at++)
            {
                if (count == DigitCount)
                {
                    return false;
                }

                digits[count++] = folded[at];
            }

            groups++;
            isInPairs &= count - groupStart == 2;
            if (count == DigitCount)
            {
                break;
            }

            var separator = CprSeparators.Read(folded, at, out var length);
            if (separator == CprSeparator.None)
            {
                return false;
            }

            hasBreak |= count == DateDigits;
            border = count == DateDigits ? separator : border;
            date = count < DateDigits ? date.With(separator) : date;
            serial = count > DateDigits ? serial.With(separator) : serial;
            at += length;
        }

        var spelling = groups == 1 ? CprSpelling.Plain : hasBreak ? Spell(date, border, serial) : CprSpelling.Joined;
        candidate = new CprCandidate(start, at, spelling, date.Marks > 0, isInPairs);
        return date.IsSound && serial.IsSound;
    }

    private static CprSpelling Spell(Seams date, CprSeparator border, Seams serial)
    {
        if (date.Marks == 0 && serial.Marks == 0)
        {
            return border == CprSeparator.Weak ? CprSpelling.Loose
                : date.Blanks + serial.Blanks == 0 ? CprSpelling.Plain : CprSpelling.Spaced;
        }

        return date is { Marks: 2, Blanks: 0 } && border is CprSeparator.Dash or CprSeparator.Mark
            ? CprSpelling.Dated
            : CprSpelling.Loose;
    }

    /// <summary>The separators inside one part of the number; only a single blank or a tight sign may stand there.</summary>
    private readonly record struct Seams(int Blanks, int Marks, bool IsBroken)
    {
        public bool IsSound => !IsBroken;

        public Seams With(CprSeparator separator) => separator switch
        {
            CprSeparator.Blank => this with { Blanks = Blanks + 1 },
            CprSeparator.Dash or CprSeparator.Mark => this with { Marks = Marks + 1 },
            _ => this with { IsBroken = true },
        };
    }
}
