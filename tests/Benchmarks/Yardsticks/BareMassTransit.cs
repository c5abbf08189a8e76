using System.Diagnostics;
using MassTransit;
using SocialEnzyme.Hub.Benchmarks.Support;

namespace SocialEnzyme.Hub.Benchmarks.Yardsticks;

/// <summary>A message as large as the event of a need.</summary>
public sealed record BareMessage(Guid Id, string Body);

/// <summary>Publish with confirm to a quorum queue and consume, with MassTransit and nothing else.</summary>
internal sealed class BareMassTransit : IAsyncDisposable
{
    private readonly IBusControl _bus;
    private TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left;

    private BareMassTransit(Uri broker) => _bus = Bus.Factory.CreateUsingRabbitMq(rabbit =>
    {
        rabbit.Host(broker);
        rabbit.ReceiveEndpoint($"bare-{Guid.CreateVersion7():n}", endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.PrefetchCount = 512;
            endpoint.Handler<BareMessage>(_ =>
            {
                if (Interlocked.Decrement(ref _left) == 0) _arrived.TrySetResult();
                return Task.CompletedTask;
            });
        });
    });

    public static async Task<BareMassTransit> StartAsync(Lab lab)
    {
        var bare = new BareMassTransit(new Uri(await lab.BrokerAsync()));
        await bare._bus.StartAsync();
        await bare.PerSecondAsync(32, 1_000);
        return bare;
    }

    /// <summary>Messages a second, until the last one is consumed.</summary>
    public async Task<double> PerSecondAsync(int parallel, int messages)
    {
        _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _left = messages;
        var started = Stopwatch.GetTimestamp();
        await Callers.TimesAsync(parallel, messages, () => _bus.Publish(new BareMessage(Guid.CreateVersion7(), Sample.Row)));
        await _arrived.Task;
        return messages / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Milliseconds from publish to consume, one at a time.</summary>
    public Task<double> HopAsync() => Callers.MillisecondsAsync(() => PerSecondAsync(1, 1));

    public async ValueTask DisposeAsync() => await _bus.StopAsync();
}
