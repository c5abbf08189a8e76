using System.Globalization;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>Pages of rows that are numbered once and for all: the cursor is the number of the last.</summary>
internal static class Pages
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    public static Outcome<(int Limit, long After)> Read(string? limit, string? cursor, int absent = DefaultLimit, int most = MaxLimit)
    {
        var errors = new List<FieldError>();
        var page = (ReadLimit(limit, errors, absent, most), ReadCursor(cursor, errors));
        return errors.Count > 0 ? Rejections.Invalid(errors) : page;
    }

    public static int ReadLimit(string? limit, List<FieldError> errors, int absent = DefaultLimit, int most = MaxLimit)
    {
        var count = absent;
        if (!string.IsNullOrEmpty(limit) && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count < 1 || count > most))
        {
            errors.Add(new("#/limit", new($"Skriv et tal fra 1 til {most}.", $"Write a number from 1 to {most}.")));
        }
        return count;
    }

    // With a letter before it, for ten digits could pass for a CPR number, which every door refuses.
    public static long ReadCursor(string? cursor, List<FieldError> errors)
    {
        var after = 0L;
        if (!string.IsNullOrEmpty(cursor) && (cursor[0] != 'n' || !long.TryParse(cursor.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out after)))
        {
            errors.Add(new("#/cursor", new("Brug cursor, som den stod i svaret før.", "Use the cursor as it stood in the answer before.")));
        }
        return after;
    }

    /// <summary>The page, and the cursor of the next when more was found than asked for.</summary>
    public static (IReadOnlyList<T> Items, string? Cursor) Of<T>(IReadOnlyList<T> found, int limit, Func<T, long> number) =>
        found.Count <= limit ? (found, null) : ([.. found.Take(limit)], "n" + number(found[limit - 1]).ToString(CultureInfo.InvariantCulture));
}
