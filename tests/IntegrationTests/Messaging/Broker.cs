using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Messaging;

/// <summary>A virtual host of a test's own, and what lies in its queues.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private readonly IConnection _connection;

    private Broker(Uri uri, IConnection connection) => (Uri, _connection) = (uri, connection);

    public Uri Uri { get; }

    public string Address => Uri.ToString();

    public static async Task<Broker> NewAsync(ServersFixture servers)
    {
        var uri = await servers.NewBrokerAsync();
        return new Broker(uri, await new ConnectionFactory { Uri = uri }.CreateConnectionAsync());
    }

    /// <summary>How many messages nobody holds.</summary>
    public async Task<uint> ReadyAsync(string queue)
    {
        await using var channel = await _connection.CreateChannelAsync();
        return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
    }

    /// <summary>Takes one message, or null when there is none, or no such queue.</summary>
    public async Task<BasicGetResult?> TakeAsync(string queue)
    {
        await using var channel = await _connection.CreateChannelAsync();
        try
        {
            // A quorum queue that is just being made answers a get by closing the connection.
            return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount == 0 ? null : await channel.BasicGetAsync(queue, autoAck: true);
        }
        catch (OperationInterruptedException)
        {
            return null;
        }
    }

    /// <summary>Declares a queue; the broker refuses when there is one that differs.</summary>
    public async Task DeclareAsync(string queue, Dictionary<string, object?> arguments)
    {
        await using var channel = await _connection.CreateChannelAsync();
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
