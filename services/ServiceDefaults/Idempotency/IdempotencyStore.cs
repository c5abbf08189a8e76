using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Idempotency;

/// <summary>What a call was answered.</summary>
/// <param name="Status">The HTTP status; a gRPC door keeps its answers under operations of its own.</param>
public sealed record StoredAnswer(int Status, string Body);

/// <summary>Keeps answers in the transaction of their effect: either both are there or neither.</summary>
public static class IdempotencyStore
{
    /// <summary>How long a repetition gets the same answer.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    // A key that another transaction is about to store is waited for: it commits, and this one is a repetition, or it rolls back, and this one is first.
    private const string Claim = """
        INSERT INTO idempotency (participant_id, operation, key, fingerprint, status, answer)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
        ON CONFLICT DO NOTHING
        RETURNING participant_id, operation, key
        """;

    private const string Find = """
        SELECT fingerprint, status, answer FROM idempotency WHERE participant_id = $1 AND operation = $2 AND key = $3
        """;

    private const string DeleteOld = """
        DELETE FROM idempotency WHERE ctid IN (
            SELECT ctid FROM idempotency WHERE answered_at < now() - make_interval(secs => $1) LIMIT $2)
        """;

    /// <summary>Stores the answers whose keys are new; the others are repetitions, and must have no effect in this transaction.</summary>
    /// <returns>For each key whether it was new.</returns>
    public static async Task<bool[]> ClaimAsync(
        NpgsqlTransaction transaction, IReadOnlyList<(IdempotencyKey Key, StoredAnswer Answer)> calls, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Claim, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = calls.Select(call => call.Key.ParticipantId).ToArray() },
                new() { Value = calls.Select(call => call.Key.Operation).ToArray() },
                new() { Value = calls.Select(call => call.Key.Key).ToArray() },
                new() { Value = calls.Select(call => call.Key.Fingerprint).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                new() { Value = calls.Select(call => call.Answer.Status).ToArray() },
                new() { Value = calls.Select(call => call.Answer.Body).ToArray() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var fresh = new HashSet<(Guid, string, string)>();
        while (await reader.ReadAsync(ct))
        {
            fresh.Add((reader.GetGuid(0), reader.GetString(1), reader.GetString(2)));
        }
        // Of two equal keys among the calls the first is the new one.
        return [.. calls.Select(call => fresh.Remove((call.Key.ParticipantId, call.Key.Operation, call.Key.Key)))];
    }

    /// <summary>The answer to an earlier call by this key, null when there was none, a rejection when that call asked for something else.</summary>
    public static async Task<Outcome<StoredAnswer?>> FindAsync(NpgsqlDataSource db, IdempotencyKey key, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Find);
        command.Parameters.AddWithValue(key.ParticipantId);
        command.Parameters.AddWithValue(key.Operation);
        command.Parameters.AddWithValue(key.Key);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return (StoredAnswer?)null;
        }
        return CryptographicOperations.FixedTimeEquals(reader.GetFieldValue<byte[]>(0), key.Fingerprint)
            ? new StoredAnswer(reader.GetInt32(1), reader.GetString(2))
            : Reused;
    }

    internal static async Task<int> DeleteOldAsync(NpgsqlDataSource db, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(DeleteOld);
        command.Parameters.AddWithValue(Retention.TotalSeconds);
        command.Parameters.AddWithValue(limit);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static readonly Rejection Reused = new(ProblemCode.IdempotencyKeyReused, new(
        "Nøglen er brugt til et andet indhold inden for 24 timer; send et nyt Idempotency-Key.",
        "The key was used with another body within 24 hours; send a new Idempotency-Key."));
}
