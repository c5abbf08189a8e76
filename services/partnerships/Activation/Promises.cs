using SocialEnzyme.Hub.Partnerships.Agreements;

namespace SocialEnzyme.Hub.Partnerships.Activation;

/// <summary>Reads out of a partnership what is to be reserved for it.</summary>
internal static class Promises
{
    public static Aim AimOf(Partnership partnership) => partnership.State switch
    {
        PartnershipState.Agreed => Aim.AllOrNone,
        PartnershipState.Active => Aim.EachByItself,
        PartnershipState.Completed => Aim.KeepConfirmed,
        // A running agreement that is being rewritten runs on until all have answered.
        PartnershipState.Proposed or PartnershipState.Negotiating when partnership.ActivatedAt is not null => Aim.KeepConfirmed,
        _ => Aim.Nothing,
    };

    /// <summary>What the present text promises, of parties that it binds: words alone reserve nothing.</summary>
    public static IReadOnlyList<Wish> Of(Partnership partnership)
    {
        var wishes = new List<Wish>();
        foreach (var commitment in partnership.Agreement.Commitments ?? [])
        {
            var by = commitment.ParticipantId!.Value;
            if (!partnership.Binds(by))
            {
                continue;
            }
            if (commitment is { OfferId: { } offer, ContributionKey: { } contribution, Quantity: > 0 and { } quantity })
            {
                var slot = commitment.Slot is { From: { } from, Until: { } until } ? new HoldSlot(from.ToUniversalTime(), until.ToUniversalTime()) : null;
                wishes.Add(new Wish(commitment.Key!, HoldTarget.Offers, by, Receiver(partnership, by), offer, contribution, quantity, slot));
            }
            if (commitment is { NeedId: { } need, Places: > 0 and { } places })
            {
                wishes.Add(new Wish(commitment.Key!, HoldTarget.Needs, by, by, need, null, places));
            }
        }
        return wishes;
    }

    // The opener asked for it; what the opener itself gives is for the first of the others.
    private static Guid Receiver(Partnership partnership, Guid giver) =>
        partnership.OpenedBy != giver ? partnership.OpenedBy : partnership.Bound.FirstOrDefault(seat => seat.ParticipantId != giver)?.ParticipantId ?? giver;
}
