using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Wire;

namespace SocialEnzyme.Hub.UnitTests.GrpcRuntime;

public sealed class FrameTests
{
    private static readonly byte[] Message = [.. Enumerable.Range(0, 40).Select(number => (byte)number)];

    [Fact]
    public void A_frame_is_found_wherever_the_buffers_are_split()
    {
        var wire = Framed(Message);
        for (var first = 0; first <= wire.Length; first++)
        {
            for (var second = first; second <= wire.Length; second++)
            {
                var buffer = Split(wire, first, second);
                Assert.True(Frame.TryTake(ref buffer, limit: 40, out var frame));
                Assert.Equal(Message, frame.Payload.ToArray());
                Assert.True(buffer.IsEmpty);
            }
        }
    }

    [Fact]
    public void An_unfinished_frame_is_waited_for_and_left_in_place()
    {
        var wire = Framed(Message);
        for (var length = 0; length < wire.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(wire, 0, length);
            Assert.False(Frame.TryTake(ref buffer, limit: null, out _));
            Assert.Equal(length, buffer.Length);
        }
    }

    [Fact]
    public async Task What_cannot_be_parsed_is_no_broken_connection()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(Framed([0xFF, 0xFF, 0xFF]));
        using var reader = new MessageReader<Google.Protobuf.WellKnownTypes.StringValue>(
            pipe.Reader, context => Google.Protobuf.WellKnownTypes.StringValue.Parser.ParseFrom(context.PayloadAsReadOnlySequence()), limit: null, encoding: null);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await reader.ReadAsync(default));
        Assert.Equal(StatusCode.Internal, error.StatusCode);
    }

    [Fact]
    public void A_frame_over_the_limit_is_refused_by_its_header_alone()
    {
        var header = new ReadOnlySequence<byte>(Framed(Message), 0, Frame.HeaderSize);
        Assert.Equal(StatusCode.ResourceExhausted, Assert.Throws<RpcException>(() => Frame.TryTake(ref header, limit: 39, out _)).StatusCode);
    }

    [Fact]
    public void A_length_beyond_every_buffer_is_refused()
    {
        var header = new ReadOnlySequence<byte>([0, 0xff, 0xff, 0xff, 0xff]);
        Assert.Equal(StatusCode.ResourceExhausted, Assert.Throws<RpcException>(() => Frame.TryTake(ref header, limit: null, out _)).StatusCode);
    }

    [Fact]
    public async Task Messages_are_read_one_by_one_however_they_arrive()
    {
        var wire = (byte[])[.. Framed(Message), .. Framed([]), .. Framed([9])];
        for (var size = 1; size <= wire.Length; size++)
        {
            var pipe = new Pipe();
            var writing = WriteAsync(pipe.Writer, wire, size);
            using var reader = Reader(pipe.Reader);
            await NextIsAsync(Message, reader);
            await NextIsAsync([], reader);
            await NextIsAsync([9], reader);
            Assert.False((await reader.ReadAsync(default)).Found);
            await writing;
        }
    }

    [Fact]
    public async Task A_stream_that_ends_inside_a_message_is_broken()
    {
        foreach (var length in (int[])[1, 5, 20])
            Assert.Equal(StatusCode.Internal, (await FailureAsync(Framed(Message)[..length])).StatusCode);
    }

    [Fact]
    public async Task The_limit_is_held_against_what_comes_out_of_gzip()
    {
        var swelling = Framed(Zipped(new byte[10_000]), isCompressed: true);
        Assert.Equal(StatusCode.ResourceExhausted, (await FailureAsync(swelling, limit: 9_999, "gzip")).StatusCode);
        using var reader = Reader(PipeReader.Create(new ReadOnlySequence<byte>(swelling)), limit: 10_000, "gzip");
        Assert.Equal(10_000, (await reader.ReadAsync(default)).Message!.Length);
    }

    [Fact]
    public async Task A_compressed_message_needs_an_encoding_that_says_how()
    {
        var zipped = Framed(Zipped(Message), isCompressed: true);
        Assert.Equal(StatusCode.Internal, (await FailureAsync(zipped)).StatusCode);
        Assert.Equal(StatusCode.Internal, (await FailureAsync(zipped, encoding: "identity")).StatusCode);
        var unknown = await FailureAsync(zipped, encoding: "snappy");
        Assert.Equal(StatusCode.Unimplemented, unknown.StatusCode);
        Assert.Equal("identity,gzip", unknown.Trailers.GetValue("grpc-accept-encoding"));
        Assert.Equal(StatusCode.Internal, (await FailureAsync(Framed(Message, isCompressed: true), encoding: "gzip")).StatusCode);
    }

    [Fact]
    public async Task Two_messages_where_one_belongs_are_refused()
    {
        using var reader = Reader(PipeReader.Create(new ReadOnlySequence<byte>([.. Framed(Message), .. Framed(Message)])));
        Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(async () => await reader.ReadSingleAsync(default))).StatusCode);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task What_is_written_can_be_read(bool knowsItsLength, bool compresses)
    {
        using var output = new PooledBuffer();
        using (var writer = new MessageWriter<byte[]>(output, (message, context) =>
        {
            if (knowsItsLength) context.SetPayloadLength(message.Length);
            context.GetBufferWriter().Write(message);
            context.Complete();
        }, limit: 40, compresses ? CompressionLevel.Fastest : null))
        {
            writer.Write(Message);
            writer.Write([], plain: true);
        }

        Assert.Equal(compresses ? 1 : 0, output.Span[0]);
        using var reader = Reader(PipeReader.Create(new ReadOnlySequence<byte>(output.Memory)), encoding: "gzip");
        await NextIsAsync(Message, reader);
        await NextIsAsync([], reader);
    }

    [Fact]
    public void Nothing_of_a_message_over_the_limit_is_written()
    {
        using var output = new PooledBuffer();
        using var writer = new MessageWriter<byte[]>(output, (message, context) => context.Complete(message), limit: 39, compression: null);
        Assert.Equal(StatusCode.ResourceExhausted, Assert.Throws<RpcException>(() => writer.Write(Message)).StatusCode);
        Assert.Equal(0, output.Length);
    }

    private static MessageReader<byte[]> Reader(PipeReader input, int? limit = null, string? encoding = null) =>
        new(input, context => context.PayloadAsNewBuffer(), limit, encoding);

    private static async Task NextIsAsync(byte[] expected, MessageReader<byte[]> reader)
    {
        var (found, message) = await reader.ReadAsync(default);
        Assert.True(found);
        Assert.Equal(expected, message!);
    }

    private static async Task<RpcException> FailureAsync(byte[] wire, int? limit = null, string? encoding = null)
    {
        using var reader = Reader(PipeReader.Create(new ReadOnlySequence<byte>(wire)), limit, encoding);
        return await Assert.ThrowsAsync<RpcException>(async () => await reader.ReadAsync(default));
    }

    private static byte[] Framed(byte[] payload, bool isCompressed = false)
    {
        using var output = new PooledBuffer();
        Frame.WriteHeader(output, payload.Length, isCompressed);
        output.Write(payload);
        return output.Span.ToArray();
    }

    private static byte[] Zipped(byte[] payload)
    {
        using var output = new PooledBuffer();
        Gzip.Compress(payload, output, CompressionLevel.Fastest);
        return output.Span.ToArray();
    }

    private static async Task WriteAsync(PipeWriter writer, byte[] wire, int size)
    {
        foreach (var piece in wire.Chunk(size)) await writer.WriteAsync(piece);
        await writer.CompleteAsync();
    }

    private static ReadOnlySequence<byte> Split(byte[] bytes, int first, int second)
    {
        var start = new Segment(bytes.AsMemory(0, first), null);
        var end = new Segment(bytes.AsMemory(second), new Segment(bytes.AsMemory(first, second - first), start));
        return new ReadOnlySequence<byte>(start, 0, end, end.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}
