using System.Buffers;
using System.IO.Compression;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>
/// Frames the messages of one direction of one call. It is its own serialization context;
/// a message whose length is known before its bytes is written straight into the output.
/// </summary>
internal sealed class MessageWriter<T>(
    IBufferWriter<byte> output, Action<T, SerializationContext> serialize, int? limit, CompressionLevel? compression)
    : SerializationContext, IDisposable
{
    private PooledBuffer? _waiting;
    private PooledBuffer? _compressed;
    private int? _length;
    private bool _compress;
    private State _state;

    private enum State
    {
        Empty,
        Direct,
        Waiting,
        Complete,
    }

    /// <summary>Puts one framed message into the output, uncompressed if asked so.</summary>
    public void Write(T message, bool plain = false)
    {
        _compress = compression is not null && !plain;
        _length = null;
        _state = State.Empty;
        serialize(message, this);
        if (_state != State.Complete) throw new RpcException(new Status(StatusCode.Internal, "The marshaller did not complete the message."));
    }

    public override void SetPayloadLength(int payloadLength)
    {
        Check(payloadLength);
        _length = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        switch (_state)
        {
            case State.Empty when _length is { } length && !_compress:
                Frame.WriteHeader(output, length, isCompressed: false);
                _state = State.Direct;
                return output;
            case State.Empty:
                (_waiting ??= new PooledBuffer()).Clear();
                _state = State.Waiting;
                return _waiting;
            case State.Direct:
                return output;
            case State.Waiting:
                return _waiting!;
            default:
                throw new InvalidOperationException("The message is already complete.");
        }
    }

    public override void Complete()
    {
        if (_state == State.Empty) GetBufferWriter();
        if (_state == State.Waiting) Send(_waiting!.Memory);
        _state = State.Complete;
    }

    public override void Complete(byte[] payload)
    {
        if (_state != State.Empty) throw new InvalidOperationException("The message is already begun in the buffer writer.");
        Send(payload);
        _state = State.Complete;
    }

    public void Dispose()
    {
        _waiting?.Dispose();
        _compressed?.Dispose();
    }

    private void Send(ReadOnlyMemory<byte> payload)
    {
        Check(payload.Length);
        if (_compress)
        {
            (_compressed ??= new PooledBuffer()).Clear();
            Gzip.Compress(payload, _compressed, compression!.Value);
            payload = _compressed.Memory;
        }

        Frame.WriteHeader(output, payload.Length, _compress);
        output.Write(payload.Span);
    }

    private void Check(int length)
    {
        if (length > (limit ?? int.MaxValue))
            throw new RpcException(new Status(StatusCode.ResourceExhausted, "Sending message exceeds the maximum configured message size."));
    }
}
