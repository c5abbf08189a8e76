using Npgsql;

namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>Reads who gave how many minutes to one partnership.</summary>
internal static class ContributionStore
{
    private const string Minutes = """
        SELECT party_id, kind, sum(minutes)::bigint, sum(reports)::bigint FROM totals WHERE partnership_id = $1 GROUP BY party_id, kind ORDER BY party_id, kind
        """;

    private const string MinutesAsOf = """
        SELECT kind, sum(minutes)::bigint FROM ledger WHERE partnership_id = $1 AND recorded_at <= $2 GROUP BY kind
        """;

    /// <summary>By party and kind, as it stands.</summary>
    public static async Task<List<GivenMinutes>> MinutesAsync(NpgsqlDataSource db, Guid partnership, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Minutes);
        command.Parameters.Add(new() { Value = partnership });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var given = new List<GivenMinutes>();
        while (await reader.ReadAsync(ct))
        {
            given.Add(new GivenMinutes(reader.GetGuid(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3)));
        }
        return given;
    }

    /// <summary>By kind, as it was known at a moment.</summary>
    public static async Task<SortedDictionary<string, long>> MinutesAsOfAsync(NpgsqlDataSource db, Guid partnership, DateTimeOffset moment, CancellationToken ct)
    {
        await using var command = db.CreateCommand(MinutesAsOf);
        command.Parameters.Add(new() { Value = partnership });
        command.Parameters.Add(new() { Value = moment });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var minutes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            minutes[reader.GetString(0)] = reader.GetInt64(1);
        }
        return minutes;
    }
}
