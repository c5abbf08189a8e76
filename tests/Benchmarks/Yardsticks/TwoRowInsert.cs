using Npgsql;
using SocialEnzyme.Hub.Benchmarks.Support;

namespace SocialEnzyme.Hub.Benchmarks.Yardsticks;

/// <summary>What a publish must at least do: one row of state and one of the outbox, committed together.</summary>
internal sealed class TwoRowInsert(NpgsqlDataSource db) : IAsyncDisposable
{
    public static async Task<TwoRowInsert> OpenAsync(Lab lab, int parallel)
    {
        var db = await lab.YardstickAsync(parallel);
        await using var create = db.CreateCommand("""
            CREATE TABLE IF NOT EXISTS state (id uuid PRIMARY KEY, content text NOT NULL);
            CREATE TABLE IF NOT EXISTS messages (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id uuid NOT NULL, body text NOT NULL)
            """);
        await create.ExecuteNonQueryAsync();
        return new TwoRowInsert(db);
    }

    public async Task InsertAsync()
    {
        await using var batch = db.CreateBatch();
        batch.BatchCommands.Add(Row("INSERT INTO state (id, content) VALUES ($1, $2)"));
        batch.BatchCommands.Add(Row("INSERT INTO messages (id, body) VALUES ($1, $2)"));
        await batch.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => db.DisposeAsync();

#pragma warning disable CA2100 // The two statements above.
    private static NpgsqlBatchCommand Row(string insert) => new(insert)
    {
        Parameters = { new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7() }, new NpgsqlParameter<string> { TypedValue = Sample.Row } },
    };
#pragma warning restore CA2100
}
