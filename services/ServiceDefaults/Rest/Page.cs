using System.Buffers.Text;
using System.Globalization;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Rest;

/// <summary>Pages that go on after the last id, or number, of the one before: stable also while rows come and go. Stores are asked for one row more than the limit.</summary>
public static class Page
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    private const int GuidBytes = 16;
    private const int GuidLetters = 22;

    // Ten bare digits could pass for a CPR number, which every door refuses.
    private const char NumberMark = 'n';

    private static readonly FieldError WrongCursor = new(
        "#/cursor", new("Brug cursor, som den stod i svaret før.", "Use the cursor as it stood in the answer before."));

    /// <summary>Limit and cursor as they stand in an address.</summary>
    public static (int Limit, Guid? After) Read(string? limit, string? cursor, List<FieldError> errors) =>
        (ReadLimit(limit, errors), ReadCursor(cursor, errors));

    /// <summary>The same for rows that are numbered within something: the cursor holds the number of the last.</summary>
    public static Outcome<(int Limit, long After)> ReadNumbered(string? limit, string? cursor, int absent = DefaultLimit, int most = MaxLimit)
    {
        var errors = new List<FieldError>();
        var asked = (ReadLimit(limit, errors, absent, most), ReadNumber(cursor, errors));
        return errors.Count > 0 ? Rejections.Invalid(errors) : asked;
    }

    public static int ReadLimit(string? limit, List<FieldError> errors, int absent = DefaultLimit, int most = MaxLimit)
    {
        if (string.IsNullOrEmpty(limit))
        {
            return absent;
        }
        var isNumber = int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        return CheckLimit(isNumber ? count : 0, errors, absent, most);
    }

    /// <param name="limit">Null: none was stated.</param>
    public static int CheckLimit(int? limit, List<FieldError> errors, int absent = DefaultLimit, int most = MaxLimit)
    {
        if (limit < 1 || limit > most)
        {
            errors.Add(new("#/limit", new($"Skriv et tal fra 1 til {most}.", $"Write a number from 1 to {most}.")));
        }
        return limit ?? absent;
    }

    /// <summary>Null: from the beginning.</summary>
    public static Guid? ReadCursor(string? cursor, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return null;
        }
        Span<byte> bytes = stackalloc byte[GuidBytes];
        if (cursor.Length == GuidLetters && Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var length) && length == GuidBytes)
        {
            return new Guid(bytes, bigEndian: true);
        }
        errors.Add(WrongCursor);
        return null;
    }

    /// <summary>0: from the beginning.</summary>
    public static long ReadNumber(string? cursor, List<FieldError> errors)
    {
        var after = 0L;
        if (!string.IsNullOrEmpty(cursor)
            && (cursor[0] != NumberMark || !long.TryParse(cursor.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out after)))
        {
            errors.Add(WrongCursor);
        }
        return after;
    }

    /// <summary>The page, and the cursor of the next when more was found than asked for.</summary>
    public static (IReadOnlyList<T> Items, string? Cursor) Of<T>(IReadOnlyList<T> found, int limit, Func<T, Guid> id) =>
        found.Count <= limit ? (found, null) : ([.. found.Take(limit)], Base64Url.EncodeToString(id(found[limit - 1]).ToByteArray(bigEndian: true)));

    /// <summary>The page, and the cursor of the next when more was found than asked for.</summary>
    public static (IReadOnlyList<T> Items, string? Cursor) OfNumbered<T>(IReadOnlyList<T> found, int limit, Func<T, long> number) =>
        found.Count <= limit ? (found, null) : ([.. found.Take(limit)], NumberMark + number(found[limit - 1]).ToString(CultureInfo.InvariantCulture));
}
