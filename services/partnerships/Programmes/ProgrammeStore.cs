using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Partnerships.Texts;
using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>What is looked for; a part that is null does not narrow.</summary>
/// <param name="Words">Folded.</param>
internal sealed record ProgrammeSearch(Guid? Owner, string? Words, string? Municipality, int Limit, Guid? After);

/// <summary>The statements about programmes and their versions.</summary>
internal static class ProgrammeStore
{
    private const string Columns = """
        p.id, p.owner_id, p.owner_name, p.owner_sector, p.version, p.is_published, p.content, p.created_at, p.changed_at
        """;

    private const string SelectOne = $"SELECT {Columns} FROM programmes p WHERE p.id = $1";

    private const string Lock = $"SELECT {Columns} FROM programmes p WHERE p.id = $1 FOR UPDATE";

    // Stems and beginnings of words: ensomhed is found in ensomheden, and in ensomhedsproblemer.
    private const string Search = $"""
        SELECT {Columns} FROM programmes p
        WHERE (p.is_published OR p.owner_id = $1)
          AND ($2::uuid IS NULL OR p.owner_id = $2)
          AND ($3::text IS NULL OR p.search @@ (plainto_tsquery('danish', $3) || to_tsquery('simple', $4)))
          AND ($5::text IS NULL OR p.content::json -> 'origin' ->> 'municipality' = $5
               OR EXISTS (SELECT FROM chapters c WHERE c.programme_id = p.id AND c.municipality = $5))
          AND ($6::uuid IS NULL OR p.id < $6)
        ORDER BY p.id DESC LIMIT $7
        """;

    private const string OfExperiment = $"""
        SELECT {Columns} FROM programmes p WHERE p.is_published AND p.experiments @> ARRAY[$1] ORDER BY p.id LIMIT $2
        """;

    private const string Insert = """
        INSERT INTO programmes (id, owner_id, owner_name, owner_sector, version, is_published, content, experiments, search, created_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, to_tsvector('danish', $9) || to_tsvector('simple', $9), $10, $11)
        """;

    private const string Update = """
        UPDATE programmes SET owner_name = $3, owner_sector = $4, version = $5, is_published = $6, content = $7, experiments = $8,
            search = to_tsvector('danish', $9) || to_tsvector('simple', $9), created_at = $10, changed_at = $11
        WHERE id = $1 AND owner_id = $2
        """;

    private const string KeepVersion = """
        INSERT INTO programme_versions (programme_id, version, is_published, content, changed_at) VALUES ($1, $2, $3, $4, $5)
        """;

    // To everybody but the owner a programme began when it was published.
    private const string SelectVersions = """
        SELECT version, is_published, changed_at, content FROM programme_versions
        WHERE programme_id = $1 AND (is_published OR $2) AND version > $3 ORDER BY version LIMIT $4
        """;

    private const string SelectVersion = "SELECT content FROM programme_versions WHERE programme_id = $1 AND version = $2";

    private const string CountPlaces = """
        SELECT programme_id, municipality, count(*) FROM chapters WHERE programme_id = ANY($1) GROUP BY programme_id, municipality ORDER BY municipality
        """;

