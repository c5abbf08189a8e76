using Npgsql;
using SocialEnzyme.Hub.Impact.Outcomes;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Valuation;

/// <summary>Operators add rates; everybody may read them, for nobody need believe a value without its source.</summary>
internal sealed class RatesHandler(NpgsqlDataSource db, TimeProvider clock)
{
    public async Task<Outcome<Rate>> AddAsync(Caller caller, AddRate command, IdempotencyKey? key, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.Operate) is { } missing)
        {
            return missing;
        }
        while (true)
        {
            if (await Repetition.FindAsync<Rate>(db, key, ct) is { } repeated)
            {
                return repeated;
            }
            if (RateRules.Check(command, clock.GetUtcNow()).IsRejected(out var rejection, out var rate))
            {
                return rejection;
            }
            await using var connection = await db.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            if (await Repetition.ClaimAsync(transaction, key, rate, ct))
            {
                await RateStore.AddAsync(transaction, rate, ct);
                await transaction.CommitAsync(ct);
                return rate;
            }
        }
    }

    public async Task<RateList> ListAsync(long after, int limit, CancellationToken ct)
    {
        var (items, cursor) = Page.OfNumbered(await RateStore.ListAsync(db, after, limit + 1, ct), limit, rate => rate.Number);
        return new RateList(items, cursor);
    }
}
