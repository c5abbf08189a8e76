using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Impact.OpenData;

/// <summary>Every statement about releases, and the one that reads what they are made of.</summary>
internal static class ReleaseStore
{
    private const string First = "SELECT recorded_at FROM ledger ORDER BY number LIMIT 1";

    private const string Last = "SELECT max(month) FROM open_data_releases";

    // Whose minutes came to nothing stands behind nothing.
    private const string Atoms = """
        SELECT coalesce(w.municipality, ''), coalesce(p.sector, ''), l.kind, l.partnership_id, coalesce(h.reporter_id, l.party_id), h.volunteer, sum(l.minutes)::bigint
        FROM ledger l
        JOIN partnerships w ON w.id = l.partnership_id
        LEFT JOIN partnership_parties p ON p.partnership_id = l.partnership_id AND p.participant_id = l.party_id
        LEFT JOIN hours h ON h.id = l.hours_id
        WHERE l.recorded_at >= $1 AND l.recorded_at < $2
        GROUP BY 1, 2, 3, 4, 5, 6
        HAVING sum(l.minutes) <> 0
        """;

    private const string Insert = """
        INSERT INTO open_data_releases (month, released_at, method, cells) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
        """;

    private const string List = """
        SELECT month, released_at, method, cells FROM open_data_releases WHERE $1::date IS NULL OR month = $1 ORDER BY month DESC LIMIT $2
        """;

    /// <summary>When the first entry was recorded; null: there is none.</summary>
    public static async Task<DateTimeOffset?> FirstAsync(NpgsqlDataSource db, CancellationToken ct)
    {
        await using var command = db.CreateCommand(First);
        return await command.ExecuteScalarAsync(ct) is DateTime first ? new DateTimeOffset(first) : null;
    }

    public static async Task<DateOnly?> LastAsync(NpgsqlDataSource db, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Last);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) && !reader.IsDBNull(0) ? reader.GetFieldValue<DateOnly>(0) : null;
    }

    /// <summary>What was recorded from one moment until before another.</summary>
    public static async Task<List<Atom>> AtomsAsync(NpgsqlDataSource db, DateTimeOffset from, DateTimeOffset until, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Atoms);
        command.Parameters.Add(new() { Value = from });
        command.Parameters.Add(new() { Value = until });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var atoms = new List<Atom>();
        while (await reader.ReadAsync(ct))
        {
            atoms.Add(new Atom(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetGuid(3),
                (reader.GetGuid(4), reader.IsDBNull(5) ? null : reader.GetString(5)), reader.GetInt64(6)));
        }
        return atoms;
    }

    /// <summary>False: the month was released before, and stays as it was.</summary>
    public static async Task<bool> AddAsync(NpgsqlDataSource db, DateOnly month, DateTimeOffset now, string method, IReadOnlyList<OpenCell> cells, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Insert);
        command.Parameters.Add(new() { Value = month });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = method });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(cells, HubJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>The newest first.</summary>
    public static async Task<List<OpenRelease>> ListAsync(NpgsqlDataSource db, DateOnly? month, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(List);
        command.Parameters.Add(new() { Value = (object?)month ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Date });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var releases = new List<OpenRelease>();
        while (await reader.ReadAsync(ct))
        {
            releases.Add(new OpenRelease(
                reader.GetFieldValue<DateOnly>(0).ToString("yyyy-MM", CultureInfo.InvariantCulture), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2),
                Cells(reader.GetString(3))));
        }
        return releases;
    }

    // What a cell says of itself is written for readers of the file, and made anew here.
    private static List<OpenCell> Cells(string json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document.RootElement.EnumerateArray().Select(cell => new OpenCell(
                cell.GetProperty("breakdown").GetString()!, cell.GetProperty("key").GetString()!, cell.GetProperty("kind").GetString()!,
                cell.TryGetProperty("minutes", out var minutes) ? minutes.GetInt64() : null)),
        ];
    }
}
