using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Benchmarks.Support;

namespace SocialEnzyme.Hub.Benchmarks.Yardsticks;

/// <summary>The fastest way into a table: binary COPY.</summary>
internal sealed class BinaryCopy(NpgsqlDataSource db) : IAsyncDisposable
{
    public static async Task<BinaryCopy> OpenAsync(Lab lab)
    {
        var db = await lab.YardstickAsync(1);
        await using var create = db.CreateCommand("CREATE TABLE IF NOT EXISTS copied (id uuid PRIMARY KEY, content text NOT NULL)");
        await create.ExecuteNonQueryAsync();
        return new BinaryCopy(db);
    }

    public async Task WriteAsync(int rows)
    {
        await using var connection = await db.OpenConnectionAsync();
        await using var copy = await connection.BeginBinaryImportAsync("COPY copied (id, content) FROM STDIN (FORMAT BINARY)");
        for (var i = 0; i < rows; i++)
        {
            await copy.StartRowAsync();
            await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid);
            await copy.WriteAsync(Sample.Row, NpgsqlDbType.Text);
        }
        await copy.CompleteAsync();
    }

    public ValueTask DisposeAsync() => db.DisposeAsync();
}
