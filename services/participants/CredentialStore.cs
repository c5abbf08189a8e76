using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.Participants;

/// <summary>Every statement about credentials.</summary>
internal static class CredentialStore
{
    private const string Insert = """
        INSERT INTO credentials (id, participant_id, name, key_hash, scopes, issued_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """;

    private const string Columns = "id, participant_id, name, scopes, expires_at, issued_at, revoked_at";

    private const string SelectPage = $"SELECT {Columns} FROM credentials WHERE participant_id = $1 AND id > $2 ORDER BY id LIMIT $3";

    private const string SelectForUpdate = $"SELECT {Columns} FROM credentials WHERE id = $1 AND participant_id = $2 FOR UPDATE";

    private const string Revoke = "UPDATE credentials SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL";

    private const string SelectValid = """
        SELECT c.key_hash, c.id, c.participant_id, p.name, p.sector, p.kind, c.scopes, c.expires_at
        FROM credentials c JOIN participants p ON p.id = c.participant_id
        WHERE c.key_hash = ANY($1) AND c.revoked_at IS NULL AND p.suspended_at IS NULL AND (c.expires_at IS NULL OR c.expires_at > $2)
        """;

    /// <summary>Who holds a key that is valid now.</summary>
    public sealed record Holder(
        byte[] KeyHash, Guid CredentialId, Guid ParticipantId, string ParticipantName, Sector Sector, ParticipantKind Kind, string[] Scopes,
        DateTimeOffset? ExpiresAt);

    public static NpgsqlBatchCommand Inserting(Credential credential, byte[] keyHash) => new(Insert)
    {
        Parameters =
        {
            new() { Value = credential.Id },
            new() { Value = credential.ParticipantId },
            new() { Value = credential.Name },
            new() { Value = keyHash },
            new() { Value = credential.Scopes.ToArray() },
            new() { Value = credential.IssuedAt },
            new() { Value = (object?)credential.ExpiresAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        },
    };

    public static NpgsqlBatchCommand Revoking(Guid id, DateTimeOffset now) => new(Revoke)
    {
        Parameters = { new() { Value = id }, new() { Value = now } },
    };

    public static async Task<List<Credential>> PageAsync(NpgsqlDataSource db, Guid participant, Guid after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectPage);
        command.Parameters.AddWithValue(participant);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(limit);
        return await ReadAsync(command, ct);
    }

    public static async Task<Credential?> LockAsync(NpgsqlTransaction transaction, Guid participant, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectForUpdate, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = id }, new() { Value = participant } },
        };
        return (await ReadAsync(command, ct)).SingleOrDefault();
    }

    /// <summary>Those of the keys that are valid: one round trip, however many are asked for.</summary>
    public static async Task<List<Holder>> HoldersAsync(NpgsqlDataSource db, byte[][] keyHashes, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectValid);
        command.Parameters.AddWithValue(keyHashes);
        command.Parameters.AddWithValue(now);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<Holder>(keyHashes.Length);
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new Holder(
                reader.GetFieldValue<byte[]>(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3),
                Words.Parse<Sector>(reader.GetString(4)), Words.Parse<ParticipantKind>(reader.GetString(5)),
                reader.GetFieldValue<string[]>(6), reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7)));
        }
        return rows;
    }

    private static async Task<List<Credential>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<Credential>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new Credential(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetFieldValue<string[]>(3),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4),
                reader.GetFieldValue<DateTimeOffset>(5),
                reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6)));
        }
        return rows;
    }
}
