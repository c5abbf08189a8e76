using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Impact.Valuation;

/// <summary>Every statement about estimates.</summary>
internal static class EstimateStore
{
    private const string Insert = "INSERT INTO estimates (partnership_id, participant_id, key, content, recorded_at) VALUES ($1, $2, $3, $4, $5)";

    private const string CountOthers = "SELECT count(DISTINCT key) FROM estimates WHERE partnership_id = $1 AND participant_id = $2 AND key <> $3";

    private const string AsOf = """
        SELECT DISTINCT ON (participant_id, key) content
        FROM estimates WHERE partnership_id = $1 AND recorded_at <= $2 ORDER BY participant_id, key, number DESC
        """;

    private const string List = "SELECT number, content FROM estimates WHERE partnership_id = $1 AND ($2::uuid IS NULL OR participant_id = $2) AND number > $3 ORDER BY number LIMIT $4";

    public static async Task AddAsync(NpgsqlTransaction transaction, Guid partnership, Estimate estimate, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Insert, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = partnership }, new() { Value = estimate.ParticipantId }, new() { Value = estimate.Key },
                new() { Value = JsonSerializer.Serialize(estimate, HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb }, new() { Value = estimate.RecordedAt },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>How many other keys the party holds.</summary>
    public static async Task<long> CountOthersAsync(NpgsqlTransaction transaction, Guid partnership, Estimate estimate, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(CountOthers, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = partnership }, new() { Value = estimate.ParticipantId }, new() { Value = estimate.Key } },
        };
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Of each key what counted at a moment.</summary>
    public static async Task<List<Estimate>> AsOfAsync(NpgsqlDataSource db, Guid partnership, DateTimeOffset moment, CancellationToken ct)
    {
        await using var command = db.CreateCommand(AsOf);
        command.Parameters.Add(new() { Value = partnership });
        command.Parameters.Add(new() { Value = moment });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var estimates = new List<Estimate>();
        while (await reader.ReadAsync(ct))
        {
            estimates.Add(Read(reader.GetString(0)));
        }
        return estimates;
    }

    /// <summary>All that was said, in the order in which it was said.</summary>
    public static async Task<List<(long Number, Estimate Estimate)>> ListAsync(NpgsqlDataSource db, Guid partnership, Guid? only, long after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(List);
        command.Parameters.Add(new() { Value = partnership });
        command.Parameters.Add(new() { Value = (object?)only ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var estimates = new List<(long, Estimate)>();
        while (await reader.ReadAsync(ct))
        {
            estimates.Add((reader.GetInt64(0), Read(reader.GetString(1))));
        }
        return estimates;
    }

    private static Estimate Read(string content) => JsonSerializer.Deserialize<Estimate>(content, HubJson.Options)!;
}
