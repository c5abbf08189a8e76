using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Telemetry;

namespace SocialEnzyme.Hub.IntegrationTests.Messaging;

/// <summary>Events that go together count as if each had come alone.</summary>
public sealed class BundleTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    private readonly Taken _taken = new();

    [Fact]
    public async Task Events_that_wait_together_travel_together_and_each_keeps_its_identity_and_its_trace()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var service = await ServiceAsync(broker);
        var published = Enumerable.Range(0, 120).Select(_ => Events.Publication()).ToList();
        using var publish = new Activity("publish").Start();
        var ids = await service.PublishAsync([.. published]);
        publish.Stop();
        await Eventually.Is("all had their effect", () => _taken.Effects.Count == published.Count);
        await Eventually.Is("all are marked", async () => await service.UnsentAsync() == 0);
        Assert.Equal(ids.Order(), _taken.Arrivals.Select(one => one.Id).Order());
        Assert.All(_taken.Arrivals, one => Assert.Equal(publish.Id, one.Traceparent));
        Assert.InRange(_taken.Messages, 1, published.Count / 10);
    }

    [Fact]
    public async Task An_event_that_has_no_company_travels_alone()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var service = await ServiceAsync(broker);
        var id = (await service.PublishAsync(Events.Publication())).Single();
        await Eventually.Is("it had its effect", () => _taken.Effects.Count == 1);
        Assert.Equal((id, 0), (_taken.Arrivals.Single().Id, _taken.Messages));
    }

    [Fact]
    public async Task What_can_never_succeed_is_a_dead_letter_of_its_own_and_its_neighbours_have_their_effect()
    {
        await using var broker = await Broker.NewAsync(servers);
        var published = Enumerable.Range(0, 10).Select(_ => Events.Publication()).ToList();
        _taken.Trouble = need => need == published[4].NeedId ? throw new InvalidOperationException("This can never be.") : Task.CompletedTask;
        await using var service = await ServiceAsync(broker);
        var ids = await service.PublishAsync([.. published]);
        var dead = await Eventually.Has("the bad one is a dead letter", () => broker.TakeAsync("test_error"));
        Assert.Equal(ids[4].ToString(), dead.BasicProperties.MessageId);
        Assert.Equal("This can never be.", Encoding.UTF8.GetString((byte[])dead.BasicProperties.Headers!["MT-Fault-Message"]!));
        await Eventually.Is("the others had their effect", () => _taken.Effects.Count == published.Count - 1);
        Assert.All(_taken.Effects.Values, count => Assert.Equal(1, count));
        Assert.Null(await broker.TakeAsync("test_error"));
    }

    [Fact]
    public async Task While_the_database_is_away_for_one_of_them_all_come_again_and_each_has_its_effect_once()
    {
        await using var broker = await Broker.NewAsync(servers);
        var published = Enumerable.Range(0, 10).Select(_ => Events.Publication()).ToList();
        var isAway = true;
        _taken.Trouble = need => need == published[4].NeedId && Volatile.Read(ref isAway) ? throw new NpgsqlException("away", new IOException()) : Task.CompletedTask;
        await using var service = await ServiceAsync(broker);
        await service.PublishAsync([.. published]);
        await Eventually.Is("it was tried more than once", () => _taken.Copies > published.Count);
        Volatile.Write(ref isAway, false);
        await Eventually.Is("all had their effect", () => _taken.Effects.Count == published.Count);
        Assert.All(_taken.Effects.Values, count => Assert.Equal(1, count));
        Assert.Null(await broker.TakeAsync("test_error"));
    }

    [Fact]
    public async Task A_row_that_nobody_can_read_fails_alone()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var service = await ServiceAsync(broker);
        await service.AskAsync<string>("INSERT INTO outbox (id, type, body) VALUES (gen_random_uuid(), 'NeedPublished', 'no json') RETURNING type");
        await service.PublishAsync(Events.Publication(), Events.Publication(), Events.Publication());
        await Eventually.Is("the good ones had their effect", () => _taken.Effects.Count == 3);
        await Eventually.Is("the bad one is seen", () => service.AskAsync<bool>(
            "SELECT count(*) FILTER (WHERE sent_at IS NOT NULL) = 3 AND count(*) FILTER (WHERE error = 'JsonException') = 1 FROM outbox"));
    }

    [Fact]
    public async Task A_bundle_that_no_queue_takes_stays_and_goes_when_there_is_one()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var publisher = await TestService.StartAsync(await servers.NewDatabaseAsync(), broker.Address);
        await publisher.PublishAsync(Events.Publication(), Events.Publication(), Events.Publication());
        await Eventually.Is("none of them went", () => publisher.AskAsync<bool>(
            "SELECT count(*) FILTER (WHERE sent_at IS NULL AND attempts > 0 AND error = 'MessageReturnedException') = 3 FROM outbox"));
        await using var consumer = await ServiceAsync(broker);
        await Eventually.Is("all arrived", () => _taken.Effects.Count == 3);
        await Eventually.Is("all are marked", async () => await publisher.UnsentAsync() == 0);
    }

    [Fact]
    public async Task Each_of_them_is_traced_from_its_own_call_through_the_relay()
    {
        await using var broker = await Broker.NewAsync(servers);
        var relayed = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == HubTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = relayed.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var service = await ServiceAsync(broker);
        await using var batch = service.Db.CreateBatch();
        var calls = Enumerable.Range(0, 5).Select(_ => $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01").ToList();
        foreach (var call in calls) batch.BatchCommands.Add(Outbox.Command(Guid.CreateVersion7(), Events.Publication(), call, null));
        await batch.ExecuteNonQueryAsync();
        service.Outbox.Wake();
        await Eventually.Is("all arrived", () => _taken.Arrivals.Count == calls.Count);
        // A message may arrive before the broker's confirm, with which the span ends.
        await Eventually.Is("their spans ended", () => calls.TrueForAll(call => relayed.Any(span => span.OperationName == "outbox relay" && span.ParentId == call)));
        foreach (var arrival in _taken.Arrivals)
        {
            var relay = Assert.Single(relayed, span => span.Id == arrival.Relay);
            Assert.Equal(("outbox relay", arrival.Traceparent), (relay.OperationName, relay.ParentId));
        }
        Assert.Equal(calls.Order(), _taken.Arrivals.Select(one => one.Traceparent).Order());
    }

    private async Task<TestService> ServiceAsync(Broker broker)
    {
        var service = await TestService.StartAsync(
            await servers.NewDatabaseAsync(), broker.Address, bus => bus.AddConsumer<PublicationConsumer>(), services => services.AddSingleton(_taken));
        await Eventually.Is("it listens", () => service.Bus.CheckHealth().Status == BusHealthStatus.Healthy);
        return service;
    }

    private sealed class Taken
    {
        private int _messages;
        private int _copies;

        public ConcurrentQueue<(Guid Id, string? Traceparent, string? Relay)> Arrivals { get; } = new();

        public ConcurrentDictionary<Guid, int> Effects { get; } = new();

        public Func<Guid, Task>? Trouble { get; set; }

        public int Messages => _messages;

        public int Copies => _copies;

        public void CountMessage() => Interlocked.Increment(ref _messages);

        public void CountCopy() => Interlocked.Increment(ref _copies);
    }

    // Counts each publication once, whether it comes alone or not.
    private sealed class PublicationConsumer(NpgsqlDataSource db, Taken taken) : IConsumer<NeedPublished>, IConsumer<Bundle<NeedPublished>>
    {
        public Task Consume(ConsumeContext<NeedPublished> context) => TakeAsync(
            context, new(context.MessageId!.Value, context.Headers.Get<string>(Outbox.StoredTraceHeader), null, context.Message));

        public Task Consume(ConsumeContext<Bundle<NeedPublished>> context)
        {
            taken.CountMessage();
            return context.EachAsync(one => TakeAsync(context, one));
        }

        private async Task TakeAsync(ConsumeContext context, Bundled<NeedPublished> one)
        {
            await using var connection = await db.OpenConnectionAsync(context.CancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
            if ((await Inbox.ClaimAsync(transaction, "publications", [one.Id], context.CancellationToken)).Count == 0)
            {
                taken.CountCopy();
                return;
            }
            if (taken.Trouble is { } trouble)
            {
                await trouble(one.Event.NeedId);
            }
            await transaction.CommitAsync(context.CancellationToken);
            taken.Arrivals.Enqueue((one.Id, one.Traceparent, one.Relay));
            taken.Effects.AddOrUpdate(one.Event.NeedId, 1, (_, count) => count + 1);
        }
    }
}
