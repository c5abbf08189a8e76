using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using SocialEnzyme.Hub.ServiceDefaults.Postgres;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>The only place, beside consumers, that knows MassTransit.</summary>
public static class MessagingExtensions
{
    // Messages a hot consumer holds at once; they wait in its writer for the next commit. Each may be a bundle.
    private const ushort Prefetch = 128;

    // While a database is away messages stay queued: ten seconds apart, for as long as a process lives.
    private static readonly TimeSpan[] TransientIntervals =
        [.. Enumerable.Range(1, 6).Select(RelayBackoff.After), .. Enumerable.Repeat(TimeSpan.FromSeconds(10), 100_000)];

    /// <summary>Adds the outbox, its relay and cleaner, and the consumers that listen on the service's own queue.</summary>
    public static WebApplicationBuilder AddMessaging(
        this WebApplicationBuilder builder, string name, Action<IBusRegistrationConfigurator>? consumers = null)
    {
        var broker = new BrokerAddress(new Uri(builder.Configuration.GetConnectionString("rabbitmq")
            ?? throw new InvalidOperationException("ConnectionStrings:rabbitmq is missing; AppHost sets it.")));
        builder.Services.AddSingleton(new MigrationSource(typeof(MessagingExtensions).Assembly));
        builder.Services.AddSingleton<Outbox>();
        builder.Services.AddSingleton<RetainedEvents>();
        builder.Services.Configure<MassTransitHostOptions>(host =>
        {
            // A message that waits for its database does not hold up the end of the service: it goes back to the queue.
            host.ConsumerStopTimeout = TimeSpan.FromSeconds(3);
            host.StopTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Services.AddMassTransit(bus =>
        {
            consumers?.Invoke(bus);
            bus.ConfigureHealthCheckOptions(health =>
            {
                health.Name = "rabbitmq";
                // Without a broker nothing is lost, only later.
                health.MinimalFailureStatus = HealthStatus.Degraded;
            });
            bus.UsingRabbitMq((context, rabbit) =>
            {
                var (clock, lifetime) = (context.GetRequiredService<TimeProvider>(), context.GetRequiredService<IHostApplicationLifetime>());
                rabbit.Host(broker.Uri, host =>
                {
                    // A broker that is gone without a word is noticed after two of these, not after two minutes.
                    host.Heartbeat(TimeSpan.FromSeconds(10));
                    // Called before each connection.
                    host.OnRefreshConnectionFactory = _ => broker.WaitAsync(clock, lifetime.ApplicationStopping);
                });
                // A bus that only publishes has no other endpoint by which its health, and so the relay, learns that the broker is gone.
                rabbit.AutoStart = true;
                if (consumers is null)
                {
                    return;
                }
                rabbit.ReceiveEndpoint(name, endpoint =>
                {
                    endpoint.SetQuorumQueue();
                    // RabbitMQ 4 would drop a message that came back twenty times, as it does when a service is killed often enough.
                    endpoint.SetQueueArgument("x-delivery-limit", 1_000_000);
                    endpoint.PrefetchCount = Prefetch;
                    endpoint.ConcurrentMessageLimit = Prefetch;
                    // A fault is a dead letter with its error and trace; nobody listens to fault messages.
                    endpoint.PublishFaults = false;
                    endpoint.UseMessageRetry(retry =>
                    {
                        retry.Handle<Exception>(FailurePolicy.IsTransient);
                        retry.Intervals(TransientIntervals);
                    });
                    endpoint.ConfigureConsumers(context);
                });
            });
        });
        // After the bus, so that they stop before it: a relay that goes on would count the missing bus as its rows' failure.
        builder.Services.AddSingleton<OutboxSender>();
        builder.Services.AddHostedService<OutboxRelay>();
        builder.Services.AddHostedService<HeldRelay>();
        builder.Services.AddSingleton(broker);
        builder.Services.AddHostedService<BusWatch>();
        builder.Services.AddHostedService<Cleaner>();
        return builder;
    }
}