    /// <summary>The programme, or null.</summary>
    public static async Task<Programme?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOne);
        command.Parameters.AddWithValue(id);
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    /// <summary>The same, and nobody else changes it until the transaction ends.</summary>
    public static async Task<Programme?> LockAsync(NpgsqlTransaction transaction, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Lock, transaction.Connection, transaction) { Parameters = { new() { Value = id } } };
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    /// <summary>Those that the caller is shown, newest first.</summary>
    public static async Task<List<Programme>> SearchAsync(NpgsqlDataSource db, ProgrammeSearch search, Caller caller, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Search);
        command.Parameters.AddWithValue(caller.ParticipantId);
        command.Parameters.Add(Nullable(search.Owner, NpgsqlDbType.Uuid));
        command.Parameters.Add(Nullable(search.Words, NpgsqlDbType.Text));
        command.Parameters.AddWithValue(SearchWords.Prefixes(search.Words ?? ""));
        command.Parameters.Add(Nullable(search.Municipality, NpgsqlDbType.Text));
        command.Parameters.Add(Nullable(search.After, NpgsqlDbType.Uuid));
        command.Parameters.AddWithValue(limit);
        return await ReadAsync(command, ct);
    }

    /// <summary>The published programmes that build on an experiment.</summary>
    public static async Task<List<Programme>> OfExperimentAsync(NpgsqlDataSource db, Guid experiment, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(OfExperiment);
        command.Parameters.AddWithValue(experiment);
        command.Parameters.AddWithValue(limit);
        return await ReadAsync(command, ct);
    }

    /// <summary>Saves a new programme or a new version of one.</summary>
    public static async Task SaveAsync(NpgsqlTransaction transaction, Programme programme, CancellationToken ct)
    {
        var content = programme.Content;
        var words = SearchWords.Fold(
        [
            content.Title, content.Summary, content.HowWeDidIt, content.Source?.Reference, content.Origin?.Place, .. content.Tags ?? [], .. content.Categories ?? [],
            .. (content.Steps ?? []).SelectMany(step => new[] { step.Title, step.Description }),
            .. (content.Evidence ?? []).SelectMany(claim => new[] { claim.What, claim.Place, claim.Source }),
        ]);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(programme.Version == 1 ? Insert : Update)
        {
            Parameters =
            {
                new() { Value = programme.Id }, new() { Value = programme.OwnerId }, new() { Value = programme.OwnerName }, new() { Value = programme.OwnerSector },
                new() { Value = programme.Version }, new() { Value = programme.IsPublished }, new() { Value = KnowledgeJson.Write(content) },
                new() { Value = (content.Experiments ?? []).ToArray() }, new() { Value = words }, new() { Value = programme.CreatedAt }, new() { Value = programme.ChangedAt },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(KeepVersion)
        {
            Parameters =
            {
                new() { Value = programme.Id }, new() { Value = programme.Version }, new() { Value = programme.IsPublished },
                new() { Value = KnowledgeJson.Write(content) }, new() { Value = programme.ChangedAt },
            },
        });
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What a programme said in its versions after one, oldest first.</summary>
    public static async Task<List<ProgrammeVersion>> VersionsAsync(NpgsqlDataSource db, Guid id, bool isOwner, long after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectVersions);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(isOwner);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var versions = new List<ProgrammeVersion>();
        while (await reader.ReadAsync(ct))
        {
            versions.Add(new ProgrammeVersion(
                reader.GetInt64(0), reader.GetBoolean(1), reader.GetFieldValue<DateTimeOffset>(2), KnowledgeJson.Read<ProgrammeContent>(reader.GetString(3))));
        }
        return versions;
    }

    /// <summary>What a programme said in the version that a chapter builds on.</summary>
    public static async Task<ProgrammeContent> VersionAsync(NpgsqlDataSource db, Guid id, long version, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectVersion);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(version);
        return KnowledgeJson.Read<ProgrammeContent>((string)(await command.ExecuteScalarAsync(ct))!);
    }

    /// <summary>Where these programmes are run.</summary>
    public static async Task<ILookup<Guid, ChapterPlace>> PlacesAsync(NpgsqlDataSource db, Guid[] ids, CancellationToken ct)
    {
        await using var command = db.CreateCommand(CountPlaces);
        command.Parameters.AddWithValue(ids);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var places = new List<(Guid Id, ChapterPlace Place)>();
        while (await reader.ReadAsync(ct))
        {
            places.Add((reader.GetGuid(0), ChapterPlace.Of(reader.GetString(1), (int)reader.GetInt64(2))));
        }
        return places.ToLookup(each => each.Id, each => each.Place);
    }

    internal static NpgsqlParameter Nullable<T>(T? value, NpgsqlDbType type) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = type };

    private static async Task<List<Programme>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Programme>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new Programme(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4), reader.GetBoolean(5),
                KnowledgeJson.Read<ProgrammeContent>(reader.GetString(6)), reader.GetFieldValue<DateTimeOffset>(7), reader.GetFieldValue<DateTimeOffset>(8)));
        }
        return found;
    }
}
