namespace SocialEnzyme.Hub.Partnerships.Activation;

/// <summary>Who counts what is held.</summary>
internal enum HoldTarget
{
    /// <summary>Places of a need.</summary>
    Needs,

    /// <summary>Quantities of an offer.</summary>
    Offers,
}

/// <summary>Hours of a booking: of rooms and equipment, which are lent by the hour.</summary>
internal sealed record HoldSlot(DateTimeOffset From, DateTimeOffset Until);

/// <summary>What one commitment of an agreement wants reserved in one place.</summary>
/// <param name="Key">The commitment's name within the agreement.</param>
/// <param name="By">Who committed itself: an offer that is drawn on must be its own.</param>
/// <param name="For">Whom it is reserved for: places for who comes, a contribution for who receives it.</param>
/// <param name="TargetId">The need or the offer.</param>
/// <param name="Contribution">The contribution's name within the offer.</param>
/// <param name="Quantity">Places, or as many of the contribution's unit.</param>
internal sealed record Wish(
    string Key, HoldTarget Target, Guid By, Guid For, Guid TargetId, string? Contribution, long Quantity, HoldSlot? Slot = null)
{
    /// <summary>True when one reservation answers both. Whoever it was reserved for when it was made, it stays so.</summary>
    public bool IsMetBy(Wish other) => this with { For = other.For } == other;
}
