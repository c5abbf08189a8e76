using System.Collections.Concurrent;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

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
            // The name and kind under which MassTransit publishes the type.
            var exchange = $"{type.Namespace}:{type.Name}";
            await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
            await channel.QueueBindAsync("tap", exchange, "");
        }
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            tap.Keep(delivery.Body.Span);
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync("tap", autoAck: true, consumer);
        return tap;
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
        var envelope = document.RootElement;
        var name = envelope.GetProperty("messageType")[0].GetString()!.Split(':')[^1];
        var trace = envelope.TryGetProperty("headers", out var headers) && headers.TryGetProperty("hub-traceparent", out var stored) ? stored.GetString() : null;
        _events.Enqueue(new TappedEvent(envelope.GetProperty("messageId").GetGuid(), name, envelope.GetProperty("message").Clone(), trace));
    }
}
