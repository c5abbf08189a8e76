using Npgsql;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.IntegrationTests.Messaging;

/// <summary>What keeps a service's database in shape: the cleaner and the migrations.</summary>
public sealed class UpkeepTests(ServersFixture servers) : IClassFixture<ServersFixture>
{
    [Fact]
    public async Task The_cleaner_deletes_only_what_is_sent_and_old()
    {
        await using var service = await ServiceAsync();
        await service.AskAsync<string>("""
            INSERT INTO outbox (id, type, body, recorded_at, sent_at)
            SELECT gen_random_uuid(), kind, '{}', recorded, sent FROM (VALUES
                ('old and unsent', now() - interval '90 days', NULL),
                ('old and just sent', now() - interval '90 days', now()),
                ('old and sent', now() - interval '90 days', now() - interval '31 days'),
                ('sent', now() - interval '29 days', now() - interval '29 days'),
                ('new', now(), NULL)) AS rows (kind, recorded, sent)
            RETURNING type
            """);
        await service.AskAsync<Guid>("""
            INSERT INTO inbox (consumer, message_id, received_at)
            SELECT 'test', gen_random_uuid(), now() - make_interval(days => days) FROM unnest(ARRAY[0, 13, 15, 100]) AS days
            RETURNING message_id
            """);
        Assert.Equal(2, await service.Cleaner.RunOnceAsync(default));
        Assert.Equal(0, await service.Cleaner.RunOnceAsync(default));
        Assert.Equal("new, old and just sent, old and unsent, sent", await service.AskAsync<string>("SELECT string_agg(type, ', ' ORDER BY type) FROM outbox"));
        Assert.Equal(2, await service.AskAsync<long>("SELECT count(*) FROM inbox"));
    }

    [Fact]
    public async Task No_statement_is_compiled_before_it_runs_and_what_an_operator_set_stays()
    {
        await using var service = TestService.Create(
            new NpgsqlConnectionStringBuilder(await servers.NewDatabaseAsync()) { Options = "-c statement_timeout=54s" }.ConnectionString, "amqp://x:x@127.0.0.1:1");
        Assert.Equal("off 54s", await service.AskAsync<string>("SELECT current_setting('jit') || ' ' || current_setting('statement_timeout')"));
    }

    [Fact]
    public async Task Marking_rows_as_sent_reads_each_of_them_a_few_times_also_where_nothing_waited_when_they_were_counted()
    {
        const int Rows = 400;
        await using var service = await ServiceAsync();
        await AddAsync("now()");
        // So it was when the server last counted: nothing waited.
        await using (var vacuum = service.Db.CreateCommand("VACUUM ANALYZE outbox"))
        {
            await vacuum.ExecuteNonQueryAsync();
        }
        await AddAsync("NULL");
        var ids = await service.AskAsync<Guid[]>("SELECT array_agg(id) FROM outbox WHERE sent_at IS NULL");
        await using var connection = await service.Db.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await OutboxStore.MarkAsync(transaction, ids, [], default);
        await using var read = new NpgsqlCommand(
            "SELECT seq_tup_read + idx_tup_fetch, n_tup_upd FROM pg_stat_xact_user_tables WHERE relname = 'outbox'", connection, transaction);
        await using var counts = await read.ExecuteReaderAsync();
        await counts.ReadAsync();
        Assert.Equal(Rows, counts.GetInt64(1));
        Assert.InRange(counts.GetInt64(0), Rows, 10 * Rows);

        async Task AddAsync(string sent) => await service.AskAsync<long>($$"""
            WITH added AS (
                INSERT INTO outbox (id, type, body, sent_at) SELECT gen_random_uuid(), 'NeedWithdrawn', '{}', {{sent}} FROM generate_series(1, {{Rows}}) RETURNING 1)
            SELECT count(*) FROM added
            """);
    }

    [Fact]
    public async Task The_cleaner_deletes_in_bites_until_nothing_is_left_to_delete()
    {
        await using var service = await ServiceAsync();
        await service.AskAsync<long>("""
            WITH sent AS (
                INSERT INTO outbox (id, type, body, sent_at)
                SELECT gen_random_uuid(), 'NeedWithdrawn', '{}', now() - interval '31 days' FROM generate_series(1, 12000) RETURNING 1)
            SELECT count(*) FROM sent
            """);
        var bites = new List<int>();
        do
        {
            bites.Add(await service.Cleaner.RunOnceAsync(default));
        }
        while (bites[^1] > 0);
        Assert.Equal([5_000, 5_000, 2_000, 0], bites);
    }

    [Fact]
    public async Task Migrations_are_applied_once_however_many_processes_start_at_the_same_time()
    {
        var database = await servers.NewDatabaseAsync();
        var processes = Enumerable.Range(0, 4).Select(_ => TestService.Create(database, "amqp://x:x@127.0.0.1:1")).ToList();
        await Task.WhenAll(processes.Select(process => process.MigrateAsync()));
        await processes[0].MigrateAsync();
        Assert.Equal(await processes[0].AskAsync<long>("SELECT count(DISTINCT name) FROM migrations"), await processes[0].AskAsync<long>("SELECT count(*) FROM migrations"));
        await processes[0].PublishAsync(Events.Withdrawal());
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_service_has_at_most_fifteen_connections_and_leaves_nothing_open()
    {
        await using var service = await ServiceAsync();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => service.PublishAsync(Events.Withdrawal(), Events.Registration())));
        Assert.InRange(await service.AskAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"), 1, 15);
        Assert.Equal(0, await service.AskAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"));
    }

    private async Task<TestService> ServiceAsync()
    {
        var service = TestService.Create(await servers.NewDatabaseAsync(), "amqp://x:x@127.0.0.1:1");
        await service.MigrateAsync();
        return service;
    }
}
