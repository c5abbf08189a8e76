using System.Buffers.Text;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Participants;

/// <summary>Where a list goes on: identifiers are made in order of time, so the last one read is the cursor.</summary>
internal readonly record struct Paging(Guid After, int Limit)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int GuidBytes = 16;

    public static Outcome<Paging> Read(string? cursor, int? limit)
    {
        var errors = new List<FieldError>();
        if (limit is < 1 or > MaxLimit)
        {
            errors.Add(new("#/limit", new($"Skriv et tal fra 1 til {MaxLimit}.", $"Write a number from 1 to {MaxLimit}.")));
        }
        Span<byte> bytes = stackalloc byte[GuidBytes];
        var after = Guid.Empty;
        if (!string.IsNullOrEmpty(cursor))
        {
            if (cursor.Length == 22 && Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var written) && written == GuidBytes)
            {
                after = new Guid(bytes, bigEndian: true);
            }
            else
            {
                errors.Add(new("#/cursor", new("Brug den cursor, som sidste svar gav.", "Use the cursor that the last answer gave.")));
            }
        }
        return errors.Count > 0 ? Rejections.Invalid(errors) : new Paging(after, limit ?? DefaultLimit);
    }

    /// <summary>The page, of rows that were asked for with one more than the limit.</summary>
    public Page<T> PageOf<T>(List<T> rows, Func<T, Guid> id) => rows.Count <= Limit
        ? new(rows, null)
        : new(rows[..Limit], Base64Url.EncodeToString(id(rows[Limit - 1]).ToByteArray(bigEndian: true)));
}
