using Npgsql;

namespace SocialEnzyme.Hub.Benchmarks.Support;

/// <summary>How far what was published has come.</summary>
internal sealed class Pipeline(NpgsqlDataSource needs, NpgsqlDataSource opportunities) : IAsyncDisposable
{
    // More than the consumer ever has in hand; asking after all of them again and again would be a load of its own.
    private const string Newest = "SELECT array_agg(id) FROM (SELECT id FROM outbox ORDER BY transaction DESC, position DESC LIMIT 2000) AS newest";
    private const string HasUnsent = "SELECT EXISTS (SELECT FROM outbox WHERE sent_at IS NULL)";
    private const string CountLogged = "SELECT count(*) FROM events WHERE id = ANY($1)";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task<Pipeline> OpenAsync(Lab lab) => new(await lab.DatabaseAsync("needs"), await lab.DatabaseAsync("opportunities"));

    /// <summary>Waits until every need that is published is in the log and matched.</summary>
    public async Task SettleAsync()
    {
        var until = DateTime.UtcNow + Patience;
        await UntilAsync(until, async () =>
        {
            await using var unsent = needs.CreateCommand(HasUnsent);
            return await unsent.ExecuteScalarAsync() is false;
        });
        await using var newest = needs.CreateCommand(Newest);
        if (await newest.ExecuteScalarAsync() is not Guid[] ids) return;
        await UntilAsync(until, async () =>
        {
            await using var logged = opportunities.CreateCommand(CountLogged);
            logged.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
            return await logged.ExecuteScalarAsync() is long count && count == ids.Length;
        });
    }

    public async ValueTask DisposeAsync()
    {
        await needs.DisposeAsync();
        await opportunities.DisposeAsync();
    }

    private static async Task UntilAsync(DateTime until, Func<Task<bool>> isDone)
    {
        while (!await isDone())
        {
            if (DateTime.UtcNow > until) throw new TimeoutException("What was published has not reached the log.");
            await Task.Delay(20);
        }
    }
}
