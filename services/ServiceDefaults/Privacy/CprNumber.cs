namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>The rules of the civil registration number, `DDMMYYSSSS`: birth date with its century, modulus 11, exception dates.</summary>
internal readonly record struct CprNumber(DateOnly BirthDate, bool HasModulus11, bool IsReplacement)
{
    // Hospitals' replacement numbers (erstatnings-CPR) add this to the day.
    private const int ReplacementDays = 60;

    private static ReadOnlySpan<byte> Weights => [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

    // Years whose 1 January has run out of numbers with a check digit (CPR-kontoret, 2023; "not necessarily exhaustive").
    private static ReadOnlySpan<byte> ExceptionYears =>
        [60, 62, 64, 65, 66, 67, 69, 70, 74, 75, 78, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 94, 95];

    /// <summary>More than a date speaks for it. A replacement number's check digit says nothing, so it never counts.</summary>
    public bool IsStrong => !IsReplacement && (HasModulus11 || HasExceptionDate);

    private bool HasExceptionDate =>
        BirthDate is { Month: 1, Day: 1, Year: >= 1900 and < 2000 } && ExceptionYears.Contains((byte)(BirthDate.Year % 100));

    /// <summary>Reads ten digits; false when no one can have been born on that date by <paramref name="today"/>.</summary>
    public static bool TryRead(ReadOnlySpan<char> digits, DateOnly today, out CprNumber number)
    {
        number = default;
        var day = Two(digits, 0);
        var month = Two(digits, 2);
        var isReplacement = day > ReplacementDays;
        day -= isReplacement ? ReplacementDays : 0;
        var year = YearOf(Two(digits, 4), digits[6] - '0');
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        var birthDate = new DateOnly(year, month, day);
        // A day's grace: a child born after midnight in Denmark is registered before UTC has turned the page.
        if (birthDate > today.AddDays(1))
        {
            return false;
        }

        number = new CprNumber(birthDate, WeightedSum(digits) % 11 == 0, isReplacement);
        return true;
    }

    // The seventh digit decides the century. 9 (and 4) with 37 is 1937: 36 is the last year that means 20YY.
    private static int YearOf(int yy, int seventh) => seventh switch
    {
        <= 3 => 1900 + yy,
        4 or 9 => (yy <= 36 ? 2000 : 1900) + yy,
        _ => (yy <= 57 ? 2000 : 1800) + yy,
    };

    private static int Two(ReadOnlySpan<char> digits, int at) => ((digits[at] - '0') * 10) + digits[at + 1] - '0';

    private static int WeightedSum(ReadOnlySpan<char> digits)
    {
        var sum = 0;
        for (var i = 0; i < Weights.Length; i++)
        {
            sum += (digits[i] - '0') * Weights[i];
        }

        return sum;
    }
}
