using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>Every statement about figures.</summary>
internal static class ResultStore
{
    // Whoever adds holds the partnership's lock: the newest figure of the day is the one that nothing stands before.
    private const string Insert = """
        INSERT INTO results (id, partnership_id, owner_id, measure_key, value, day, place, source, method, follow_up, contributions, recorded_by, recorded_at, supersedes)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, (
            SELECT id FROM results WHERE partnership_id = $2 AND owner_id = $3 AND measure_key = $4 AND day = $6 ORDER BY number DESC LIMIT 1)
        """;

    private const string Columns = """
        r.number, r.id, r.measure_key, r.owner_id, r.value, r.day, r.place, r.source, r.method, r.follow_up, r.contributions, r.recorded_by, r.recorded_at,
        (SELECT s.id FROM results s WHERE s.supersedes = r.id) AS superseded_by
        """;

    private const string List = $"""
        SELECT {Columns} FROM results r
        WHERE r.partnership_id = $1 AND ($2::uuid IS NULL OR r.owner_id = $2) AND ($3::text IS NULL OR r.measure_key = $3) AND r.number > $4
        ORDER BY r.number LIMIT $5
        """;

    // Of each measure the figure of the latest day, and that of each follow-up; what was superseded counts no more.
    private const string Latest = $"""
        SELECT DISTINCT ON (r.owner_id, r.measure_key, bucket) {Columns}
        FROM results r CROSS JOIN LATERAL (SELECT 0 AS bucket UNION ALL SELECT r.follow_up WHERE r.follow_up IS NOT NULL) buckets
        WHERE r.partnership_id = $1 AND NOT EXISTS (SELECT FROM results s WHERE s.supersedes = r.id)
        ORDER BY r.owner_id, r.measure_key, bucket, r.day DESC, r.number DESC
        """;

    public static void Add(NpgsqlBatch batch, Guid partnership, Figure figure) => batch.BatchCommands.Add(new NpgsqlBatchCommand(Insert)
    {
        Parameters =
        {
            new() { Value = figure.Id }, new() { Value = partnership }, new() { Value = figure.ParticipantId }, new() { Value = figure.MeasureKey },
            new() { Value = figure.Value }, new() { Value = figure.Day }, new() { Value = figure.Place }, new() { Value = figure.Source },
            new() { Value = figure.Method }, new() { Value = (object?)figure.FollowUpMonths ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
            new() { Value = JsonSerializer.Serialize(figure.Contributions, HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb },
            new() { Value = figure.RecordedBy }, new() { Value = figure.RecordedAt },
        },
    });

    /// <summary>All figures, superseded ones too, in the order in which they were recorded.</summary>
    public static async Task<List<Figure>> ListAsync(NpgsqlDataSource db, Guid partnership, Guid? owner, string? measure, long after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(List);
        command.Parameters.Add(new() { Value = partnership });
        command.Parameters.Add(new() { Value = (object?)owner ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = (object?)measure ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, ct);
    }

    /// <summary>The figures that count now: of each measure the latest, and those of its follow-ups.</summary>
    public static async Task<List<Figure>> LatestAsync(NpgsqlDataSource db, Guid partnership, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Latest);
        command.Parameters.Add(new() { Value = partnership });
        return await ReadAsync(command, ct);
    }

    private static async Task<List<Figure>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var figures = new List<Figure>();
        while (await reader.ReadAsync(ct))
        {
            figures.Add(new Figure(
                reader.GetGuid(1), reader.GetString(2), reader.GetGuid(3), reader.GetDecimal(4), reader.GetFieldValue<DateOnly>(5), reader.GetString(6),
                reader.GetString(7), reader.GetString(8), reader.IsDBNull(9) ? null : reader.GetInt32(9),
                JsonSerializer.Deserialize<List<ResultContribution>>(reader.GetString(10), HubJson.Options)!, reader.GetGuid(11),
                reader.GetFieldValue<DateTimeOffset>(12), reader.IsDBNull(13) ? null : reader.GetGuid(13))
            { Number = reader.GetInt64(0) });
        }
        return figures;
    }
}
