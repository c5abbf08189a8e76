using Npgsql;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.IntegrationTests.Messaging;

public sealed class InboxTests(ServersFixture servers) : IClassFixture<ServersFixture>, IAsyncLifetime
{
    private TestService _service = null!;

    public async Task InitializeAsync()
    {
        _service = TestService.Create(await servers.NewDatabaseAsync(), "amqp://x:x@127.0.0.1:1");
        await _service.MigrateAsync();
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task A_message_is_new_once_for_each_consumer()
    {
        var id = Guid.CreateVersion7();
        Assert.Equal([id], await ClaimAsync("one", id, id));
        Assert.Empty(await ClaimAsync("one", id));
        Assert.Equal([id], await ClaimAsync("other", id));
    }

    [Fact]
    public async Task A_message_whose_work_was_rolled_back_is_new_again()
    {
        var id = Guid.CreateVersion7();
        await using (var connection = await _service.Db.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            Assert.Single(await Inbox.ClaimAsync(transaction, "one", [id], default));
        }
        Assert.Equal([id], await ClaimAsync("one", id));
    }

    [Fact]
    public async Task The_same_messages_claimed_at_the_same_time_in_any_order_are_new_once()
    {
        var ids = Enumerable.Range(0, 500).Select(_ => Guid.CreateVersion7()).ToArray();
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
        {
            var order = (Guid[])ids.Clone();
            new Random(i).Shuffle(order);
            return ClaimAsync("one", order);
        }));
        Assert.Equal(ids.Order(), claims.SelectMany(claim => claim).Order());
    }

    private async Task<HashSet<Guid>> ClaimAsync(string consumer, params Guid[] ids)
    {
        await using var connection = await _service.Db.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var fresh = await Inbox.ClaimAsync(transaction, consumer, ids, default);
        await transaction.CommitAsync();
        return fresh;
    }
}
