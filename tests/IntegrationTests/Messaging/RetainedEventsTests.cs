using Npgsql;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Privacy;

namespace SocialEnzyme.Hub.IntegrationTests.Messaging;

public sealed class RetainedEventsTests(ServersFixture servers) : IClassFixture<ServersFixture>, IAsyncLifetime
{
    private TestService _service = null!;

    public async Task InitializeAsync()
    {
        _service = TestService.Create(await servers.NewDatabaseAsync(), "amqp://x:x@127.0.0.1:1");
        await _service.MigrateAsync();
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task A_reader_skips_nothing_while_transactions_commit_out_of_order()
    {
        await using var connection = await _service.Db.OpenConnectionAsync();
        await using var slow = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, slow);
        var first = _service.Outbox.Add(batch, Events.Withdrawal());
        await batch.ExecuteNonQueryAsync();
        var second = (await _service.PublishAsync(Events.Withdrawal())).Single();

        // The second is committed, but the first may still come before it.
        var (events, cursor) = await ListAsync("");
        await Eventually.Is("the reader waits for the first", () => events.Count == 0);
        await slow.CommitAsync();

        await Eventually.Is("both are listed in their order", async () =>
        {
            (events, cursor) = await ListAsync("");
            return events.Count == 2;
        });
        Assert.Equal([first, second], events.Select(item => item.Id));
        Assert.Empty((await ListAsync(cursor)).Events);
    }

    [Fact]
    public async Task A_reader_that_keeps_reading_while_many_write_sees_each_event_once()
    {
        var expected = new List<Guid>();
        var writing = Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                var ids = await _service.PublishAsync(Events.Withdrawal(), Events.Registration());
                lock (expected)
                {
                    expected.AddRange(ids);
                }
            }
        })));
        var seen = new List<Guid>();
        var cursor = "";
        await Eventually.Is("all are seen", async () =>
        {
            var (events, next) = await ListAsync(cursor, limit: 7);
            seen.AddRange(events.Select(item => item.Id));
            cursor = next;
            return writing.IsCompleted && seen.Count >= 400;
        });
        await writing;
        Assert.Equal(expected.Order(), seen.Order());
    }

    [Fact]
    public async Task An_event_is_listed_as_it_was_published()
    {
        var withdrawal = Events.Withdrawal();
        var id = (await _service.PublishAsync(withdrawal)).Single();
        // The reader stops at the oldest running transaction of the whole server, and other tests have theirs.
        await Eventually.Is("it is listed", async () => (await ListAsync("")).Events.Count > 0);
        var item = Assert.Single((await ListAsync("")).Events);
        Assert.Equal((id, "NeedWithdrawn"), (item.Id, item.Type));
        Assert.Equal(withdrawal, System.Text.Json.JsonSerializer.Deserialize<Contracts.Events.V1.NeedWithdrawn>(item.Body, EventCatalog.Json));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("12-34")]
    [InlineData("t12")]
    [InlineData("tp")]
    [InlineData("t-1p1")]
    [InlineData("t1p-1")]
    [InlineData("t1p1; DROP TABLE outbox")]
    [InlineData("t99999999999999999999p1")]
    public async Task A_cursor_that_is_not_ours_is_told_apart(string cursor) => Assert.Null(await _service.Retained.ListAsync(cursor, 10, default));

    [Fact]
    public void A_cursor_never_looks_like_a_cpr_number() =>
        Assert.All(Enumerable.Range(0, 10_000), position => Assert.True(PrivacyGate.IsClean(RetainedEvents.Cursor(211_062, position))));

    private async Task<(IReadOnlyList<RetainedEvents.Item> Events, string Cursor)> ListAsync(string after, int limit = 0) =>
        (await _service.Retained.ListAsync(after, limit, default))!.Value;
}
