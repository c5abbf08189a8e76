using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Subscriptions;

/// <summary>Where a reader of one subscription has come to; it means the same on every channel.</summary>
internal static class Cursor
{
    private const int Size = 16 + sizeof(long);

    /// <summary>The cursor after the event with this sequence.</summary>
    public static string Write(Guid subscription, long sequence)
    {
        Span<byte> bytes = stackalloc byte[Size];
        subscription.TryWriteBytes(bytes, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(bytes[16..], sequence);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>False: it is no cursor, or that of another subscription.</summary>
    public static bool TryRead(string cursor, Guid subscription, out long sequence)
    {
        Span<byte> bytes = stackalloc byte[Size];
        sequence = 0;
        if (cursor.Length != Base64Url.GetEncodedLength(Size) || !Base64Url.IsValid(cursor)
            || !Base64Url.TryDecodeFromChars(cursor, bytes, out var written) || written != Size
            || new Guid(bytes[..16], bigEndian: true) != subscription)
        {
            return false;
        }
        sequence = BinaryPrimitives.ReadInt64BigEndian(bytes[16..]);
        return sequence >= 0;
    }

    /// <summary>What a caller hears whose cursor is not one of ours, or not of this subscription.</summary>
    public static Rejection Foreign(string pointer) => new(ProblemCode.MalformedRequest, new(
        "Markøren hører ikke til dette abonnement; brug den, som hubben gav.", "The cursor is not one of this subscription; use the one the hub gave."))
    {
        Errors = [new FieldError(pointer, new("Send markøren uændret.", "Send the cursor unchanged."))],
    };

    /// <summary>Sequences as CloudEvents carry them: text that sorts.</summary>
    public static string Sequence(long sequence) => sequence.ToString("D20", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Where a listing of subscriptions goes on.</summary>
    public static string After(Guid id) => Base64Url.EncodeToString(id.ToByteArray(bigEndian: true));

    /// <summary>False: it is not a cursor of a listing. Nothing at all is its beginning.</summary>
    public static bool TryReadAfter([NotNullWhen(true)] string? cursor, out Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id = Guid.Empty;
        if (string.IsNullOrEmpty(cursor))
        {
            return cursor is not null;
        }
        if (cursor.Length != Base64Url.GetEncodedLength(16) || !Base64Url.IsValid(cursor)
            || !Base64Url.TryDecodeFromChars(cursor, bytes, out _))
        {
            return false;
        }
        id = new Guid(bytes, bigEndian: true);
        return true;
    }
}
