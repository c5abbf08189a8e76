using System.Buffers.Text;
using System.Globalization;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>Pages that go on after the last id, or number, of the one before: stable also while rows come and go.</summary>
internal static class Page
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    private static readonly FieldError WrongLimit = new("#/limit", new("Skriv et tal fra 1 til 200.", "Write a number from 1 to 200."));

    private static readonly FieldError WrongCursor = new(
        "#/cursor", new("Brug cursor, som den stod i svaret før.", "Use the cursor as it stood in the answer before."));

    /// <summary>Limit and cursor as they stand in an address.</summary>
    public static (int Limit, Guid? After) Read(string? limit, string? cursor, List<FieldError> errors)
    {
        if (!TryLimit(limit, out var count))
        {
            errors.Add(WrongLimit);
        }
        var after = string.IsNullOrEmpty(cursor) ? null : Parse(cursor);
        if (!string.IsNullOrEmpty(cursor) && after is null)
        {
            errors.Add(WrongCursor);
        }
        return (count, after);
    }

    /// <summary>The page, and the cursor of the next when more was found than asked for.</summary>
    public static (IReadOnlyList<T> Items, string? Cursor) Of<T>(IReadOnlyList<T> found, int limit, Func<T, Guid> id) =>
        found.Count <= limit ? (found, null) : ([.. found.Take(limit)], Base64Url.EncodeToString(id(found[limit - 1]).ToByteArray()));

    /// <summary>The same for rows that are numbered within something: the cursor is the number of the last.</summary>
    public static Outcome<(int Limit, long After)> ReadNumbered(string? limit, string? cursor)
    {
        var after = 0L;
        return !string.IsNullOrEmpty(cursor) && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after) ? Rejections.Invalid([WrongCursor])
            : !TryLimit(limit, out var count) ? Rejections.Invalid([WrongLimit])
            : (count, after);
    }

    /// <summary>The page, and the cursor of the next when more was found than asked for.</summary>
    public static (IReadOnlyList<T> Items, string? Cursor) OfNumbered<T>(IReadOnlyList<T> found, int limit, Func<T, long> number) =>
        found.Count <= limit ? (found, null) : ([.. found.Take(limit)], number(found[limit - 1]).ToString(CultureInfo.InvariantCulture));

    private static bool TryLimit(string? limit, out int count)
    {
        count = DefaultLimit;
        return string.IsNullOrEmpty(limit) || (int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count is >= 1 and <= MaxLimit);
    }

    private static Guid? Parse(string cursor)
    {
        var bytes = new byte[16];
        return cursor.Length == 22 && Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var length) && length == 16 ? new Guid(bytes) : null;
    }
}
