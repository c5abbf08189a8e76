using System.Buffers.Binary;
using System.Buffers.Text;

namespace SocialEnzyme.Hub.Opportunities.BackTesting;

/// <summary>Where an event stands among all, by its time; newest first is how they are listed.</summary>
internal readonly record struct BackTestPosition(DateTimeOffset At, Guid EventId) : IComparable<BackTestPosition>
{
    public int CompareTo(BackTestPosition other) => (At, EventId).CompareTo((other.At, other.EventId));
}

/// <summary>Where a back-test goes on: later pages are of the same time as the first, and repeat what it counted.</summary>
/// <param name="Until">When the first page was asked for.</param>
internal sealed record BackTestCursor(DateTimeOffset Until, long Caught, BackTestPosition Before)
{
    private const int Size = (3 * sizeof(long)) + 16;

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Until.UtcTicks);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Caught);
        BinaryPrimitives.WriteInt64BigEndian(bytes[16..], Before.At.UtcTicks);
        Before.EventId.TryWriteBytes(bytes[24..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Null: it is not one of ours.</summary>
    public static BackTestCursor? Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (text.Length != Base64Url.GetEncodedLength(Size) || !Base64Url.IsValid(text)
            || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != Size)
        {
            return null;
        }
        var (until, caught, at) = (
            BinaryPrimitives.ReadInt64BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadInt64BigEndian(bytes[16..]));
        return IsTime(until) && IsTime(at) && caught >= 0
            ? new(new(until, TimeSpan.Zero), caught, new(new(at, TimeSpan.Zero), new Guid(bytes[24..], bigEndian: true)))
            : null;
    }

    private static bool IsTime(long ticks) => ticks >= DateTimeOffset.UnixEpoch.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks;
}
