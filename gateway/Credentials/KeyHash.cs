using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;

namespace SocialEnzyme.Hub.Gateway.Credentials;

/// <summary>SHA-256 of a key, as a value: it is looked up without an allocation, and the key itself is kept nowhere.</summary>
internal readonly record struct KeyHash(ulong A, ulong B, ulong C, ulong D)
{
    private const string Bearer = "Bearer ";
    private const string Prefix = "seh_";
    private const int KeyLength = 47;

    /// <summary>False when the header carries nothing that has the shape of a key.</summary>
    public static bool TryFrom(string? authorization, out KeyHash hash)
    {
        hash = default;
        if (authorization?.Length != Bearer.Length + KeyLength || !authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }
        var key = authorization.AsSpan(Bearer.Length);
        Span<byte> utf8 = stackalloc byte[KeyLength];
        if (!key.StartsWith(Prefix, StringComparison.Ordinal) || !Ascii.IsValid(key))
        {
            return false;
        }
        Encoding.ASCII.GetBytes(key, utf8);
        Span<byte> sha = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8, sha);
        hash = new KeyHash(Read(sha, 0), Read(sha, 1), Read(sha, 2), Read(sha, 3));
        return true;
    }

    public ByteString ToByteString()
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, A);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), B);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(16), C);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(24), D);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    // It is evenly spread as it is.
    public override int GetHashCode() => (int)A;

    private static ulong Read(ReadOnlySpan<byte> sha, int part) => BinaryPrimitives.ReadUInt64BigEndian(sha[(part * 8)..]);
}
