using SocialEnzyme.Hub.Chaos.Load;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Checks;

/// <summary>
/// Every partnership is there once and not half agreed; what it promised is confirmed in needs and offers while it is active, and all
/// of it is back where it is not. The needs and offers of the book learn who took of them.
/// </summary>
internal sealed class AgreementChecks(Ground ground, Book book)
{
    public async Task RunAsync()
    {
        var present = await AgreementStore.PartnershipsAsync(ground.Database("partnerships"));
        var heard = await AgreementStore.PartnershipsAsync(ground.Database("impact"));
        var holds = (await AgreementStore.HoldsAsync(ground.Database("partnerships"))).ToLookup(hold => hold.Partnership);
        var places = (await HubStore.NeedReservationsAsync(ground.Database("needs"))).ToDictionary(row => row.Id);
        var drawings = (await HubStore.OfferReservationsAsync(ground.Database("offers"))).ToDictionary(row => row.Id);
        foreach (var partnership in book.Partnerships)
        {
            if (!present.TryGetValue(partnership.Id, out var row))
            {
                ground.Findings.Lost($"partnership {partnership.Id} was proposed, and is not there");
                continue;
            }
            await StateAsync(partnership, row.State);
            if ((partnership.WasActive || row.State == "active") && (!heard.TryGetValue(partnership.Id, out var there) || there != row))
                ground.Findings.Lost($"partnership {partnership.Id} is {row}, and impact has {(there == default ? "nothing" : there)} of it");
            var live = holds[partnership.Id].Select(hold => Settle(partnership, hold, hold.Target == "needs" ? places : drawings)).OfType<WrittenHold>().ToList();
            Promises(partnership, row.State, live);
        }
        var known = book.Partnerships.Select(partnership => partnership.Id).ToList();
        foreach (var twice in known.GroupBy(id => id).Where(group => group.Count() > 1))
            ground.Findings.Doubled($"partnership {twice.Key} was answered to {twice.Count()} proposals");
        foreach (var id in present.Keys.Except(known)) ground.Findings.Doubled($"partnership {id} is there, and no call was answered with it");
    }

    private async Task StateAsync(KnownPartnership partnership, string state)
    {
        if (state == "agreed") ground.Findings.Broken($"partnership {partnership.Id} is half agreed");
        var fits = partnership.State == "agreed" ? state is "active" or "negotiating" : state == partnership.State;
        if (!fits) ground.Findings.Broken($"partnership {partnership.Id} is {state} and was last answered as {partnership.State}");
        foreach (var party in new[] { partnership.Opener, partnership.Other })
        {
            // Who said no sees it as it was then.
            var answer = await party.GetAsync($"/v1/partnerships/{partnership.Id}");
            if (!answer.IsSuccess) ground.Findings.Lost($"partnership {partnership.Id} was proposed, and GET answers {(int)answer.Status}");
        }
    }

    /// <summary>One reservation, as partnerships has it and as its owner has it. In the order in which they were made, nobody else takes places of this need.</summary>
    /// <returns>The reservation as it is where it counts; null: it does not count.</returns>
    private WrittenHold? Settle(KnownPartnership partnership, WrittenHold hold, Dictionary<string, (string Id, string Of, long Count, string State)> rows)
    {
        if (!rows.TryGetValue(hold.Id, out var row))
        {
            // What was given back before it was asked for was never there.
            if (hold.State != "returned") ground.Findings.Lost($"reservation {hold.Id} of partnership {partnership.Id} is {hold.State}, and {hold.Target} knows nothing of it");
            return null;
        }
        if ((row.Of, row.Count, row.State) != (hold.Of, hold.Quantity, hold.State))
            ground.Findings.Broken($"reservation {hold.Id} of partnership {partnership.Id} is {(hold.Of, hold.Quantity, hold.State)}, and in {hold.Target} {(row.Of, row.Count, row.State)}");
        if (hold.Target == "needs")
        {
            partnership.Need.Take(hold.Id, (int)hold.Quantity, row.State == "confirmed");
            if (row.State == "returned") partnership.Need.Return(hold.Id);
        }
        else
        {
            partnership.Offer.Drawings[hold.Id] = new KnownDrawing(partnership.Offer.Owner, hold.Id, partnership.Offer, "timer", hold.Quantity) { State = row.State };
        }
        return row.State is "held" or "confirmed" ? hold with { State = row.State } : null;
    }

    private void Promises(KnownPartnership partnership, string state, List<WrittenHold> live)
    {
        List<(string, string, long, string)> should = state is not ("active" or "completed") ? [] :
        [
            ("needs", partnership.Need.Id, partnership.Places, "confirmed"), ("offers", partnership.Offer.Id, partnership.Quantity, "confirmed"),
        ];
        var is_ = live.Select(hold => (hold.Target, hold.Of, hold.Quantity, hold.State)).Order().ToList();
        if (is_.SequenceEqual(should)) return;
        var text = $"partnership {partnership.Id} is {state}; it promised {string.Join(", ", should)}, and reserved is {string.Join(", ", is_)}";
        if (is_.Count > 1 && should.Count > 0 && is_.Distinct().SequenceEqual(should)) ground.Findings.Doubled(text);
        else ground.Findings.Broken(text);
    }
}
