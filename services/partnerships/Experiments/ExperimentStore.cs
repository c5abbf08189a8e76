using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Partnerships.Programmes;
using SocialEnzyme.Hub.Partnerships.Texts;
using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.Partnerships.Experiments;

/// <summary>What is looked for; a part that is null does not narrow.</summary>
/// <param name="Words">Folded.</param>
/// <param name="Outcome">worked, failed, unclear, or running.</param>
internal sealed record ExperimentSearch(Guid? Owner, string? Words, string? Municipality, string? Outcome, int Limit, Guid? After);

/// <summary>The statements about experiments and those who adopted them.</summary>
internal static class ExperimentStore
{
    private const string Columns = """
        e.id, e.owner_id, e.owner_name, e.owner_sector, e.version, e.content, e.replication_of, e.outcome, e.learning, e.result, e.created_at, e.changed_at
        """;

    private const string SelectOne = $"SELECT {Columns} FROM experiments e WHERE e.id = $1";

    private const string Lock = $"SELECT {Columns} FROM experiments e WHERE e.id = $1 FOR UPDATE";

    private const string CountKnown = "SELECT count(*) FROM experiments WHERE id = ANY($1)";

    private const string Search = $"""
        SELECT {Columns} FROM experiments e
        WHERE ($1::uuid IS NULL OR e.owner_id = $1)
          AND ($2::text IS NULL OR e.search @@ (plainto_tsquery('danish', $2) || to_tsquery('simple', $3)))
          AND ($4::text IS NULL OR e.municipality = $4)
          AND ($5::text IS NULL OR coalesce(e.outcome, 'running') = $5)
          AND ($6::uuid IS NULL OR e.id < $6)
        ORDER BY e.id DESC LIMIT $7
        """;

    private const string Replications = $"SELECT {Columns} FROM experiments e WHERE e.replication_of = $1 ORDER BY e.id LIMIT $2";

    private const string Insert = """
        INSERT INTO experiments (
            id, owner_id, owner_name, owner_sector, version, is_closed, outcome, learning, municipality, replication_of, content, result, search, created_at, changed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, to_tsvector('danish', $13) || to_tsvector('simple', $13), $14, $15)
        """;

    private const string Update = """
        UPDATE experiments SET owner_name = $3, owner_sector = $4, version = $5, is_closed = $6, outcome = $7, learning = $8, municipality = $9, replication_of = $10,
            content = $11, result = $12, search = to_tsvector('danish', $13) || to_tsvector('simple', $13), created_at = $14, changed_at = $15
        WHERE id = $1 AND owner_id = $2
        """;

    private const string Adopt = """
        INSERT INTO experiment_adoptions (experiment_id, participant_id, participant_name, participant_sector, municipality, practice, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (experiment_id, participant_id) DO UPDATE SET
            participant_name = excluded.participant_name, participant_sector = excluded.participant_sector, municipality = excluded.municipality, practice = excluded.practice
        """;

    private const string Adoptions = """
        SELECT participant_id, participant_name, participant_sector, municipality, practice, at FROM experiment_adoptions
        WHERE experiment_id = $1 ORDER BY at, participant_id LIMIT $2
        """;

