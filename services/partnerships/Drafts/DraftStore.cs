using Npgsql;

namespace SocialEnzyme.Hub.Partnerships.Drafts;

/// <summary>The statements about what became of matches.</summary>
internal static class DraftStore
{
    private const string Insert = "INSERT INTO match_drafts (match_id, partnership_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";

    private const string Clock = "SELECT clock_timestamp()";

    public static async Task<DateTimeOffset> NowAsync(NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Clock, transaction.Connection, transaction);
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(ct))!);
    }

    /// <summary>False: the match was drafted before.</summary>
    public static async Task<bool> AddAsync(NpgsqlTransaction transaction, Guid match, Guid partnership, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Insert, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = match }, new() { Value = partnership } },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }
}
