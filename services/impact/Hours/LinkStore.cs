using Npgsql;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>Every statement about approval links.</summary>
internal static class LinkStore
{
    private const string Columns = "token_hash, batch_id, approver_id, approver_name, made_by, made_at, expires_at, used_at";

    private const string Add = $"INSERT INTO approval_links ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)";

    // Links that nobody can use any more say who approved until the ledger has long said it.
    private const string DeleteOld = "DELETE FROM approval_links WHERE expires_at < now() - interval '90 days'";

    private const string Find = $"SELECT {Columns} FROM approval_links WHERE token_hash = $1";

    private const string Lock = $"SELECT {Columns} FROM approval_links WHERE token_hash = $1 FOR UPDATE";

    private const string Use = "UPDATE approval_links SET used_at = $2 WHERE token_hash = $1";

    public static async Task AddAsync(NpgsqlDataSource db, KeptLink link, CancellationToken ct)
    {
        await using var batch = db.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(DeleteOld));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Add)
        {
            Parameters =
            {
                new() { Value = link.TokenHash }, new() { Value = link.BatchId }, new() { Value = link.ApproverId }, new() { Value = link.ApproverName },
                new() { Value = link.MadeBy }, new() { Value = link.MadeAt }, new() { Value = link.ExpiresAt },
            },
        });
        await batch.ExecuteNonQueryAsync(ct);
    }

    public static Task<KeptLink?> FindAsync(NpgsqlDataSource db, byte[] hash, CancellationToken ct)
    {
        var command = db.CreateCommand(Find);
        command.Parameters.AddWithValue(hash);
        return ReadAsync(command, ct);
    }

    /// <summary>Nobody else follows it meanwhile.</summary>
    public static Task<KeptLink?> LockAsync(NpgsqlTransaction transaction, byte[] hash, CancellationToken ct) =>
        ReadAsync(new NpgsqlCommand(Lock, transaction.Connection, transaction) { Parameters = { new() { Value = hash } } }, ct);

    public static async Task UseAsync(NpgsqlTransaction transaction, byte[] hash, DateTimeOffset at, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Use, transaction.Connection, transaction) { Parameters = { new() { Value = hash }, new() { Value = at } } };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<KeptLink?> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var _ = command;
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new KeptLink(
                reader.GetFieldValue<byte[]>(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetGuid(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.GetFieldValue<DateTimeOffset>(6), reader.IsDBNull(7) ? null : reader.GetFieldValue<DateTimeOffset>(7))
            : null;
    }
}
