using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Offers;

/// <summary>What is left of each contribution, and a page of the movements that made it so; the cursor is absent on the last.</summary>
/// <param name="Movements">The owner sees all of them, a taker those for itself.</param>
public sealed record OfferBalance(IReadOnlyList<Balance> Balances, IReadOnlyList<Movement> Movements, string? Cursor = null);

/// <summary>Rebuilds the balance from every movement; the owner, services, and whoever drew on the offer may ask.</summary>
internal sealed class GetBalanceHandler(NpgsqlDataSource db)
{
    public const int MaxMovements = 1_000;

    /// <param name="after">The number of the last movement that was read.</param>
    public async Task<Outcome<(IReadOnlyList<Balance> Balances, IReadOnlyList<Movement> Movements)>> HandleAsync(
        Caller caller, Guid id, long after, int limit, CancellationToken ct)
    {
        var offer = await OfferStore.FindAsync(db, id, ct);
        var seesAll = offer is not null && (caller.IsService || offer.OwnerId == caller.ParticipantId);
        if (offer is null || (!seesAll && !await ReservationStore.IsTakerAsync(db, id, caller.ParticipantId, ct)))
        {
            return Offer.Missing(id);
        }
        var balances = new Balances();
        var page = new List<Movement>();
        await ReservationStore.ReadMovementsAsync(db, id, Add, ct);
        var lent = offer.Contributions.Where(contribution => contribution.IsLent).Select(contribution => contribution.Key!).ToHashSet();
        return (balances.Read(lent), page);

        void Add(Movement movement)
        {
            balances.Add(movement);
            if (movement.Number > after && page.Count < limit && (seesAll || movement.ParticipantId == caller.ParticipantId))
            {
                page.Add(movement);
            }
        }
    }
}
