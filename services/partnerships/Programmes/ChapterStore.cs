using Npgsql;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>The statements about chapters.</summary>
internal static class ChapterStore
{
    private const string Columns = """
        c.id, c.programme_id, c.owner_id, c.owner_name, c.owner_sector, c.version, c.base_version, c.content, c.created_at, c.changed_at
        """;

    private const string SelectOne = $"SELECT {Columns} FROM chapters c WHERE c.id = $1 AND c.programme_id = $2";

    private const string Lock = $"SELECT {Columns} FROM chapters c WHERE c.id = $1 AND c.programme_id = $2 FOR UPDATE";

    private const string Page = $"SELECT {Columns} FROM chapters c WHERE c.programme_id = $1 AND c.id > $2 ORDER BY c.id LIMIT $3";

    private const string CountAll = "SELECT count(*) FROM chapters WHERE programme_id = $1";

    private const string Insert = """
        INSERT INTO chapters (id, programme_id, owner_id, owner_name, owner_sector, version, base_version, municipality, content, created_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    private const string Update = """
        UPDATE chapters SET owner_name = $4, owner_sector = $5, version = $6, base_version = $7, municipality = $8, content = $9, created_at = $10, changed_at = $11
        WHERE id = $1 AND programme_id = $2 AND owner_id = $3
        """;

    /// <summary>The constraint that two chapters of one owner in one municipality meet.</summary>
    public const string OnceInMunicipality = "chapter_once_in_a_municipality";

    /// <summary>The chapter of this programme, or null.</summary>
    public static async Task<Chapter?> FindAsync(NpgsqlDataSource db, Guid programme, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOne);
        return (await ReadAsync(command, ct, id, programme)).FirstOrDefault();
    }

    /// <summary>The same, and nobody else changes it until the transaction ends.</summary>
    public static async Task<Chapter?> LockAsync(NpgsqlTransaction transaction, Guid programme, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Lock, transaction.Connection, transaction);
        return (await ReadAsync(command, ct, id, programme)).FirstOrDefault();
    }

    /// <summary>The chapters of a programme, oldest first.</summary>
    public static async Task<List<Chapter>> PageAsync(NpgsqlDataSource db, Guid programme, Guid after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Page);
        return await ReadAsync(command, ct, programme, after, limit);
    }

    public static async Task<int> CountAsync(NpgsqlDataSource db, Guid programme, CancellationToken ct)
    {
        await using var command = db.CreateCommand(CountAll);
        command.Parameters.AddWithValue(programme);
        return (int)(long)(await command.ExecuteScalarAsync(ct))!;
    }

    public static async Task SaveAsync(NpgsqlTransaction transaction, Chapter chapter, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(chapter.Version == 1 ? Insert : Update)
        {
            Parameters =
            {
                new() { Value = chapter.Id }, new() { Value = chapter.ProgrammeId }, new() { Value = chapter.OwnerId }, new() { Value = chapter.OwnerName },
                new() { Value = chapter.OwnerSector }, new() { Value = chapter.Version }, new() { Value = chapter.BaseVersion },
                new() { Value = chapter.Content.Municipality! }, new() { Value = KnowledgeJson.Write(chapter.Content) },
                new() { Value = chapter.CreatedAt }, new() { Value = chapter.ChangedAt },
            },
        });
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static async Task<List<Chapter>> ReadAsync(NpgsqlCommand command, CancellationToken ct, params object[] values)
    {
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Chapter>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new Chapter(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4), reader.GetInt64(5), reader.GetInt64(6),
                KnowledgeJson.Read<ChapterContent>(reader.GetString(7)), reader.GetFieldValue<DateTimeOffset>(8), reader.GetFieldValue<DateTimeOffset>(9)));
        }
        return found;
    }
}
