using SocialEnzyme.Hub.Opportunities.Matching.Pairs;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>What becomes of a match, or of a pair that has none, as both sides stand now. Pure.</summary>
internal static class Comparison
{
    /// <summary>An existing match follows its sides; null when nothing about it changes.</summary>
    /// <param name="offer">Null: nothing but its end was ever heard of, so no match can be of it.</param>
    public static MatchChange? Follow(Match match, NeedNow need, OfferStore.Known? offer, DateTimeOffset now)
    {
        var isEnd = need.IsOver || offer?.EndReason == WithdrawalReasons.OfferWithdrawn;
        if ((need.EndReason ?? offer?.Reason) is { } reason)
        {
            return match.Withdraw(reason, isEnd, null, now);
        }
        if (!match.IsLive || need.Content is null || offer is null)
        {
            return null;
        }
        var pair = PairOf(need, offer, now);
        return pair.Verdict.IsMatch ? match.Follow(pair, now) : match.Withdraw(WithdrawalReasons.Changed, isEnd: false, pair, now);
    }

    /// <summary>A pair that was chosen is suggested, if it still fits; null when it does not.</summary>
    /// <param name="match">What the pair had before.</param>
    public static MatchChange? Suggest(Match? match, NeedNow need, OfferStore.Known? offer, DateTimeOffset now)
    {
        if (need.Content is null || offer is not { IsFree: true } || !MayBeSuggested(match))
        {
            return null;
        }
        var pair = PairOf(need, offer, now);
        return !pair.Verdict.IsMatch ? null : match is null ? Match.Suggest(pair, now) : match.SuggestAgain(pair, now);
    }

    /// <summary>What was answered with no is not asked again.</summary>
    public static bool MayBeSuggested(Match? match) => match is null or { State: MatchState.Withdrawn };

    private static Pair PairOf(NeedNow need, OfferStore.Known offer, DateTimeOffset now) => new(
        need.Id, need.Version, need.Content!, offer.Id, offer.Version, offer.Offer, PairMatch.Match(need.Content!, offer.Offer, now));
}
