using Npgsql;

namespace SocialEnzyme.Hub.Partnerships.Audit;

/// <summary>The statements about who took audit files.</summary>
internal static class AuditAccessStore
{
    private const string Insert = "INSERT INTO audit_accesses (partnership_id, participant_id, entries) VALUES ($1, $2, $3)";

    private const string Page = """
        SELECT number, participant_id, entries, at FROM audit_accesses WHERE partnership_id = $1 AND number > $2 ORDER BY number LIMIT $3
        """;

    public static async Task AddAsync(NpgsqlDataSource db, Guid partnership, Guid participant, long entries, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Insert);
        command.Parameters.AddWithValue(partnership);
        command.Parameters.AddWithValue(participant);
        command.Parameters.AddWithValue(entries);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Oldest first.</summary>
    public static async Task<List<AuditAccess>> ListAsync(NpgsqlDataSource db, Guid partnership, long after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Page);
        command.Parameters.AddWithValue(partnership);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<AuditAccess>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new AuditAccess(reader.GetInt64(0), reader.GetGuid(1), reader.GetInt64(2), reader.GetFieldValue<DateTimeOffset>(3)));
        }
        return found;
    }
}
