using System.Diagnostics;
using System.Text;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using SocialEnzyme.Hub.Benchmarks.Support;

namespace SocialEnzyme.Hub.Benchmarks.Yardsticks;

/// <summary>Publish with confirm to a quorum queue and consume, with the broker's own client.</summary>
internal static class ConfirmedPublish
{
    /// <summary>Messages a second, until the last one is consumed.</summary>
    public static async Task<double> PerSecondAsync(Lab lab, int parallel, int messages)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(await lab.BrokerAsync()) }.CreateConnectionAsync();
        await using var consumer = await connection.CreateChannelAsync();
        var queue = $"confirmed-{Guid.CreateVersion7():n}";
        await consumer.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?> { ["x-queue-type"] = "quorum" });
        await consumer.BasicQosAsync(0, 512, global: false);
        var (left, arrived) = (messages, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var events = new AsyncEventingBasicConsumer(consumer);
        events.ReceivedAsync += async (_, message) =>
        {
            await consumer.BasicAckAsync(message.DeliveryTag, multiple: false);
            if (Interlocked.Decrement(ref left) == 0) arrived.TrySetResult();
        };
        await consumer.BasicConsumeAsync(queue, autoAck: false, events);
        var body = Encoding.UTF8.GetBytes(Sample.Row);
        var options = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        // A channel is for one caller at a time.
        var channels = await Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => connection.CreateChannelAsync(options)));
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(channels.Select(channel => Task.Run(async () =>
        {
            for (var i = 0; i < messages / parallel; i++)
            {
                await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { Persistent = true }, body);
            }
        })));
        await arrived.Task;
        var rate = messages / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await consumer.QueueDeleteAsync(queue);
        return rate;
    }
}