    /// <summary>The experiment, or null.</summary>
    public static async Task<Experiment?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOne);
        command.Parameters.AddWithValue(id);
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    /// <summary>The same, and nobody else changes it until the transaction ends.</summary>
    public static async Task<Experiment?> LockAsync(NpgsqlTransaction transaction, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Lock, transaction.Connection, transaction) { Parameters = { new() { Value = id } } };
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    /// <summary>How many of these there are.</summary>
    public static async Task<int> CountAsync(NpgsqlTransaction transaction, Guid[] ids, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(CountKnown, transaction.Connection, transaction) { Parameters = { new() { Value = ids } } };
        return (int)(long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Newest first, failed ones among them.</summary>
    public static async Task<List<Experiment>> SearchAsync(NpgsqlDataSource db, ExperimentSearch search, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Search);
        command.Parameters.Add(ProgrammeStore.Nullable(search.Owner, NpgsqlDbType.Uuid));
        command.Parameters.Add(ProgrammeStore.Nullable(search.Words, NpgsqlDbType.Text));
        command.Parameters.AddWithValue(SearchWords.Prefixes(search.Words ?? ""));
        command.Parameters.Add(ProgrammeStore.Nullable(search.Municipality, NpgsqlDbType.Text));
        command.Parameters.Add(ProgrammeStore.Nullable(search.Outcome, NpgsqlDbType.Text));
        command.Parameters.Add(ProgrammeStore.Nullable(search.After, NpgsqlDbType.Uuid));
        command.Parameters.AddWithValue(limit);
        return await ReadAsync(command, ct);
    }

    /// <summary>Those that repeat it, oldest first.</summary>
    public static async Task<List<Experiment>> ReplicationsAsync(NpgsqlDataSource db, Guid id, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Replications);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(limit);
        return await ReadAsync(command, ct);
    }

    public static async Task SaveAsync(NpgsqlTransaction transaction, Experiment experiment, CancellationToken ct)
    {
        var content = experiment.Content;
        var words = SearchWords.Fold(
        [
            content.Title, content.Hypothesis, content.Place, content.Measure!.What, experiment.Learning, experiment.Result?.What, .. content.Tags ?? [],
        ]);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(experiment.Version == 1 ? Insert : Update)
        {
            Parameters =
            {
                new() { Value = experiment.Id }, new() { Value = experiment.OwnerId }, new() { Value = experiment.OwnerName }, new() { Value = experiment.OwnerSector },
                new() { Value = experiment.Version }, new() { Value = experiment.IsClosed }, ProgrammeStore.Nullable(Word(experiment.Outcome), NpgsqlDbType.Text),
                ProgrammeStore.Nullable(experiment.Learning, NpgsqlDbType.Text), ProgrammeStore.Nullable(content.Municipality, NpgsqlDbType.Text),
                ProgrammeStore.Nullable(experiment.ReplicationOf, NpgsqlDbType.Uuid), new() { Value = KnowledgeJson.Write(content) },
                ProgrammeStore.Nullable(experiment.Result is { } result ? KnowledgeJson.Write(result) : null, NpgsqlDbType.Text), new() { Value = words },
                new() { Value = experiment.CreatedAt }, new() { Value = experiment.ChangedAt },
            },
        });
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Once for each participant; the last word it said stands.</summary>
    public static async Task AdoptAsync(NpgsqlDataSource db, Guid id, Caller caller, AdoptResult adoption, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Adopt);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(caller.ParticipantId);
        command.Parameters.AddWithValue(caller.Name);
        command.Parameters.AddWithValue(caller.Sector);
        command.Parameters.Add(ProgrammeStore.Nullable(adoption.Municipality, NpgsqlDbType.Text));
        command.Parameters.AddWithValue(adoption.Practice!);
        command.Parameters.AddWithValue(now);
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<List<AdoptionView>> AdoptionsAsync(NpgsqlDataSource db, Guid id, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Adoptions);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var adoptions = new List<AdoptionView>();
        while (await reader.ReadAsync(ct))
        {
            adoptions.Add(new AdoptionView(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5)));
        }
        return adoptions;
    }

    private static string? Word(ExperimentOutcome? outcome) => outcome switch
    {
        ExperimentOutcome.Worked => "worked",
        ExperimentOutcome.Failed => "failed",
        ExperimentOutcome.Unclear => "unclear",
        _ => null,
    };

    private static async Task<List<Experiment>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Experiment>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new Experiment(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetInt64(4),
                KnowledgeJson.Read<ExperimentContent>(reader.GetString(5)), reader.IsDBNull(6) ? null : reader.GetGuid(6),
                reader.IsDBNull(7) ? null : Enum.Parse<ExperimentOutcome>(reader.GetString(7), ignoreCase: true), reader.IsDBNull(8) ? null : reader.GetString(8),
                reader.IsDBNull(9) ? null : KnowledgeJson.Read<ExperimentResult>(reader.GetString(9)),
                reader.GetFieldValue<DateTimeOffset>(10), reader.GetFieldValue<DateTimeOffset>(11)));
        }
        return found;
    }
}
