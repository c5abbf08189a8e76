using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.IntegrationTests.Messaging;

public sealed class OutboxRelayTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    private readonly Received _received = new();

    [Fact]
    public async Task What_is_committed_is_sent_and_what_is_rolled_back_is_not()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var consumer = await ConsumerAsync(broker);
        await using var publisher = await TestService.StartAsync(await servers.NewDatabaseAsync(), broker.Address);
        var (kept, dropped) = (Events.Withdrawal(), Events.Withdrawal());
        await using (var connection = await publisher.Db.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            publisher.Outbox.Add(batch, dropped);
            await batch.ExecuteNonQueryAsync();
            await transaction.RollbackAsync();
        }
        await publisher.PublishAsync(kept);
        await Eventually.Is("the event arrived", () => _received.Effects.ContainsKey(kept.NeedId));
        await Eventually.Is("nothing is left to send", async () => await publisher.UnsentAsync() == 0);
        Assert.Equal([kept.NeedId], _received.Effects.Keys);
    }

    [Fact]
    public async Task A_batch_of_which_one_statement_fails_leaves_no_event()
    {
        await using var publisher = TestService.Create(await servers.NewDatabaseAsync(), "amqp://x:x@127.0.0.1:1");
        await publisher.MigrateAsync();
        await using var batch = publisher.Db.CreateBatch();
        publisher.Outbox.Add(batch, Events.Withdrawal());
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT 1 / 0"));
        await Assert.ThrowsAsync<PostgresException>(() => batch.ExecuteNonQueryAsync());
        Assert.Equal(0, await publisher.UnsentAsync());
    }

    [Fact]
    public async Task Several_batches_are_sent_each_event_once_by_two_relays_at_the_same_time()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var consumer = await ConsumerAsync(broker);
        var database = await servers.NewDatabaseAsync();
        await using var one = await TestService.StartAsync(database, broker.Address);
        await using var other = await TestService.StartAsync(database, broker.Address);
        var events = Enumerable.Range(0, (3 * OutboxRelay.BatchSize) + 1).Select(_ => Events.Withdrawal()).ToList();
        foreach (var chunk in events.Chunk(200))
        {
            await one.PublishAsync(chunk);
            other.Outbox.Wake();
        }
        await Eventually.Is("all arrived", () => _received.Effects.Count == events.Count);
        await Eventually.Is("nothing is left to send", async () => await one.UnsentAsync() == 0);
        Assert.Equal(events.Count, _received.Deliveries.Count);
        Assert.Equal(0, _received.Copies);
        Assert.Equal(0, await one.AskAsync<int>("SELECT max(attempts) FROM outbox"));
    }

    [Fact]
    public async Task An_event_that_must_be_received_stays_while_no_queue_is_there_is_seen_and_goes_when_it_appears()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var publisher = await TestService.StartAsync(await servers.NewDatabaseAsync(), broker.Address);
        var (stuck, neighbour) = (Events.Withdrawal(), Events.Registration());
        await publisher.PublishAsync(stuck, neighbour);
        await Eventually.Is("the neighbour went and the other one did not",
            () => publisher.AskAsync<bool>("SELECT count(*) FILTER (WHERE sent_at IS NULL) = 1 AND bool_or(sent_at IS NULL AND attempts > 0) FROM outbox"));
        Assert.Equal("NeedWithdrawn MessageReturnedException", await publisher.AskAsync<string>(
            "SELECT type || ' ' || error FROM outbox WHERE sent_at IS NULL"));
        await using var consumer = await ConsumerAsync(broker);
        await Eventually.Is("it arrived", () => _received.Effects.ContainsKey(stuck.NeedId));
        await Eventually.Is("it is marked", () => publisher.AskAsync<bool>("SELECT bool_and(sent_at IS NOT NULL AND error IS NULL) FROM outbox"));
    }

    [Fact]
    public async Task A_row_that_nobody_can_read_fails_alone()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var consumer = await ConsumerAsync(broker);
        await using var publisher = await TestService.StartAsync(await servers.NewDatabaseAsync(), broker.Address);
        await publisher.AskAsync<string>("INSERT INTO outbox (id, type, body) VALUES (gen_random_uuid(), 'NeedForgotten', '{}') RETURNING type");
        await publisher.AskAsync<string>("INSERT INTO outbox (id, type, body) VALUES (gen_random_uuid(), 'NeedWithdrawn', 'no json') RETURNING type");
        var good = Events.Withdrawal();
        await publisher.PublishAsync(good);
        await Eventually.Is("the good one arrived", () => _received.Effects.ContainsKey(good.NeedId));
        await Eventually.Is("the bad ones are seen and the good one is marked", () => publisher.AskAsync<bool>(
            "SELECT count(*) FILTER (WHERE sent_at IS NOT NULL) = 1 AND count(*) FILTER (WHERE error = 'JsonException') = 2 FROM outbox"));
    }

    [Fact]
    public async Task A_relay_that_dies_between_sending_and_marking_sends_the_same_id_again_and_the_inbox_drops_it()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var consumer = await ConsumerAsync(broker);
        await using var publisher = await TestService.StartAsync(await servers.NewDatabaseAsync(), broker.Address);
        var killer = new KillsTheRelayOnce(publisher.Db);
        publisher.Bus.ConnectPublishObserver(killer);
        var withdrawal = Events.Withdrawal();
        var id = (await publisher.PublishAsync(withdrawal)).Single();
        await Eventually.Is("the copy was dropped", () => _received.Copies == 1);
        await Eventually.Is("the row is marked", async () => await publisher.UnsentAsync() == 0);
        Assert.Equal([id, id], _received.Deliveries.Select(delivery => delivery.Id));
        Assert.Equal(1, _received.Effects[withdrawal.NeedId]);
    }

    [Fact]
    public async Task While_the_broker_is_away_events_wait_and_they_are_sent_when_it_returns()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var wire = new TcpProxy(broker.Uri.Host, broker.Uri.Port);
        await using var consumer = await ConsumerAsync(broker);
        await using var publisher = await TestService.StartAsync(
            await servers.NewDatabaseAsync(), new UriBuilder(broker.Uri) { Port = wire.Port }.Uri.ToString());
        var before = Events.Withdrawal();
        await publisher.PublishAsync(before);
        await Eventually.Is("the first arrived", () => _received.Effects.ContainsKey(before.NeedId));

        wire.Cut();
        var during = Enumerable.Range(0, 20).Select(_ => Events.Withdrawal()).ToList();
        await publisher.PublishAsync([.. during]);
        await Eventually.Is("the bus knows that its broker is away", () => publisher.Bus.CheckHealth().Status != BusHealthStatus.Healthy);
        Assert.Equal(during.Count, await publisher.UnsentAsync());

        wire.Mend();
        await Eventually.Is("all arrived", () => during.All(@event => _received.Effects.ContainsKey(@event.NeedId)));
        await Eventually.Is("all are marked", async () => await publisher.UnsentAsync() == 0);
        Assert.All(_received.Effects.Values, count => Assert.Equal(1, count));
    }

    [Fact]
    public async Task A_service_starts_without_its_broker_and_stops_at_once()
    {
        await using var publisher = await TestService.StartAsync(await servers.NewDatabaseAsync(), "amqp://x:x@127.0.0.1:1");
        await publisher.PublishAsync(Events.Withdrawal());
        var watch = Stopwatch.StartNew();
        await publisher.StopAsync();
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task The_relay_stops_at_once_while_it_sends_and_another_sends_the_rest()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var consumer = await ConsumerAsync(broker);
        var database = await servers.NewDatabaseAsync();
        var events = Enumerable.Range(0, 2_000).Select(_ => Events.Withdrawal()).ToList();
        await using (var first = await TestService.StartAsync(database, broker.Address))
        {
            await first.PublishAsync([.. events]);
            await Eventually.Is("it is at it", () => !_received.Effects.IsEmpty);
            var watch = Stopwatch.StartNew();
            await first.StopAsync();
            Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        }
        await using var second = await TestService.StartAsync(database, broker.Address);
        await Eventually.Is("all arrived", () => _received.Effects.Count == events.Count);
        await Eventually.Is("all are marked", async () => await second.UnsentAsync() == 0);
        // Stopping is nobody's failure.
        Assert.Equal(0, await second.AskAsync<int>("SELECT max(attempts) FROM outbox"));
        Assert.All(_received.Effects.Values, count => Assert.Equal(1, count));
    }

    private async Task<TestService> ConsumerAsync(Broker broker)
    {
        var consumer = await TestService.StartAsync(
            await servers.NewDatabaseAsync(), broker.Address, bus => bus.AddConsumer<WithdrawalConsumer>(), services => services.AddSingleton(_received));
        await Eventually.Is("the consumer listens", () => consumer.Bus.CheckHealth().Status == BusHealthStatus.Healthy);
        return consumer;
    }

    // Ends the database connection that holds the claimed rows, as the death of the process would.
    private sealed class KillsTheRelayOnce(NpgsqlDataSource db) : IPublishObserver
    {
        private int _isDone;

        public Task PrePublish<T>(PublishContext<T> context) where T : class => Task.CompletedTask;

        public async Task PostPublish<T>(PublishContext<T> context) where T : class
        {
            if (context.Message is NeedWithdrawn && Interlocked.Exchange(ref _isDone, 1) == 0)
            {
                await using var kill = db.CreateCommand("""
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle in transaction'
                    """);
                await kill.ExecuteNonQueryAsync();
            }
        }

        public Task PublishFault<T>(PublishContext<T> context, Exception exception) where T : class => Task.CompletedTask;
    }
}
