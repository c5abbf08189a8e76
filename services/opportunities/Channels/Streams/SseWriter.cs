using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Subscriptions;

namespace SocialEnzyme.Hub.Opportunities.Channels.Streams;

/// <summary>Server-sent events (HTML Living Standard): the id is the cursor, the data are the CloudEvents event in one line.</summary>
internal sealed class SseWriter(PipeWriter body) : IDeliveryWriter
{
    public string Channel => "sse";

    public async Task WriteAsync(Delivery delivery, bool flush, CancellationToken ct)
    {
        Write($"id: {Cursor.Write(delivery.SubscriptionId, delivery.Sequence)}\nevent: {delivery.Event.Kind.Type}\ndata: ");
        body.Write(CloudEventJson.ToUtf8(delivery));
        Write("\n\n");
        if (flush)
        {
            await body.FlushAsync(ct);
        }
    }

    // A comment: no client sees it, and no proxy takes the stream for dead.
    public async Task BeatAsync(DateTimeOffset now, long last, CancellationToken ct)
    {
        Write(":\n\n");
        await body.FlushAsync(ct);
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, body);
}
