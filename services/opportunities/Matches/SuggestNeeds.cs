using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matching.Pairs;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>Compares an offer that changed with the needs there are, in a transaction of its own.</summary>
internal sealed class SuggestNeeds(TimeProvider clock)
{
    private const int Page = 500;

    /// <summary>
    /// The offer's new version is committed, and every need that was matched without it is too. Locks as those who match needs do:
    /// needs by id, then the offer.
    /// </summary>
    public async Task RunAsync(NpgsqlTransaction transaction, OfferStore.Known offer, string? traceparent, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var before = await MatchStore.OfOfferAsync(transaction, offer.Id, ct);
        var asked = offer.IsFree ? await ChooseAsync(transaction, offer, before, now, ct) : [];
        var concerned = before.Where(match => match.State is MatchState.Suggested or MatchState.Agreed).Select(match => match.Told.NeedId);
        var needs = await MatchStore.LockNeedsAsync(transaction, concerned.Concat(asked), ct);
        // What was read before the locks may be old by now; what is read from here on stays.
        var current = (await OfferStore.ShareAsync(transaction, [offer.Id], ct)).GetValueOrDefault(offer.Id);
        var matches = (await MatchStore.OfNeedsAsync(transaction, [.. needs.Keys], ct)).ToLookup(match => match.Told.NeedId);
        var changes = new List<(MatchChange Change, string? Traceparent)>();
        foreach (var need in needs.Values)
        {
            var match = matches[need.Id].FirstOrDefault(match => match.Told.OfferId == offer.Id);
            var live = matches[need.Id].Where(match => match.IsLive).ToList();
            var hasRoom = live.Count < Shortlist.PerNeed && live.Count(other => other.Told.OfferOwnerId == offer.Offer.OwnerId) < Shortlist.PerNeedAndOwner;
            var change = !Comparison.MayBeSuggested(match) ? Comparison.Follow(match!, need, current, now)
                : hasRoom && asked.Contains(need.Id) ? Comparison.Suggest(match, need, current, now)
                : null;
            if (change is not null)
            {
                changes.Add((change, traceparent));
            }
        }
        await MatchStore.SaveAsync(transaction, changes, ct);
    }

    private static async Task<HashSet<Guid>> ChooseAsync(
        NpgsqlTransaction transaction, OfferStore.Known offer, List<Match> before, DateTimeOffset now, CancellationToken ct)
    {
        var settled = before.Where(match => !Comparison.MayBeSuggested(match)).Select(match => match.Told.NeedId).ToHashSet();
        var fitting = new List<(Guid Id, int Score)>();
        List<(Guid Id, PublicNeed Need)> page;
        var after = Guid.Empty;
        do
        {
            page = await MatchStore.OpenNeedsAsync(transaction, offer.Offer.Categories, after, Page, ct);
            foreach (var (id, need) in page)
            {
                var verdict = PairMatch.Match(need, offer.Offer, now);
                if (verdict.IsMatch && !settled.Contains(id))
                {
                    fitting.Add((id, verdict.Score));
                }
                after = id;
            }
        }
        while (page.Count == Page);
        if (fitting.Count == 0)
        {
            return [];
        }
        var owner = offer.Offer.OwnerId;
        var live = await MatchStore.LiveAtAsync(transaction, [.. fitting.Select(need => need.Id)], owner, ct);
        var liveOfOwner = (await MatchStore.LiveOfAsync(transaction, [owner], ct)).GetValueOrDefault(owner);
        return [.. Shortlist.ForOffer(offer.Id, fitting.Select(need =>
        {
            var (count, ofOwner) = live.GetValueOrDefault(need.Id);
            return new Shortlist.Asked(need.Id, need.Score, count, ofOwner);
        }), liveOfOwner)];
    }
}
