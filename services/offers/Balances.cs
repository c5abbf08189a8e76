namespace SocialEnzyme.Hub.Offers;

/// <summary>How much there is of a contribution, and how much of it is spoken for.</summary>
/// <param name="Held">Of space and equipment the sum over all times.</param>
/// <param name="Confirmed">Of space and equipment the sum over all times.</param>
/// <param name="Left">What nobody holds yet; of space and equipment all, for they come back.</param>
public sealed record Balance(string Key, long Quantity, long Held, long Confirmed, long Left);

/// <summary>Rebuilds the balances of an offer from its movements, read in their order.</summary>
internal sealed class Balances
{
    private readonly SortedDictionary<string, (long Quantity, long Held, long Confirmed)> _sums = new(StringComparer.Ordinal);

    // What is given back was confirmed, unless it is still here.
    private readonly HashSet<Guid> _held = [];

    public void Add(Movement movement)
    {
        var (quantity, held, confirmed) = _sums.GetValueOrDefault(movement.Key);
        var by = movement.Quantity;
        _sums[movement.Key] = movement.What switch
        {
            MovementKind.Offered or MovementKind.Changed => (quantity + by, held, confirmed),
            MovementKind.Held when _held.Add(movement.ReservationId!.Value) => (quantity, held + by, confirmed),
            MovementKind.Confirmed when _held.Remove(movement.ReservationId!.Value) => (quantity, held - by, confirmed + by),
            MovementKind.Expired or MovementKind.Returned when _held.Remove(movement.ReservationId!.Value) => (quantity, held - by, confirmed),
            MovementKind.Returned => (quantity, held, confirmed - by),
            _ => (quantity, held, confirmed),
        };
    }

    /// <summary>One for each contribution that the offer still holds.</summary>
    /// <param name="lent">The keys of what is booked by the hour.</param>
    public IReadOnlyList<Balance> Read(IReadOnlySet<string> lent) => [.. _sums.Where(sum => sum.Value.Quantity > 0).Select(sum =>
    {
        var (quantity, held, confirmed) = sum.Value;
        return new Balance(sum.Key, quantity, held, confirmed, lent.Contains(sum.Key) ? quantity : quantity - held - confirmed);
    })];
}
