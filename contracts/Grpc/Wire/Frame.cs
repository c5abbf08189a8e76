using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>One message on the wire: a compression flag, a big-endian length and the payload.</summary>
internal readonly record struct Frame(bool IsCompressed, ReadOnlySequence<byte> Payload)
{
    public const int HeaderSize = 5;

    /// <summary>
    /// Takes the first frame off the buffer, or says that more bytes are needed.
    /// A frame larger than the limit is refused as soon as its header is there, before its payload is waited for.
    /// </summary>
    public static bool TryTake(ref ReadOnlySequence<byte> buffer, int? limit, out Frame frame)
    {
        frame = default;
        if (buffer.Length < HeaderSize) return false;

        Span<byte> copied = stackalloc byte[HeaderSize];
        scoped var header = buffer.FirstSpan;
        if (header.Length < HeaderSize)
        {
            buffer.Slice(0, HeaderSize).CopyTo(copied);
            header = copied;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(header[1..]);
        if (length > (uint)(limit ?? int.MaxValue)) throw TooLarge();
        if (header[0] > 1) throw new RpcException(new Status(StatusCode.Internal, "Unexpected compressed flag value in message header."));
        if (buffer.Length < HeaderSize + length) return false;

        frame = new Frame(header[0] == 1, buffer.Slice(HeaderSize, length));
        buffer = buffer.Slice(HeaderSize + length);
        return true;
    }

    public static void WriteHeader(IBufferWriter<byte> output, int length, bool isCompressed)
    {
        var header = output.GetSpan(HeaderSize);
        header[0] = isCompressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32BigEndian(header[1..], (uint)length);
        output.Advance(HeaderSize);
    }

    public static RpcException TooLarge() =>
        new(new Status(StatusCode.ResourceExhausted, "Received message exceeds the maximum configured message size."));
}
