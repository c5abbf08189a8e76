using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using SocialEnzyme.Hub.Contracts.Events;

namespace SocialEnzyme.Hub.IntegrationTests.Support;

/// <summary>An event as it came over the broker.</summary>
public sealed record TappedEvent(Guid MessageId, string Type, JsonElement Body, string? Traceparent);

/// <summary>A durable consumer of all events of contracts/events that are named, for tests of their publisher.</summary>
public sealed class EventTap : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly ConcurrentQueue<TappedEvent> _events = new();

    private EventTap(IConnection connection) => _connection = connection;

    /// <summary>What came so far, in order of arrival.</summary>
    public IReadOnlyList<TappedEvent> Events => [.. _events];

    public static async Task<EventTap> OpenAsync(Uri broker, params Type[] events)
    {
        var connection = await new ConnectionFactory { Uri = broker, AutomaticRecoveryEnabled = true }.CreateConnectionAsync();
        var tap = new EventTap(connection);
        var channel = await connection.CreateChannelAsync();
        await channel.QueueDeclareAsync("tap", durable: true, exclusive: false, autoDelete: false);
        foreach (var type in events)
        {
            await BindAsync(type);
            if (type.GetCustomAttribute<SentInBundlesAttribute>() is not null)
            {
                await BindAsync(typeof(Bundle<>).MakeGenericType(type));
            }
        }
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            tap.Keep(delivery.Body.Span);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync("tap", autoAck: true, consumer);
        return tap;

        // The name and kind under which MassTransit publishes the type.
        async Task BindAsync(Type type)
        {
            var exchange = new RabbitMqMessageNameFormatter().GetMessageName(type);
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
            await channel.QueueBindAsync("tap", exchange, "");
        }
    }

    /// <summary>What came about this need.</summary>
    public IReadOnlyList<TappedEvent> About(Guid need) =>
        [.. _events.Where(e => e.Body.TryGetProperty("needId", out var id) && id.GetGuid() == need)];

    /// <summary>What came about this offer.</summary>
    public IReadOnlyList<TappedEvent> AboutOffer(Guid offer) =>
        [.. _events.Where(e => e.Body.TryGetProperty("offerId", out var id) && id.GetGuid() == offer)];

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void Keep(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        using var document = JsonDocument.ParseValue(ref reader);
        var (envelope, message) = (document.RootElement, document.RootElement.GetProperty("message"));
        var name = envelope.GetProperty("messageType")[0].GetString()!.Split(':')[^1].TrimEnd(']');
        if (message.TryGetProperty("events", out var bundled))
        {
            foreach (var one in bundled.EnumerateArray())
            {
                Keep(one.GetProperty("id").GetGuid(), one.GetProperty("event"), one.TryGetProperty("traceparent", out var its) ? its.GetString() : null);
            }
            return;
        }
        var trace = envelope.TryGetProperty("headers", out var headers) && headers.TryGetProperty("hub-traceparent", out var stored) ? stored.GetString() : null;
        Keep(envelope.GetProperty("messageId").GetGuid(), message, trace);

        void Keep(Guid id, JsonElement body, string? traceparent) => _events.Enqueue(new TappedEvent(id, name, body.Clone(), traceparent));
    }
}
