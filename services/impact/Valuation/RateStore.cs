using Npgsql;

namespace SocialEnzyme.Hub.Impact.Valuation;

/// <summary>Every statement about rates alone.</summary>
internal static class RateStore
{
    private const string Insert = "INSERT INTO rates (id, kind, valid_from, oere, source, added_at) VALUES ($1, $2, $3, $4, $5, $6)";

    private const string List = "SELECT number, id, kind, oere, valid_from, source, added_at FROM rates WHERE number > $1 ORDER BY number LIMIT $2";

    private const string AsOf = """
        SELECT DISTINCT ON (kind, valid_from) number, id, kind, oere, valid_from, source, added_at
        FROM rates WHERE added_at <= $1 ORDER BY kind, valid_from, number DESC
        """;

    public static async Task AddAsync(NpgsqlTransaction transaction, Rate rate, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Insert, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = rate.Id }, new() { Value = rate.Kind }, new() { Value = rate.From }, new() { Value = rate.OerePerHour },
                new() { Value = rate.Source }, new() { Value = rate.AddedAt },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<List<Rate>> ListAsync(NpgsqlDataSource db, long after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(List);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, ct);
    }

    /// <summary>Those that counted at a moment, by kind and month.</summary>
    public static async Task<List<Rate>> AsOfAsync(NpgsqlTransaction transaction, DateTimeOffset moment, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(AsOf, transaction.Connection, transaction) { Parameters = { new() { Value = moment } } };
        return await ReadAsync(command, ct);
    }

    private static async Task<List<Rate>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rates = new List<Rate>();
        while (await reader.ReadAsync(ct))
        {
            rates.Add(new Rate(
                reader.GetGuid(1), reader.GetString(2), reader.GetInt64(3), reader.GetFieldValue<DateOnly>(4), reader.GetString(5),
                reader.GetFieldValue<DateTimeOffset>(6))
            { Number = reader.GetInt64(0) });
        }
        return rates;
    }
}
