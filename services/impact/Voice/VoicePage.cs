using System.Buffers.Text;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Voice;

/// <summary>A page of a listing.</summary>
/// <param name="Cursor">Leads to the next; absent on the last.</param>
public sealed record VoiceList<T>(IReadOnlyList<T> Items, string? Cursor = null);

/// <summary>Pages that go on after the last id of the one before.</summary>
internal sealed record VoicePage(Guid After, int Size)
{
    private const int DefaultSize = 50;
    private const int MaxSize = 200;

    public static Outcome<VoicePage> Read(string? cursor, int? limit)
    {
        if (limit is < 1 or > MaxSize)
        {
            return Rejections.Invalid("#/limit", "Skriv et tal fra 1 til 200.", "Write a number from 1 to 200.");
        }
        var after = Guid.Empty;
        return string.IsNullOrEmpty(cursor) || TryParse(cursor, out after)
            ? new VoicePage(after, limit ?? DefaultSize)
            : Rejections.Invalid("#/cursor", "Brug cursor, som den stod i svaret før.", "Use the cursor as it stood in the answer before.");
    }

    /// <summary>The page; one row more than its size tells that there is a next one.</summary>
    public VoiceList<TView> Of<T, TView>(IReadOnlyList<T> found, Func<T, Guid> id, Func<T, TView> view) => new(
        [.. found.Take(Size).Select(view)],
        found.Count > Size ? Base64Url.EncodeToString(id(found[Size - 1]).ToByteArray(bigEndian: true)) : null);

    private static bool TryParse(string cursor, out Guid after)
    {
        Span<byte> bytes = stackalloc byte[16];
        var isOne = cursor.Length == 22 && Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var length) && length == 16;
        after = isOne ? new Guid(bytes, bigEndian: true) : Guid.Empty;
        return isOne;
    }
}
