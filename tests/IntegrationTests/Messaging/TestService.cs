using System.Collections.Concurrent;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Postgres;

namespace SocialEnzyme.Hub.IntegrationTests.Messaging;

/// <summary>A service as small as it can be: a database with outbox and inbox, a relay, and a consumer if it is given one.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestService(WebApplication app) => _app = app;

    public NpgsqlDataSource Db => _app.Services.GetRequiredService<NpgsqlDataSource>();

    public Outbox Outbox => _app.Services.GetRequiredService<Outbox>();

    public RetainedEvents Retained => _app.Services.GetRequiredService<RetainedEvents>();

    public IBusControl Bus => _app.Services.GetRequiredService<IBusControl>();

    public OutboxRelay Relay => _app.Services.GetServices<IHostedService>().OfType<OutboxRelay>().Single();

    public Cleaner Cleaner => _app.Services.GetServices<IHostedService>().OfType<Cleaner>().Single();

    public static async Task<TestService> StartAsync(
        string database, string broker, Action<IBusRegistrationConfigurator>? consumers = null, Action<IServiceCollection>? services = null)
    {
        var service = Create(database, broker, consumers, services);
        await service._app.StartAsync();
        return service;
    }

    /// <summary>Not started: nothing runs but what the test calls.</summary>
    public static TestService Create(
        string database, string broker, Action<IBusRegistrationConfigurator>? consumers = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = Path.GetTempPath() });
        builder.Configuration["ConnectionStrings:test-db"] = database;
        builder.Configuration["ConnectionStrings:rabbitmq"] = broker;
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        services?.Invoke(builder.Services);
        builder.AddServiceDefaults("test").AddPostgres("test-db").AddMessaging("test", consumers);
        return new TestService(builder.Build());
    }

    public Task MigrateAsync() => Migrations.ApplyAsync(Db, _app.Services.GetServices<MigrationSource>(), default);

    /// <summary>Commits these events as a handler does.</summary>
    public async Task<List<Guid>> PublishAsync(params IReadOnlyList<object> events)
    {
        await using var batch = Db.CreateBatch();
        var ids = events.Select(@event => Outbox.Add(batch, @event)).ToList();
        await batch.ExecuteNonQueryAsync();
        Outbox.Wake();
        return ids;
    }

    /// <summary>Commits these events as a handler does whose process sends them itself.</summary>
    /// <param name="isDead">The process dies before it does.</param>
    public async Task PublishHeldAsync(IReadOnlyList<object> events, bool isDead = false, string? traceparent = null)
    {
        await using var batch = Db.CreateBatch();
        var held = await Outbox.ReadHeldAsync(batch, Outbox.AddHeld(batch, [.. events.Select(@event => (@event, traceparent, (string?)null))]), default);
        if (!isDead)
        {
            Outbox.Send(held);
        }
    }

    public async Task<T> AskAsync<T>(string sql)
    {
#pragma warning disable CA2100 // The test's own text.
        await using var command = Db.CreateCommand(sql);
#pragma warning restore CA2100
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task<long> UnsentAsync() => AskAsync<long>("SELECT count(*) FROM outbox WHERE sent_at IS NULL");

    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>What a consumer was given, and what it made of it.</summary>
internal sealed class Received
{
    public ConcurrentQueue<(Guid Id, string? Traceparent, System.Diagnostics.ActivityContext Trace)> Deliveries { get; } = new();

    public ConcurrentDictionary<Guid, int> Effects { get; } = new();

    public int Copies;

    /// <summary>What the consumer meets when it wants to do its work.</summary>
    public Func<ConsumeContext, Task>? Trouble { get; set; }
}

/// <summary>Counts each need's withdrawal once.</summary>
internal sealed class WithdrawalConsumer(NpgsqlDataSource db, Received received) : IConsumer<NeedWithdrawn>
{
    public async Task Consume(ConsumeContext<NeedWithdrawn> context)
    {
        received.Deliveries.Enqueue((context.MessageId!.Value, context.Headers.Get<string>(Outbox.StoredTraceHeader),
            System.Diagnostics.Activity.Current?.Context ?? default));
        await using var transaction = await Inbox.OpenAsync(db, context, "withdrawals");
        if (transaction is null)
        {
            Interlocked.Increment(ref received.Copies);
            return;
        }
        if (received.Trouble is { } trouble)
        {
            await trouble(context);
        }
        await transaction.CommitAsync(context.CancellationToken);
        received.Effects.AddOrUpdate(context.Message.NeedId, 1, (_, count) => count + 1);
    }
}

/// <summary>Events of contracts/events; a test is about no more of them than that they are there.</summary>
internal static class Events
{
    /// <summary>An event that a service must receive.</summary>
    public static NeedWithdrawn Withdrawal(Guid? need = null) => new(need ?? Guid.CreateVersion7(), 1, "no longer needed", DateTimeOffset.UnixEpoch);

    /// <summary>An event of a type that is sent in bundles.</summary>
    public static NeedPublished Publication() => new(
        Guid.CreateVersion7(), 1,
        new PublicNeed(
            Guid.CreateVersion7(), "Nørre Aaby", null, "Lektiehjælp", "To timer om ugen.", "skole", [], "unspecified", null, null, null, null, null, null, null, [],
            DateTimeOffset.MaxValue, new Dictionary<string, string>()),
        DateTimeOffset.UnixEpoch);

    /// <summary>An event that nobody need receive.</summary>
    public static ParticipantRegistered Registration() => new(Guid.CreateVersion7(), "Nørre Aaby", "public", "municipality", DateTimeOffset.UnixEpoch);
}
