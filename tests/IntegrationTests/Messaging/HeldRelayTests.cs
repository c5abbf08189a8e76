using System.Collections.Concurrent;
using System.Diagnostics;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.ServiceDefaults.Telemetry;

namespace SocialEnzyme.Hub.IntegrationTests.Messaging;

/// <summary>What a process has just committed is sent by it without asking the database; and is no less safe for that.</summary>
public sealed class HeldRelayTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    private const string LetGo = "WITH gone AS (UPDATE outbox SET retry_at = now() WHERE sent_at IS NULL RETURNING id) SELECT count(*) FROM gone";

    private readonly Received _received = new();

    [Fact]
    public async Task What_is_held_is_sent_once_and_marked()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var service = await ServiceAsync(broker);
        var events = Enumerable.Range(0, 700).Select(_ => Events.Withdrawal()).ToList();
        await service.PublishHeldAsync(events);
        await Eventually.Is("all had their effect", () => _received.Effects.Count == events.Count);
        await Eventually.Is("all are marked", async () => await service.UnsentAsync() == 0);
        Assert.Equal(events.Count, _received.Deliveries.Count);
        Assert.Equal(0, await service.AskAsync<int>("SELECT max(attempts) FROM outbox"));
    }

    [Fact]
    public async Task What_a_process_that_died_was_still_holding_is_claimed_by_another_when_its_time_is_over_and_not_before()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var service = await ServiceAsync(broker);
        var (held, other) = (Events.Withdrawal(), Events.Withdrawal());
        await service.PublishHeldAsync([held], isDead: true);
        await service.PublishAsync(other);
        await Eventually.Is("the other one had its effect", () => _received.Effects.ContainsKey(other.NeedId));
        Assert.Equal(0, await service.Relay.RunOnceAsync(default));
        Assert.DoesNotContain(held.NeedId, _received.Effects.Keys);
        Assert.Equal(1, await service.AskAsync<long>(LetGo));
        await Eventually.Is("it had its effect", () => _received.Effects.ContainsKey(held.NeedId));
        await Eventually.Is("it is marked", async () => await service.UnsentAsync() == 0);
    }

    [Fact]
    public async Task What_cannot_be_sent_at_once_waits_in_the_outbox()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var wire = new TcpProxy(broker.Uri.Host, broker.Uri.Port);
        await using var consumer = await ServiceAsync(broker);
        await using var publisher = await TestService.StartAsync(
            await servers.NewDatabaseAsync(), new UriBuilder(broker.Uri) { Port = wire.Port }.Uri.ToString());
        await Eventually.Is("the bus is there", () => publisher.Bus.CheckHealth().Status == BusHealthStatus.Healthy);
        wire.Cut();
        await Eventually.Is("the bus knows that its broker is away", () => publisher.Bus.CheckHealth().Status != BusHealthStatus.Healthy);
        var events = Enumerable.Range(0, 20).Select(_ => Events.Withdrawal()).ToList();
        await publisher.PublishHeldAsync(events);
        Assert.Equal(events.Count, await publisher.UnsentAsync());
        wire.Mend();
        await publisher.AskAsync<long>(LetGo);
        await Eventually.Is("all had their effect", () => events.All(@event => _received.Effects.ContainsKey(@event.NeedId)));
        await Eventually.Is("all are marked", async () => await publisher.UnsentAsync() == 0);
    }

    [Fact]
    public async Task What_the_database_did_not_take_is_not_sent()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var service = await ServiceAsync(broker);
        var (taken, refused) = (Events.Withdrawal(), Events.Withdrawal());
        await service.AskAsync<bool>($"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN CASE WHEN NEW.body LIKE ''%{refused.NeedId}%'' THEN NULL ELSE NEW END; END';
            CREATE TRIGGER refusing BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION refuse();
            SELECT true
            """);
        await service.PublishHeldAsync([refused, taken]);
        await Eventually.Is("the one that was taken had its effect", () => _received.Effects.ContainsKey(taken.NeedId));
        Assert.Equal([taken.NeedId], _received.Effects.Keys);
    }

    [Fact]
    public async Task A_service_that_stops_marks_what_it_has_sent()
    {
        await using var broker = await Broker.NewAsync(servers);
        await using var consumer = await ServiceAsync(broker);
        var database = await servers.NewDatabaseAsync();
        await using (var publisher = await TestService.StartAsync(database, broker.Address))
        {
            await Eventually.Is("the bus is there", () => publisher.Bus.CheckHealth().Status == BusHealthStatus.Healthy);
            var withdrawal = Events.Withdrawal();
            await publisher.PublishHeldAsync([withdrawal]);
            await Eventually.Is("it had its effect", () => _received.Effects.ContainsKey(withdrawal.NeedId));
            await publisher.StopAsync();
        }
        await using var next = TestService.Create(database, broker.Address);
        Assert.Equal(0, await next.UnsentAsync());
    }

    [Fact]
    public async Task The_span_under_which_an_event_is_sent_is_recorded()
    {
        await using var broker = await Broker.NewAsync(servers);
        var recorded = new Recorder();
        using var tracers = Sdk.CreateTracerProviderBuilder().AddSource(HubTelemetry.Name).AddProcessor(recorded).Build();
        await using var service = await ServiceAsync(broker);
        var call = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";
        await service.PublishHeldAsync([Events.Withdrawal()], traceparent: call);
        await Eventually.Is("it had its effect", () => _received.Effects.Count == 1);
        await Eventually.Is("its span is recorded", () => recorded.Spans.Any(span => span.OperationName == "outbox relay" && span.ParentId == call));
    }

    private sealed class Recorder : BaseProcessor<Activity>
    {
        public ConcurrentBag<Activity> Spans { get; } = [];

        public override void OnEnd(Activity data) => Spans.Add(data);
    }

    private async Task<TestService> ServiceAsync(Broker broker)
    {
        var service = await TestService.StartAsync(
            await servers.NewDatabaseAsync(), broker.Address, bus => bus.AddConsumer<WithdrawalConsumer>(), services => services.AddSingleton(_received));
        await Eventually.Is("it listens", () => service.Bus.CheckHealth().Status == BusHealthStatus.Healthy);
        return service;
    }
}
