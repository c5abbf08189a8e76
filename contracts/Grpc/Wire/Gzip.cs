using System.Buffers;
using System.IO.Compression;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Makes payloads smaller and large again.</summary>
internal static class Gzip
{
    public static void Compress(ReadOnlyMemory<byte> payload, PooledBuffer output, CompressionLevel level)
    {
        using var gzip = new GZipStream(new BufferStream(output), level);
        gzip.Write(payload.Span);
    }

    /// <summary>The limit is held against what comes out, so that a small payload cannot swell without end.</summary>
    public static void Decompress(ReadOnlySequence<byte> payload, PooledBuffer output, int? limit)
    {
        var length = (int)payload.Length;
        var compressed = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            payload.CopyTo(compressed);
            using var gzip = new GZipStream(new MemoryStream(compressed, 0, length, writable: false), CompressionMode.Decompress);
            int read;
            while ((read = gzip.Read(output.GetSpan(4096))) > 0)
            {
                output.Advance(read);
                if (output.Length > (limit ?? int.MaxValue)) throw Frame.TooLarge();
            }
        }
        catch (InvalidDataException broken)
        {
            throw new RpcException(new Status(StatusCode.Internal, "The compressed message is not valid gzip.", broken));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(compressed);
        }
    }

    private sealed class BufferStream(PooledBuffer output) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => output.Length;

        public override long Position { get => output.Length; set => throw new NotSupportedException(); }

        public override void Write(ReadOnlySpan<byte> buffer) => output.Write(buffer);

        public override void Write(byte[] buffer, int offset, int count) => output.Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
