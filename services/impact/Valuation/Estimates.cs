using Npgsql;
using SocialEnzyme.Hub.Impact.Outcomes;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Valuation;

/// <summary>A page of estimates as they were said, overtaken ones too; the cursor is absent on the last.</summary>
public sealed record EstimateList(IReadOnlyList<Estimate> Items, string? Cursor = null);

/// <summary>What was put in, and apart from it what is estimated to have come of it.</summary>
/// <param name="AsOf">As it was known then; absent: as it stands now.</param>
/// <param name="Minutes">That counted then, by kind; never added to money or to each other.</param>
/// <param name="Estimates">What the return is made of.</param>
public sealed record PartnershipValue(
    Guid PartnershipId, DateTimeOffset? AsOf, IReadOnlyDictionary<string, long> Minutes, IReadOnlyList<Estimate> Estimates, SroiResult Return);

internal sealed class EstimatesHandler(NpgsqlDataSource db, TimeProvider clock)
{
    /// <summary>The rate at which the SROI Guide of 2012 discounts.</summary>
    public const decimal UsualDiscountPercent = 3.5m;

    public async Task<Outcome<Estimate>> AddAsync(Caller caller, Guid partnershipId, AddEstimate command, IdempotencyKey? key, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } missing)
        {
            return missing;
        }
        if (await SeatStore.FindAsync(db, partnershipId, ct) is not { } partnership || !partnership.IsPresent(caller.ParticipantId))
        {
            return Rejections.NotFound("partnership", partnershipId);
        }
        while (true)
        {
            if (await Repetition.FindAsync<Estimate>(db, key, ct) is { } repeated)
            {
                return repeated;
            }
            if (EstimateRules.Check(command, caller.ParticipantId, clock.GetUtcNow()).IsRejected(out var rejection, out var estimate))
            {
                return rejection;
            }
            await using var connection = await db.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            if (!await Repetition.ClaimAsync(transaction, key, estimate, ct))
            {
                continue;
            }
            await SeatStore.LockAsync(transaction, partnershipId, ct);
            if (await EstimateStore.CountOthersAsync(transaction, partnershipId, estimate, ct) >= EstimateRules.MaxKeys)
            {
                return Rejections.Invalid("#/key", $"Højst {EstimateRules.MaxKeys} skøn; ret et af dem.", $"At most {EstimateRules.MaxKeys} estimates; change one of them.");
            }
            await EstimateStore.AddAsync(transaction, partnershipId, estimate, ct);
            await transaction.CommitAsync(ct);
            return estimate;
        }
    }

    public async Task<Outcome<EstimateList>> ListAsync(Caller caller, Guid partnershipId, long after, int limit, CancellationToken ct)
    {
        if (await SeatStore.FindAsync(db, partnershipId, ct) is not { } partnership || !partnership.IsKnownTo(caller))
        {
            return Rejections.NotFound("partnership", partnershipId);
        }
        var only = partnership.IsOpenTo(caller) ? default(Guid?) : caller.ParticipantId;
        var (items, cursor) = Page.OfNumbered(await EstimateStore.ListAsync(db, partnershipId, only, after, limit + 1, ct), limit, row => row.Number);
        return new EstimateList([.. items.Select(row => row.Estimate)], cursor);
    }

    /// <summary>Made from what was known at a moment: made again, it is the same.</summary>
    public async Task<Outcome<PartnershipValue>> ValueAsync(Caller caller, Guid partnershipId, DateTimeOffset? asOf, decimal? discountPercent, CancellationToken ct)
    {
        if (await SeatStore.FindAsync(db, partnershipId, ct) is not { } partnership || !partnership.IsOpenTo(caller))
        {
            return Rejections.NotFound("partnership", partnershipId);
        }
        if (asOf is { } past && await SettledStore.IsUnsettledAsync(db, past, ct))
        {
            return PastMoment.Unsettled;
        }
        // Whatever is there now, also what another machine's clock is a little ahead with.
        var moment = asOf ?? clock.GetUtcNow().AddDays(1);
        var estimates = await EstimateStore.AsOfAsync(db, partnershipId, moment, ct);
        var minutes = await ContributionStore.MinutesAsOfAsync(db, partnershipId, moment, ct);
        return new PartnershipValue(partnershipId, asOf, minutes, estimates, Sroi.Of(estimates, discountPercent ?? UsualDiscountPercent));
    }
}
