using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Chaos.Load;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Checks;

/// <summary>What is left of an offer is what its movements say, what its table says, and what those who drew on it were answered.</summary>
internal sealed class OfferChecks(Ground ground, Book book)
{
    public async Task RunAsync()
    {
        var sums = await HubStore.ContributionsAsync(ground.Database("offers"));
        var rows = (await HubStore.OfferReservationsAsync(ground.Database("offers"))).ToLookup(row => row.Of);
        foreach (var offer in book.Offers)
        {
            Drawings(offer, rows[offer.Id].ToDictionary(row => row.Id, row => (row.Count, row.State)));
            var answer = await offer.Owner.GetAsync($"/v1/offers/{offer.Id}/balance");
            if (!answer.IsSuccess)
            {
                ground.Findings.Lost($"offer {offer.Id} was accepted, and its balance is answered {(int)answer.Status}");
                continue;
            }
            var balances = answer.Body["balances"]!.AsArray().ToDictionary(each => (string)each!["key"]!, each => each!.AsObject());
            foreach (var (key, quantity) in offer.Quantities) Balance(offer, key, quantity, balances[key], sums[(offer.Id, key)]);
        }
        foreach (var id in sums.Keys.Select(key => key.Offer).Distinct().Except(book.Offers.Select(offer => offer.Id)))
            ground.Findings.Doubled($"offer {id} is there, and no call was answered with it");
    }

    private void Balance(KnownOffer offer, string key, long quantity, JsonObject balance, (long Quantity, long Held, long Confirmed) row)
    {
        var answered = (quantity, offer.Sum(key, "held"), offer.Sum(key, "confirmed"));
        var moved = ((long)balance["quantity"]!, (long)balance["held"]!, (long)balance["confirmed"]!);
        if (moved != answered)
            ground.Findings.Broken($"'{key}' of offer {offer.Id} is {moved} by its movements, and {answered} by what was answered");
        if (row != answered) ground.Findings.Broken($"'{key}' of offer {offer.Id} is {row} in its table, and {answered} by what was answered");
        if ((long)balance["left"]! is var left && (left < 0 || left != quantity - answered.Item2 - answered.Item3))
            ground.Findings.Broken($"'{key}' of offer {offer.Id} has {left} left");
    }

    private void Drawings(KnownOffer offer, Dictionary<string, (long Quantity, string State)> rows)
    {
        foreach (var drawing in offer.Drawings.Values)
        {
            if (!rows.TryGetValue(drawing.Id, out var row))
                ground.Findings.Lost($"drawing {drawing.Id} on offer {offer.Id} was answered, and is not there");
            else if (row != (drawing.Quantity, drawing.State))
                ground.Findings.Broken($"drawing {drawing.Id} on offer {offer.Id} is {row} and was answered as {(drawing.Quantity, drawing.State)}");
        }
        foreach (var id in rows.Keys.Except(offer.Drawings.Keys))
            ground.Findings.Doubled($"drawing {id} on offer {offer.Id} is there, and was never answered");
    }
}
