using Npgsql;

namespace SocialEnzyme.Hub.Benchmarks.Support;

/// <summary>How far what was published has come.</summary>
internal sealed class Pipeline(NpgsqlDataSource needs, NpgsqlDataSource opportunities) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<Pipeline> OpenAsync(Lab lab) => new(await lab.DatabaseAsync("needs"), await lab.DatabaseAsync("opportunities"));

    /// <summary>Waits until every need that is published is in the log and matched.</summary>
    public async Task SettleAsync()
    {
        var published = await CountAsync(needs, "SELECT count(*) FROM outbox");
        var until = DateTime.UtcNow + Patience;
        while (await CountAsync(opportunities, "SELECT count(*) FROM events") < published)
        {
            if (DateTime.UtcNow > until) throw new TimeoutException("What was published has not reached the log.");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await needs.DisposeAsync();
        await opportunities.DisposeAsync();
    }

#pragma warning disable CA2100 // The two statements above.
    private static async Task<long> CountAsync(NpgsqlDataSource db, string count)
    {
        await using var command = db.CreateCommand(count);
        return (long)(await command.ExecuteScalarAsync())!;
    }
#pragma warning restore CA2100
}
