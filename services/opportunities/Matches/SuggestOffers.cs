using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matching.Pairs;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>Compares needs that changed with the offers there are, in the transaction that changes them.</summary>
/// <remarks>Locks are taken in one order by everybody: needs by id, offers by id, then the revision of offers.</remarks>
internal sealed class SuggestOffers(OfferBook book, TimeProvider clock)
{
    /// <summary>The caller holds the needs' rows, and has brought the book up to date in this transaction.</summary>
    /// <returns>True when something was written: the outbox is to be woken after the commit.</returns>
    public async Task<bool> RunAsync(NpgsqlTransaction transaction, IReadOnlyList<NeedNow> needs, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var found = needs.ToDictionary(need => need.Id, need => need.Content is { } content ? book.Match(content, now) : []);
        // Where nobody offers anything, a need costs nothing more than this.
        var concerned = needs.Where(need => need.HasMatches || found[need.Id].Count > 0).ToList();
        if (concerned.Count == 0)
        {
            return false;
        }
        var matches = await MatchStore.OfNeedsAsync(transaction, [.. concerned.Select(need => need.Id)], ct);
        var followed = await OfferStore.ShareAsync(transaction, matches.Where(match => match.IsLive).Select(match => match.Told.OfferId), ct);
        var liveOf = await MatchStore.LiveOfAsync(transaction, [.. found.Values.SelectMany(one => one).Select(one => one.Offer.OwnerId).Distinct()], ct);
        var ofNeed = matches.ToLookup(match => match.Told.NeedId);
        var changes = new List<(MatchChange Change, string? Traceparent)>();
        var chosen = new List<(NeedNow Need, Guid Offer)>();
        foreach (var need in concerned)
        {
            foreach (var match in ofNeed[need.Id])
            {
                if (Comparison.Follow(match, need, followed.GetValueOrDefault(match.Told.OfferId), now) is { } change)
                {
                    changes.Add((change, need.Traceparent));
                }
            }
            var left = ofNeed[need.Id].Where(match => match.IsLive && !changes.Any(each => each.Change.Match is { IsLive: false } gone && gone.Id == match.Id));
            chosen.AddRange(Choose(need, found[need.Id], ofNeed[need.Id], [.. left], liveOf).Select(offer => (need, offer)));
        }
        var offers = await OfferStore.ShareAsync(transaction, chosen.Select(each => each.Offer), ct);
        foreach (var (need, id) in chosen)
        {
            var match = ofNeed[need.Id].FirstOrDefault(match => match.Told.OfferId == id);
            if (Comparison.Suggest(match, need, offers.GetValueOrDefault(id), now) is { } change)
            {
                changes.Add((change, need.Traceparent));
            }
        }
        await MatchStore.SaveAsync(transaction, changes, ct);
        return changes.Count > 0;
    }

    private static IReadOnlyList<Guid> Choose(
        NeedNow need, List<(Guid Id, PublicOffer Offer, PairVerdict Verdict)> found, IEnumerable<Match> matches, List<Match> live, Dictionary<Guid, int> liveOf)
    {
        var settled = matches.Where(match => !Comparison.MayBeSuggested(match)).Select(match => match.Told.OfferId).ToHashSet();
        var owners = found.ToDictionary(one => one.Id, one => one.Offer.OwnerId);
        var chosen = Shortlist.ForNeed(
            need.Id, found.Where(one => !settled.Contains(one.Id)).Select(one => new Shortlist.Offered(one.Id, one.Offer.OwnerId, one.Verdict.Score)),
            [.. live.Select(match => match.Told.OfferOwnerId)], liveOf);
        // The next need of the same commit counts them too.
        foreach (var offer in chosen)
        {
            liveOf[owners[offer]] = liveOf.GetValueOrDefault(owners[offer]) + 1;
        }
        return chosen;
    }
}
