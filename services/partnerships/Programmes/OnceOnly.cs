using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>Runs what creates something: by the same Idempotency-Key it is created once, and answered the same.</summary>
internal static class OnceOnly
{
    public static async Task<Outcome<T>> RunAsync<T>(
        NpgsqlDataSource db, IdempotencyKey? key, Func<NpgsqlTransaction, Task<Outcome<T>>> create, CancellationToken ct)
    {
        while (true)
        {
            if (key is not null)
            {
                if ((await IdempotencyStore.FindAsync(db, key, ct)).IsRejected(out var reused, out var earlier))
                {
                    return reused;
                }
                if (earlier is not null)
                {
                    return KnowledgeJson.Read<T>(earlier.Body);
                }
            }
            await using var connection = await db.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            if ((await create(transaction)).IsRejected(out var rejection, out var created))
            {
                return rejection;
            }
            // Not new: the same call was sent twice at once, and the other's answer is there now.
            if (key is null || await IdempotencyStore.ClaimAsync(transaction, [(key, new StoredAnswer(201, KnowledgeJson.Write(created)))], ct) is [true])
            {
                await transaction.CommitAsync(ct);
                return created;
            }
        }
    }
}
