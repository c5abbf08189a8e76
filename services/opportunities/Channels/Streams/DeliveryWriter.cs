using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Subscriptions;

namespace SocialEnzyme.Hub.Opportunities.Channels.Streams;

/// <summary>How a stream speaks to its reader.</summary>
internal interface IDeliveryWriter
{
    /// <summary>Names the channel in a trace.</summary>
    string Channel { get; }

    /// <param name="flush">False: more follows at once.</param>
    Task WriteAsync(Delivery delivery, bool flush, CancellationToken ct);

    /// <summary>Says that the stream is alive.</summary>
    /// <param name="last">The newest sequence.</param>
    Task BeatAsync(DateTimeOffset now, long last, CancellationToken ct);
}

/// <summary>The stream of <c>OpportunitiesService.Subscribe</c>.</summary>
internal sealed class GrpcWriter(IServerStreamWriter<SubscribeResponse> responses) : IDeliveryWriter
{
    private static readonly WriteOptions Buffered = new(WriteFlags.BufferHint);

    public string Channel => "grpc";

    public Task WriteAsync(Delivery delivery, bool flush, CancellationToken ct)
    {
        responses.WriteOptions = flush ? null : Buffered;
        return responses.WriteAsync(new() { Event = OpportunitiesProto.Write(delivery) }, ct);
    }

    public Task BeatAsync(DateTimeOffset now, long last, CancellationToken ct) =>
        responses.WriteAsync(new() { Heartbeat = new() { Time = now.ToTimestamp(), LastSequence = Cursor.Sequence(last) } }, ct);
}
