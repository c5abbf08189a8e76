using System.Buffers;
using System.IO.Pipelines;
using Google.Protobuf;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Reads the messages of one direction of one call. It is its own deserialization context, so a message costs nothing extra.</summary>
internal sealed class MessageReader<T>(PipeReader input, Func<DeserializationContext, T> deserialize, int? limit, string? encoding)
    : DeserializationContext, IDisposable
{
    private ReadOnlySequence<byte> _payload;
    private PooledBuffer? _decompressed;

    public override int PayloadLength => (int)_payload.Length;

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <summary>The next message; <c>Found</c> is false when the other side has sent its last.</summary>
    public async ValueTask<(bool Found, T? Message)> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            if (!input.TryRead(out var result)) result = await input.ReadAsync(ct).ConfigureAwait(false);
            if (result.IsCanceled) throw new OperationCanceledException("The read was cancelled.");
            if (TryTake(result, out var message)) return (true, message);
            if (result.IsCompleted) return (false, default);
        }
    }

    /// <summary>The only message of this direction, read to the very end: the sender may be reset if it is answered before it has ended.</summary>
    public async ValueTask<T> ReadSingleAsync(CancellationToken ct)
    {
        var (found, message) = await ReadAsync(ct).ConfigureAwait(false);
        if (!found) throw new RpcException(new Status(StatusCode.Internal, "Incomplete message."));
        var (another, _) = await ReadAsync(ct).ConfigureAwait(false);
        return another
            ? throw new RpcException(new Status(StatusCode.Internal, "Additional data after the message received."))
            : message!;
    }

    public void Dispose() => _decompressed?.Dispose();

    private bool TryTake(ReadResult result, out T? message)
    {
        var rest = result.Buffer;
        var taken = false;
        try
        {
            taken = Frame.TryTake(ref rest, limit, out var frame);
            if (!taken && result.IsCompleted && !rest.IsEmpty)
                throw new RpcException(new Status(StatusCode.Internal, "Incomplete message."));
            message = taken ? Deserialize(frame) : default;
            return taken;
        }
        finally
        {
            input.AdvanceTo(rest.Start, taken ? rest.Start : rest.End);
        }
    }

    private T Deserialize(Frame frame)
    {
        _payload = frame.IsCompressed ? Decompress(frame.Payload) : frame.Payload;
        try
        {
            return deserialize(this);
        }
        // It is an IOException too, and would pass for a connection that broke.
        catch (InvalidProtocolBufferException broken)
        {
            throw new RpcException(new Status(StatusCode.Internal, "The message cannot be parsed.", broken));
        }
        finally
        {
            _payload = default;
        }
    }

    private ReadOnlySequence<byte> Decompress(ReadOnlySequence<byte> payload)
    {
        if (!string.Equals(encoding, WireNames.Gzip, StringComparison.Ordinal)) throw NotUnderstood();
        (_decompressed ??= new PooledBuffer()).Clear();
        Gzip.Decompress(payload, _decompressed, limit);
        return new ReadOnlySequence<byte>(_decompressed.Memory);
    }

    private RpcException NotUnderstood() => encoding is null or WireNames.Identity
        ? new RpcException(new Status(StatusCode.Internal, "A compressed message came without a grpc-encoding that says how."))
        : new RpcException(
            new Status(StatusCode.Unimplemented, $"Unsupported grpc-encoding value '{encoding}'. Supported encodings: {WireNames.AcceptedEncodings}"),
            new Metadata { { WireNames.AcceptEncoding, WireNames.AcceptedEncodings } });
}
