using System.Buffers.Text;
using System.Globalization;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>Pages that go on after the last id of the one before: stable also while rows come and go.</summary>
internal static class KnowledgePage
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;
    public const int MaxQuery = 200;

    /// <summary>Limit and cursor as they stand in an address.</summary>
    public static (int Limit, Guid? After) Read(string? limit, string? cursor, List<FieldError> errors)
    {
        var count = DefaultLimit;
        if (!string.IsNullOrEmpty(limit) && (!int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MaxLimit))
        {
            errors.Add(new FieldError("#/limit", new("Skriv et tal fra 1 til 200.", "Write a number from 1 to 200.")));
        }
        var after = string.IsNullOrEmpty(cursor) ? null : Parse(cursor);
        if (!string.IsNullOrEmpty(cursor) && after is null)
        {
            errors.Add(new FieldError("#/cursor", new("Brug cursor, som den stod i svaret før.", "Use the cursor as it stood in the answer before.")));
        }
        return (count, after);
    }

    /// <summary>The page, and the cursor of the next when more was found than asked for.</summary>
    public static (IReadOnlyList<T> Items, string? Cursor) Of<T>(IReadOnlyList<T> found, int limit, Func<T, Guid> id) =>
        found.Count <= limit ? (found, null) : ([.. found.Take(limit)], Base64Url.EncodeToString(id(found[limit - 1]).ToByteArray()));

    /// <summary>The same for rows that are numbered within something: the cursor is the number of the last.</summary>
    public static Outcome<(int Limit, long After)> ReadNumbered(string? limit, string? cursor)
    {
        var errors = new List<FieldError>();
        var (count, _) = Read(limit, null, errors);
        var after = 0L;
        if (!string.IsNullOrEmpty(cursor) && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            errors.Add(new FieldError("#/cursor", new("Brug cursor, som den stod i svaret før.", "Use the cursor as it stood in the answer before.")));
        }
        return errors.Count > 0 ? Rejections.Invalid(errors) : (count, after);
    }

    /// <summary>The words that are searched for; null when nothing is, and an error when there is no word in it.</summary>
    public static string? Words(string? q, List<FieldError> errors)
    {
        if (string.IsNullOrWhiteSpace(q))
        {
            return null;
        }
        var folded = q.Length > MaxQuery ? "" : Texts.SearchWords.Fold(q);
        if (folded.Length == 0)
        {
            errors.Add(new FieldError("#/q", new("Skriv et eller flere ord, højst 200 tegn.", "Write one or more words, at most 200 characters.")));
        }
        return folded;
    }

    /// <summary>The participant that is asked for; null when nobody is, and an error when it is no id.</summary>
    public static Guid? Id(string name, string? text, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(text) || Guid.TryParse(text, out _))
        {
            return Guid.TryParse(text, out var id) ? id : null;
        }
        errors.Add(new FieldError($"#/{name}", new("Skriv et id, et UUID.", "Write an id, a UUID.")));
        return null;
    }

    /// <summary>The municipality that is asked for; null when none is, and an error when there is none like it.</summary>
    public static string? Municipality(string? code, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(code) || ServiceDefaults.Denmark.Municipalities.TryGet(code, out _))
        {
            return ServiceDefaults.Denmark.Municipalities.TryGet(code, out var municipality) ? municipality.Code : null;
        }
        errors.Add(new FieldError("#/municipality", new("Der er ingen kommune med den kode; skriv fire cifre.", "There is no municipality with this code; write four digits.")));
        return null;
    }

    private static Guid? Parse(string cursor)
    {
        var bytes = new byte[16];
        return cursor.Length == 22 && Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var length) && length == 16 ? new Guid(bytes) : null;
    }
}
