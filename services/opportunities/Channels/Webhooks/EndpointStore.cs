using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.Opportunities.Channels.Webhooks;

/// <summary>Every statement about the addresses of webhooks, as their owners change them.</summary>
internal static class EndpointStore
{
    // Due at once: the address is challenged before anything is delivered.
    private const string Insert = """
        INSERT INTO endpoints (subscription_id, secret, retry_at) VALUES ($1, $2, $3)
        ON CONFLICT (subscription_id) DO UPDATE SET secret = excluded.secret, previous_secret = NULL, confirmed_at = NULL,
            generation = endpoints.generation + 1, failures = 0, retry_at = excluded.retry_at
        """;

    private const string Delete = "DELETE FROM endpoints WHERE subscription_id = $1";

    private const string Doubt = """
        UPDATE endpoints SET confirmed_at = NULL, generation = generation + 1, failures = 0, retry_at = $2 WHERE subscription_id = $1
        """;

    private const string Pardon = "UPDATE endpoints SET failures = 0, retry_at = $2 WHERE subscription_id = $1";

    private const string Replace = """
        UPDATE endpoints SET previous_secret = secret, previous_until = $3, secret = $2 WHERE subscription_id = $1
        """;

    private const string SelectConfirmed = "SELECT confirmed_at IS NOT NULL FROM endpoints WHERE subscription_id = $1";

    private const string KeepKey = "INSERT INTO secret_key (key) VALUES ($1) ON CONFLICT DO NOTHING";

    private const string SelectKey = "SELECT key FROM secret_key";

    public static void Add(NpgsqlBatch batch, Guid subscription, byte[] secret, DateTimeOffset now) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Insert)
        {
            Parameters = { new() { Value = subscription }, new() { Value = secret, NpgsqlDbType = NpgsqlDbType.Bytea }, new() { Value = now } },
        });

    public static void Remove(NpgsqlBatch batch, Guid subscription) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Delete) { Parameters = { new() { Value = subscription } } });

    /// <summary>What was confirmed counts no longer.</summary>
    public static void ProveAnew(NpgsqlBatch batch, Guid subscription, DateTimeOffset now) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Doubt) { Parameters = { new() { Value = subscription }, new() { Value = now } } });

    /// <summary>Past failures count no longer.</summary>
    public static void Forgive(NpgsqlBatch batch, Guid subscription, DateTimeOffset now) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Pardon) { Parameters = { new() { Value = subscription }, new() { Value = now } } });

    public static void Rotate(NpgsqlBatch batch, Guid subscription, byte[] secret, DateTimeOffset oldUntil) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Replace)
        {
            Parameters = { new() { Value = subscription }, new() { Value = secret, NpgsqlDbType = NpgsqlDbType.Bytea }, new() { Value = oldUntil } },
        });

    public static async Task<bool> IsConfirmedAsync(NpgsqlTransaction transaction, Guid subscription, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectConfirmed, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = subscription } },
        };
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>The key that the first replica made.</summary>
    public static async Task<byte[]> KeyAsync(NpgsqlDataSource db, byte[] candidate, CancellationToken ct)
    {
        await using (var keep = db.CreateCommand(KeepKey))
        {
            keep.Parameters.Add(new() { Value = candidate });
            await keep.ExecuteNonQueryAsync(ct);
        }
        await using var command = db.CreateCommand(SelectKey);
        return (byte[])(await command.ExecuteScalarAsync(ct))!;
    }
}
