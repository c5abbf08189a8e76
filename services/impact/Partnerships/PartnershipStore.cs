using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Impact.Partnerships;

/// <summary>Every statement that writes partnerships, and those that read them for hours.</summary>
internal static class PartnershipStore
{
    private const string Keep = """
        INSERT INTO partnerships (id, version, state, parent_id, programme_id, title, municipality, kle, goals, content, activated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, parent_id = excluded.parent_id,
            programme_id = excluded.programme_id, title = excluded.title, municipality = excluded.municipality, kle = excluded.kle,
            goals = excluded.goals, content = excluded.content
        WHERE partnerships.version < excluded.version
        """;

    // The first activation there was, also when it comes late.
    private const string Activate = """
        UPDATE partnerships SET activated_at = $3, activation_version = $2
        WHERE id = $1 AND (activation_version IS NULL OR activation_version > $2)
        """;

    private const string KeepParties = """
        INSERT INTO partnership_parties (partnership_id, participant_id, name, sector, role, standing, since, until)
        SELECT $1, party.* FROM unnest($3, $4, $5, $6, $7, $8, $9) AS party
        WHERE EXISTS (SELECT FROM partnerships WHERE id = $1 AND version = $2)
        ON CONFLICT (partnership_id, participant_id) DO UPDATE SET name = excluded.name, sector = excluded.sector, role = excluded.role,
            standing = excluded.standing, since = excluded.since, until = excluded.until
        """;

    // Its hours remain its own, so its row does too.
    private const string CloseMissing = """
        UPDATE partnership_parties SET standing = 'left', until = coalesce(until, $4)
        WHERE partnership_id = $1 AND participant_id <> ALL($3) AND standing NOT IN ('left', 'replaced', 'declined')
          AND EXISTS (SELECT FROM partnerships WHERE id = $1 AND version = $2)
        """;

    private const string Columns = """
        p.id, p.state, p.title, (p.content ->> 'autoApprovedMinutes')::integer, p.activation_version IS NOT NULL, p.content ->> 'from', p.activated_at
        """;

    private const string Parties = """
        SELECT partnership_id, participant_id, name, standing, since, until FROM partnership_parties
        WHERE partnership_id = ANY($1) ORDER BY since, participant_id
        """;

    // In one order, so that two that lock the same ones never wait in a circle.
    private const string Lock = $"SELECT {Columns} FROM partnerships p WHERE p.id = ANY($1) ORDER BY p.id FOR NO KEY UPDATE";

    private const string Share = $"SELECT {Columns} FROM partnerships p WHERE p.id = ANY($1) ORDER BY p.id FOR SHARE";

    private const string Find = $"SELECT {Columns} FROM partnerships p WHERE p.id = ANY($1)";

    public static async Task KeepAsync(NpgsqlTransaction transaction, PartnershipNews news, CancellationToken ct)
    {
        var content = news.Content;
        var json = JsonSerializer.Serialize(content, EventCatalog.Json);
        var parties = news.Parties;
        var ids = parties.Select(party => party.ParticipantId).ToArray();
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Keep)
        {
            Parameters =
            {
                new() { Value = news.Id },
                new() { Value = news.Version },
                new() { Value = content.State },
                new() { Value = (object?)content.ParentId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = (object?)content.ProgrammeId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = content.Title },
                new() { Value = (object?)content.Municipality ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = content.Kle.ToArray() },
                new() { Value = content.Goals.ToArray() },
                new() { Value = json, NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = news.At.ToUniversalTime() },
            },
        });
        if (news.IsActivation)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Activate)
            {
                Parameters = { new() { Value = news.Id }, new() { Value = news.Version }, new() { Value = news.At.ToUniversalTime() } },
            });
        }
        batch.BatchCommands.Add(new NpgsqlBatchCommand(KeepParties)
        {
            Parameters =
            {
                new() { Value = news.Id },
                new() { Value = news.Version },
                new() { Value = ids },
                new() { Value = parties.Select(party => party.Name).ToArray() },
                new() { Value = parties.Select(party => party.Sector).ToArray() },
                new() { Value = parties.Select(party => party.Role).ToArray() },
                new() { Value = parties.Select(party => party.Standing).ToArray() },
                new() { Value = parties.Select(party => party.Since.ToUniversalTime()).ToArray() },
                new() { Value = parties.Select(party => party.Until?.ToUniversalTime()).ToArray() },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(CloseMissing)
        {
            Parameters = { new() { Value = news.Id }, new() { Value = news.Version }, new() { Value = ids }, new() { Value = news.At.ToUniversalTime() } },
        });
        AgreedMeasureStore.Add(batch, news);
        OpenTextStore.Add(batch, news);
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Locks those that exist: whoever counts hours of a partnership does it alone.</summary>
    public static Task<Dictionary<Guid, Partnership>> LockAsync(NpgsqlTransaction transaction, IEnumerable<Guid> ids, CancellationToken ct) =>
        ReadAsync(new NpgsqlBatch(transaction.Connection, transaction), Lock, ids, ct);

    /// <summary>Waits for whoever counts just now, and keeps the next one waiting until the transaction ends.</summary>
    public static Task<Dictionary<Guid, Partnership>> ShareAsync(NpgsqlTransaction transaction, Guid id, CancellationToken ct) =>
        ReadAsync(new NpgsqlBatch(transaction.Connection, transaction), Share, [id], ct);

    public static async Task<Partnership?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct) =>
        (await ReadAsync(db.CreateBatch(), Find, [id], ct)).GetValueOrDefault(id);

    private static async Task<Dictionary<Guid, Partnership>> ReadAsync(NpgsqlBatch batch, string statement, IEnumerable<Guid> ids, CancellationToken ct)
    {
        await using var _ = batch;
        var wanted = ids.Distinct().ToArray();
#pragma warning disable CA2100 // One of the constants above.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(statement) { Parameters = { new() { Value = wanted } } });
#pragma warning restore CA2100
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Parties) { Parameters = { new() { Value = wanted } } });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var found = new Dictionary<Guid, Partnership>();
        var parties = new Dictionary<Guid, List<Party>>();
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetGuid(0);
            found[id] = new Partnership(
                id, reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetInt32(3), reader.GetBoolean(4),
                reader.IsDBNull(5) ? null : DateOnly.Parse(reader.GetString(5), CultureInfo.InvariantCulture), reader.GetFieldValue<DateTimeOffset>(6),
                parties[id] = []);
        }
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (parties.TryGetValue(reader.GetGuid(0), out var table))
            {
                table.Add(new Party(
                    reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<DateTimeOffset>(4),
                    reader.IsDBNull(5) ? null : reader.GetFieldValue<DateTimeOffset>(5)));
            }
        }
        return found;
    }
}
