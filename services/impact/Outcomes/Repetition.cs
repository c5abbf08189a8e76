using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>A call that carries Idempotency-Key and may come again.</summary>
internal static class Repetition
{
    /// <summary>What the same call was answered; null when it is new.</summary>
    public static async Task<Outcome<T>?> FindAsync<T>(NpgsqlDataSource db, IdempotencyKey? key, CancellationToken ct)
    {
        if (key is null)
        {
            return null;
        }
        if ((await IdempotencyStore.FindAsync(db, key, ct)).IsRejected(out var reused, out var answer))
        {
            return reused;
        }
        return answer is null ? null : JsonSerializer.Deserialize<T>(answer.Body, HubJson.Options)!;
    }

    /// <summary>Keeps the answer with its effect. False: the same call was committed meanwhile, and this one must have no effect.</summary>
    public static async Task<bool> ClaimAsync<T>(NpgsqlTransaction transaction, IdempotencyKey? key, T answer, CancellationToken ct) =>
        key is null || (await IdempotencyStore.ClaimAsync(transaction, [(key, new(201, JsonSerializer.Serialize(answer, HubJson.Options)))], ct))[0];
}
