using Npgsql;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>Compares an offer that changed with the needs there are, in a transaction of its own.</summary>
internal sealed class SuggestNeeds(NeedBook book, TimeProvider clock)
{
    // Of how many needs is asked at once whether they have room.
    private const int Page = 1_000;

    /// <summary>
    /// The offer's new version is committed, and every need that was matched without it is too. Locks as those who match needs do:
    /// needs by id, then the offer.
    /// </summary>
    public async Task RunAsync(NpgsqlTransaction transaction, OfferStore.Known offer, string? traceparent, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await book.RefreshAsync(transaction, ct);
        var before = await MatchStore.StandingOfOfferAsync(transaction, offer.Id, ct);
        var asked = offer.IsFree ? await ChooseAsync(transaction, offer, before, now, ct) : [];
        var concerned = before.Where(match => IsConcerned(match, offer, now)).Select(match => match.Told.NeedId);
        Guid[] wanted = [.. concerned.Concat(asked)];
        if (wanted.Length == 0)
        {
            return;
        }
        var needs = await MatchStore.LockNeedsAsync(transaction, wanted, ct);
        // What was read before the locks may be old by now; what is read from here on stays.
        var current = (await OfferStore.ShareAsync(transaction, [offer.Id], ct)).GetValueOrDefault(offer.Id);
        var pairs = await MatchStore.PairsAsync(transaction, offer.Id, [.. needs.Keys], ct);
        var live = await MatchStore.LiveAtAsync(transaction, [.. asked], offer.Offer.OwnerId, ct);
        var changes = new List<(MatchChange Change, string? Traceparent)>();
        foreach (var need in needs.Values)
        {
            var match = pairs.GetValueOrDefault(need.Id);
            var change = !Comparison.MayBeSuggested(match) ? Comparison.Follow(match!, need, current, now)
                : asked.Contains(need.Id) && Shortlist.HasRoom(live.GetValueOrDefault(need.Id)) ? Comparison.Suggest(match, need, current, now)
                : null;
            if (change is not null)
            {
                changes.Add((change, traceparent));
            }
        }
        await MatchStore.SaveAsync(transaction, changes, ct);
    }

    // Of a hundred suggestions most stay as they are when something is drawn on an offer: their needs are not locked. Should one of them
    // change at this moment, then whoever changes it compares it with this version of the offer.
    private bool IsConcerned(Match match, OfferStore.Known offer, DateTimeOffset now) =>
        match.State is MatchState.Suggested or MatchState.Agreed
        && (book.Find(match.Told.NeedId) is not { } need || Comparison.Follow(match, need, offer, now) is not null);

    private async Task<HashSet<Guid>> ChooseAsync(
        NpgsqlTransaction transaction, OfferStore.Known offer, List<Match> before, DateTimeOffset now, CancellationToken ct)
    {
        var owner = offer.Offer.OwnerId;
        var liveOfOwner = (await MatchStore.LiveOfAsync(transaction, [owner], ct)).GetValueOrDefault(owner);
        var chosen = new HashSet<Guid>();
        if (liveOfOwner >= Shortlist.PerOwner)
        {
            return chosen;
        }
        var settled = before.Select(match => match.Told.NeedId).ToHashSet();
        var fitting = book.Match(offer.Offer, now).Where(need => !settled.Contains(need.Id))
            .OrderByDescending(need => need.Score).ThenBy(need => Shortlist.Turn(need.Id, offer.Id));
        foreach (var page in fitting.Chunk(Page))
        {
            var live = await MatchStore.LiveAtAsync(transaction, [.. page.Select(need => need.Id)], owner, ct);
            var candidates = page.Select(need => new Shortlist.Asked(need.Id, need.Score, live.GetValueOrDefault(need.Id)));
            chosen.UnionWith(Shortlist.ForOffer(offer.Id, candidates, liveOfOwner + chosen.Count));
            if (liveOfOwner + chosen.Count >= Shortlist.PerOwner)
            {
                break;
            }
        }
        return chosen;
    }
}
