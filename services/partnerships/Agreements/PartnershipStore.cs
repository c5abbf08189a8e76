using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>A partnership that nobody else changes until the transaction ends.</summary>
/// <param name="Now">By the clock of the database, read under the lock.</param>
internal sealed record LockedPartnership(Partnership Partnership, DateTimeOffset Now);

/// <summary>The statements that read and change partnerships.</summary>
internal static class PartnershipStore
{
    private const string SelectOne = "SELECT body, chain_head FROM partnerships WHERE id = $1";

    private const string Lock = "SELECT body, chain_head FROM partnerships WHERE id = $1 FOR UPDATE";

    // A statement after the lock: the time at which it was granted.
    private const string Clock = "SELECT clock_timestamp()";

    private const string Insert = """
        INSERT INTO partnerships (
            id, state, version, hash, body, parties, kle_groups, parent_id, programme_id, respond_by, chain_head, proposed_at, changed_at, differs)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """;

    private const string Update = """
        UPDATE partnerships SET
            state = $2, version = $3, hash = $4, body = $5, parties = $6, kle_groups = $7, parent_id = $8, programme_id = $9, respond_by = $10,
            chain_head = $11, proposed_at = $12, changed_at = $13, differs = $14
        WHERE id = $1
        """;

    private const string KeepText = """
        INSERT INTO partnership_versions (partnership_id, version, hash, agreement, since, what, changed_by, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string Found = """
        FROM partnerships
        WHERE parties @> ARRAY[$1] AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR $3 = ANY(kle_groups)) AND ($4::uuid IS NULL OR parent_id = $4)
        """;

    private const string Search = $"SELECT body, chain_head {Found} AND ($5::uuid IS NULL OR id < $5) ORDER BY id DESC LIMIT $6";

    private const string CountByKle = $"SELECT main, count(*) FROM (SELECT unnest(kle_groups) AS main {Found}) AS served GROUP BY main ORDER BY main";

    private const string Differences = """
        SELECT body, chain_head FROM partnerships WHERE state = 'active' AND differs AND ($1::uuid IS NULL OR id < $1) ORDER BY id DESC LIMIT $2
        """;

    private const string Versions = """
        SELECT version, hash, since, what, changed_by, at, agreement
        FROM partnership_versions WHERE partnership_id = $1 AND version > $2 AND version <= $3 ORDER BY version LIMIT $4
        """;

    /// <summary>The partnership, or null.</summary>
    public static async Task<Partnership?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOne);
        command.Parameters.AddWithValue(id);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : null;
    }

    /// <summary>The partnership, or null; nobody else changes it until the transaction ends.</summary>
    public static async Task<LockedPartnership?> LockAsync(NpgsqlTransaction transaction, Guid id, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands = { new NpgsqlBatchCommand(Lock) { Parameters = { new() { Value = id } } }, new NpgsqlBatchCommand(Clock) },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return null;
        }
        var partnership = Read(reader);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return new LockedPartnership(partnership, reader.GetFieldValue<DateTimeOffset>(0));
    }

    /// <summary>Adds what saves this change: the row, and the text when it is a new one.</summary>
    public static void Save(NpgsqlBatch batch, PartnershipChange change)
    {
        var partnership = change.Partnership;
        var agreement = partnership.Agreement;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(change.Before is null ? Insert : Update)
        {
            Parameters =
            {
                new() { Value = partnership.Id },
                new() { Value = Words.Of(partnership.State) },
                new() { Value = partnership.Version },
                new() { Value = partnership.Hash },
                new() { Value = JsonSerializer.Serialize(partnership, HubJson.Options) },
                new() { Value = partnership.AtTable.Select(seat => seat.ParticipantId).Distinct().ToArray() },
                new() { Value = (agreement.Kle ?? []).Select(number => number[..2]).Distinct().Order().ToArray() },
                Nullable(agreement.ParentId, NpgsqlDbType.Uuid),
                Nullable(agreement.ProgrammeId, NpgsqlDbType.Uuid),
                Nullable(partnership.RespondBy, NpgsqlDbType.TimestampTz),
                new() { Value = partnership.ChainHead! },
                new() { Value = partnership.ProposedAt },
                new() { Value = partnership.ChangedAt },
                new() { Value = agreement.ServiceDifference is not null },
            },
        });
        if (change.Before?.Hash == partnership.Hash)
        {
            return;
        }
        batch.BatchCommands.Add(new NpgsqlBatchCommand(KeepText)
        {
            Parameters =
            {
                new() { Value = partnership.Id },
                new() { Value = agreement.Version!.Value },
                new() { Value = partnership.Hash },
                new() { Value = JsonSerializer.Serialize(agreement, HubJson.Options) },
                new() { Value = partnership.Version },
                new() { Value = change.What },
                Nullable(change.By, NpgsqlDbType.Uuid),
                new() { Value = partnership.ChangedAt },
            },
        });
    }

    /// <summary>Those in which somebody is, newest first.</summary>
    public static async Task<List<Partnership>> SearchAsync(NpgsqlDataSource db, PartnershipSearch search, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Search);
        Add(command.Parameters, search);
        command.Parameters.Add(Nullable(search.After, NpgsqlDbType.Uuid));
        command.Parameters.AddWithValue(search.Limit);
        return await ReadAllAsync(command, Read, ct);
    }

    /// <summary>How many of them serve each main group of KLE.</summary>
    public static async Task<List<KleGroup>> CountByKleAsync(NpgsqlDataSource db, PartnershipSearch search, CancellationToken ct)
    {
        await using var command = db.CreateCommand(CountByKle);
        Add(command.Parameters, search);
        return await ReadAllAsync(command, reader => new KleGroup(reader.GetString(0), reader.GetInt64(1)), ct);
    }

    /// <summary>Active ones that say in what citizens are met differently, newest first.</summary>
    public static async Task<List<Partnership>> ListDifferencesAsync(NpgsqlDataSource db, int limit, Guid? after, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Differences);
        command.Parameters.Add(Nullable(after, NpgsqlDbType.Uuid));
        command.Parameters.AddWithValue(limit);
        return await ReadAllAsync(command, Read, ct);
    }

    /// <summary>The texts after a version and up to another, oldest first.</summary>
    public static async Task<List<AgreementVersion>> ListVersionsAsync(
        NpgsqlDataSource db, Guid partnership, long after, int upTo, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Versions);
        command.Parameters.AddWithValue(partnership);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(upTo);
        command.Parameters.AddWithValue(limit);
        return await ReadAllAsync(command, reader => new AgreementVersion(
            reader.GetInt32(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetGuid(4),
            reader.GetFieldValue<DateTimeOffset>(5), JsonSerializer.Deserialize<Agreement>(reader.GetString(6), Partnership.Stored)!), ct);
    }

    private static void Add(NpgsqlParameterCollection parameters, PartnershipSearch search)
    {
        parameters.AddWithValue(search.Party);
        parameters.Add(Nullable(search.State, NpgsqlDbType.Text));
        parameters.Add(Nullable(search.Kle, NpgsqlDbType.Text));
        parameters.Add(Nullable(search.Parent, NpgsqlDbType.Uuid));
    }

    private static async Task<List<T>> ReadAllAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(read(reader));
        }
        return found;
    }

    internal static Partnership Read(NpgsqlDataReader reader) => Partnership.Read(reader.GetString(0), reader.GetString(1));

    internal static NpgsqlParameter Nullable<T>(T? value, NpgsqlDbType type) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = type };
}
