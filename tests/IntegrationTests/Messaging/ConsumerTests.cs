using System.Diagnostics;
using System.Text;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Telemetry;

namespace SocialEnzyme.Hub.IntegrationTests.Messaging;

public sealed class ConsumerTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    private readonly Received _received = new();

    [Fact]
    public async Task A_message_that_meets_a_database_that_is_away_stays_queued_and_has_its_effect_when_it_returns()
    {
        await using var broker = await Broker.NewAsync(servers);
        var isAway = true;
        _received.Trouble = _ => Volatile.Read(ref isAway) ? throw new NpgsqlException("away", new IOException()) : Task.CompletedTask;
        await using var service = await ServiceAsync(broker);
        var withdrawal = Events.Withdrawal();
        await service.PublishAsync(withdrawal);
        await Eventually.Is("it was tried more than once", () => _received.Deliveries.Count > 2);
        Assert.Null(await broker.TakeAsync("test_error"));
        Volatile.Write(ref isAway, false);
        await Eventually.Is("it had its effect", () => _received.Effects.ContainsKey(withdrawal.NeedId));
        Assert.Equal(1, _received.Effects[withdrawal.NeedId]);
    }

    [Fact]
    public async Task A_service_that_stops_while_a_message_waits_leaves_it_in_the_queue()
    {
        await using var broker = await Broker.NewAsync(servers);
        var database = await servers.NewDatabaseAsync();
        var withdrawal = Events.Withdrawal();
        _received.Trouble = _ => throw new TimeoutException();
        await using (var service = await ServiceAsync(broker, database))
        {
            await service.PublishAsync(withdrawal);
            await Eventually.Is("it waits", () => _received.Deliveries.Count > 1);
            var watch = Stopwatch.StartNew();
            await service.StopAsync();
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        }
        await Eventually.Is("it is ready for the next one", async () => await broker.ReadyAsync("test") == 1);
        Assert.Null(await broker.TakeAsync("test_error"));
        _received.Trouble = null;
        await using var next = await ServiceAsync(broker, database);
        await Eventually.Is("it had its effect", () => _received.Effects.ContainsKey(withdrawal.NeedId));
    }

    [Fact]
    public async Task A_message_that_waits_in_a_batch_writer_when_it_stops_comes_again()
    {
        await using var broker = await Broker.NewAsync(servers);
        var database = await servers.NewDatabaseAsync();
        var withdrawal = Events.Withdrawal();
        using var stop = new CancellationTokenSource();
        var writer = new BatchWriter<Guid>((_, _) => throw new TimeoutException(), 10, waitsForDatabase: true, NullLogger.Instance);
        var running = Task.Run(() => writer.RunAsync(stop.Token));
        _received.Trouble = context => writer.WriteAsync(context.MessageId!.Value, context.CancellationToken);
        await using (var service = await ServiceAsync(broker, database))
        {
            await service.PublishAsync(withdrawal);
            await Eventually.Is("it waits in the writer", () => !_received.Deliveries.IsEmpty);
            // The writer ends before the bus does, as a service's own loops do.
            await stop.CancelAsync();
            await running;
            await service.StopAsync();
        }
        await Eventually.Is("it is ready for the next one", async () => await broker.ReadyAsync("test") == 1);
        Assert.Null(await broker.TakeAsync("test_error"));
    }

    [Fact]
    public async Task A_message_that_can_never_succeed_ends_in_the_error_queue_with_its_error_and_holds_up_nobody()
    {
        await using var broker = await Broker.NewAsync(servers);
        var (bad, good) = (Events.Withdrawal(), Events.Withdrawal());
        _received.Trouble = context => ((ConsumeContext<NeedWithdrawn>)context).Message.NeedId == bad.NeedId
            ? throw new InvalidOperationException("This can never be.") : Task.CompletedTask;
        await using var service = await ServiceAsync(broker);
        var ids = await service.PublishAsync(bad, good);
        await Eventually.Is("the good one had its effect", () => _received.Effects.ContainsKey(good.NeedId));
        var dead = await Eventually.Has("the bad one is a dead letter", () => broker.TakeAsync("test_error"));
        Assert.Equal("This can never be.", Header(dead, "MT-Fault-Message"));
        Assert.Equal("System.InvalidOperationException", Header(dead, "MT-Fault-ExceptionType"));
        Assert.Equal(ids[0].ToString(), dead.BasicProperties.MessageId);
        Assert.Single(_received.Deliveries, delivery => delivery.Id == ids[0]);
    }

    [Fact]
    public async Task Queues_are_replicated_and_nothing_in_them_is_given_up()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var service = await ServiceAsync(broker);
        // RabbitMQ 4 would give a message up after twenty returns; one million is as good as none, and 3.10 takes it too.
        await broker.DeclareAsync("test", new() { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 1_000_000 });
        await Assert.ThrowsAsync<OperationInterruptedException>(() => broker.DeclareAsync("test", new() { ["x-queue-type"] = "quorum", ["x-delivery-limit"] = 20 }));
    }

    [Fact]
    public async Task A_consumer_gives_its_connections_back()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var service = await ServiceAsync(broker);
        // More than a service has connections.
        var events = Enumerable.Range(0, 100).Select(_ => Events.Withdrawal()).ToList();
        await service.PublishAsync([.. events]);
        await Eventually.Is("all had their effect", () => _received.Effects.Count == events.Count);
    }

    [Fact]
    public async Task The_consumers_span_belongs_to_the_publishers_trace()
    {
        await using var broker = await Broker.NewAsync(servers);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is HubTelemetry.Name or "MassTransit",
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        await using var service = await ServiceAsync(broker);
        using var publish = new Activity("publish").Start();
        publish.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
        await service.PublishAsync(Events.Withdrawal());
        publish.Stop();
        await Eventually.Is("it arrived", () => !_received.Deliveries.IsEmpty);
        var delivery = Assert.Single(_received.Deliveries);
        Assert.Equal(publish.TraceId, delivery.Trace.TraceId);
        Assert.NotEqual(publish.SpanId, delivery.Trace.SpanId);
        Assert.Equal(publish.Id, delivery.Traceparent);
    }

    [Fact]
    public async Task The_publishers_trace_arrives_also_when_the_relay_has_none()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var service = await ServiceAsync(broker);
        const string Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
        await using var batch = service.Db.CreateBatch();
        batch.BatchCommands.Add(Outbox.Command(Guid.CreateVersion7(), Events.Withdrawal(), Traceparent, null));
        batch.BatchCommands.Add(Outbox.Command(Guid.CreateVersion7(), Events.Withdrawal(), null, null));
        await batch.ExecuteNonQueryAsync();
        service.Outbox.Wake();
        await Eventually.Is("both arrived", () => _received.Deliveries.Count == 2);
        Assert.Equal([null, Traceparent], _received.Deliveries.Select(delivery => delivery.Traceparent).Order());
    }

    private async Task<TestService> ServiceAsync(Broker broker, string? database = null)
    {
        var service = await TestService.StartAsync(
            database ?? await servers.NewDatabaseAsync(), broker.Address, bus => bus.AddConsumer<WithdrawalConsumer>(), services => services.AddSingleton(_received));
        await Eventually.Is("it listens", () => service.Bus.CheckHealth().Status == BusHealthStatus.Healthy);
        return service;
    }

    private static string Header(BasicGetResult message, string name) => Encoding.UTF8.GetString((byte[])message.BasicProperties.Headers![name]!);
}
