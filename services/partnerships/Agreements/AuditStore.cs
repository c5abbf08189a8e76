using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>The statements about the audit chain; entries are added and never changed.</summary>
internal static class AuditStore
{
    private const string Insert = """
        INSERT INTO partnership_audit (partnership_id, number, at, changed_by, what, entry, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """;

    private const string UpTo = "SELECT entry FROM partnership_audit WHERE partnership_id = $1 AND number <= $2 ORDER BY number";

    private const string Page = """
        SELECT number, at, changed_by, what, entry, hash FROM partnership_audit
        WHERE partnership_id = $1 AND number > $2 AND number <= $3 AND ($4::text[] IS NULL OR what = ANY($4))
        ORDER BY number LIMIT $5
        """;

    /// <summary>Adds the entry of a change to what its batch commits.</summary>
    public static void Append(NpgsqlBatch batch, Guid partnership, AuditEntry entry) => batch.BatchCommands.Add(new NpgsqlBatchCommand(Insert)
    {
        Parameters =
        {
            new() { Value = partnership },
            new() { Value = entry.Number },
            new() { Value = entry.At },
            new() { Value = (object?)entry.By ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            new() { Value = entry.What },
            new() { Value = entry.Text },
            new() { Value = entry.Hash },
        },
    });

    /// <summary>The partnership as it was at a version, put together from its entries.</summary>
    public static async Task<Partnership?> RebuildAsync(NpgsqlDataSource db, Guid partnership, long version, CancellationToken ct)
    {
        await using var command = db.CreateCommand(UpTo);
        command.Parameters.AddWithValue(partnership);
        command.Parameters.AddWithValue(version);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var entries = new List<string>();
        while (await reader.ReadAsync(ct))
        {
            entries.Add(reader.GetString(0));
        }
        return entries.Count == 0 ? null : Partnership.Read(AuditEntry.Rebuild(entries), CanonicalJson.Hash(entries[^1]));
    }

    /// <summary>Entries after a number and up to another, oldest first; with these words, or all.</summary>
    public static async Task<List<AuditEntry>> ListAsync(
        NpgsqlDataSource db, Guid partnership, long after, long upTo, IReadOnlyList<string>? words, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Page);
        command.Parameters.AddWithValue(partnership);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(upTo);
        command.Parameters.Add(new() { Value = (object?)words?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.AddWithValue(limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var entries = new List<AuditEntry>();
        while (await reader.ReadAsync(ct))
        {
            entries.Add(new AuditEntry(
                reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(3), reader.IsDBNull(2) ? null : reader.GetGuid(2),
                reader.GetString(4), reader.GetString(5)));
        }
        return entries;
    }
}
