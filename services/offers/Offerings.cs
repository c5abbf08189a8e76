using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Offers;

/// <summary>How an owner changes what there is of each contribution: never below what somebody holds.</summary>
internal static class Offerings
{
    /// <summary>Null when what is held and confirmed fits into what is offered from now on.</summary>
    public static Rejection? UnlessCovered(
        IReadOnlyList<Contribution> before, IReadOnlyList<Contribution> after, Ledger ledger, IReadOnlyList<Reservation> booked)
    {
        foreach (var present in before)
        {
            var taken = ledger[present.Key!].Taken;
            var index = Index(after, present.Key!);
            if (taken == 0)
            {
                continue;
            }
            if (index < 0 || after[index].Kind != present.Kind)
            {
                return Conflict(index < 0 ? "#/contributions" : $"#/contributions/{index}/kind",
                    $"{taken} af {present.Key} er reserveret; bidraget kan ikke fjernes eller blive af en anden slags.",
                    $"{taken} of {present.Key} are reserved; the contribution cannot be removed or become of another kind.");
            }
            var needed = present.IsLent ? BookedSlot.Peak(booked.Where(booking => booking.Key == present.Key).Select(booking => (booking.Slot!, booking.Quantity))) : taken;
            if (after[index].Quantity < needed)
            {
                return Conflict($"#/contributions/{index}/quantity",
                    $"{needed} af {present.Key} er reserveret; skriv mindst det antal.", $"{needed} of {present.Key} are reserved; write at least that number.");
            }
        }
        return null;
    }

    /// <summary>Writes the differences.</summary>
    public static void Write(IReadOnlyList<Contribution> before, IReadOnlyList<Contribution> after, Ledger ledger)
    {
        foreach (var gone in before.Where(present => Index(after, present.Key!) < 0))
        {
            ledger.Change(gone.Key!, -gone.Quantity!.Value);
        }
        foreach (var contribution in after)
        {
            var index = Index(before, contribution.Key!);
            if (index < 0)
            {
                ledger.Offer(contribution.Key!, contribution.Quantity!.Value);
            }
            else if (before[index].Quantity != contribution.Quantity)
            {
                ledger.Change(contribution.Key!, contribution.Quantity!.Value - before[index].Quantity!.Value);
            }
        }
    }

    private static int Index(IReadOnlyList<Contribution> contributions, string key) =>
        contributions.Index().Where(item => item.Item.Key == key).Select(item => item.Index).FirstOrDefault(-1);

    private static Rejection Conflict(string pointer, string danish, string english) =>
        new(ProblemCode.Conflict, new(danish, english)) { Errors = [new FieldError(pointer, new(danish, english))] };
}
