using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matching.Pairs;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>What became of a suggestion.</summary>
public enum MatchState
{
    /// <summary>Both owners are asked.</summary>
    Suggested,

    /// <summary>Both said yes.</summary>
    Agreed,

    /// <summary>One said no.</summary>
    Declined,

    /// <summary>The need and the offer fit no more.</summary>
    Withdrawn,
}

/// <summary>The one of the two owners who answers.</summary>
internal enum Side
{
    Need,
    Offer,
}

/// <summary>A need and an offer that fit at this moment, or no longer do.</summary>
internal sealed record Pair(Guid NeedId, long NeedVersion, PublicNeed Need, Guid OfferId, long OfferVersion, PublicOffer Offer, PairVerdict Verdict);

/// <summary>A match as it is after a change, and the event that tells of it; none when nobody need hear.</summary>
internal sealed record MatchChange(Match Match, object? Event);

/// <summary>The suggestion that a need and an offer meet, and what the two owners say to it.</summary>
/// <param name="Version">Rises by one with every change.</param>
/// <param name="Told">The pair as its owners see it.</param>
/// <param name="Reason">Why it was declined or withdrawn.</param>
internal sealed record Match(
    Guid Id, long Version, MatchState State, long NeedVersion, long OfferVersion, PublicMatch Told, string? Reason, DateTimeOffset At)
{
    public const string None = "none";
    public const string Yes = "yes";
    public const string No = "no";

    /// <summary>The owners may still answer.</summary>
    public bool IsLive => State == MatchState.Suggested;

    /// <summary>The owner of the offer said yes, and waits for the owner of the need.</summary>
    public bool WaitsForHost => IsLive && Told is { OfferAnswer: Yes, NeedAnswer: None };

    public static MatchChange Suggest(Pair pair, DateTimeOffset now) =>
        new Match(Guid.CreateVersion7(), 0, MatchState.Withdrawn, 0, 0, Tell(pair), null, now).SuggestAgain(pair, now);

    /// <summary>A pair that was withdrawn fits again: both are asked anew.</summary>
    public MatchChange SuggestAgain(Pair pair, DateTimeOffset now)
    {
        var match = Next(MatchState.Suggested, Tell(pair), null, now) with { NeedVersion = pair.NeedVersion, OfferVersion = pair.OfferVersion };
        return new MatchChange(match, new OpportunityMatched(Id, match.Version, match.Told, now));
    }

    /// <summary>The pair still fits, perhaps better or worse: nobody is told. Null when nothing is new.</summary>
    public MatchChange? Follow(Pair pair, DateTimeOffset now)
    {
        if (!IsLive || (NeedVersion, OfferVersion) == (pair.NeedVersion, pair.OfferVersion))
        {
            return null;
        }
        var told = Tell(pair) with { NeedAnswer = Told.NeedAnswer, OfferAnswer = Told.OfferAnswer };
        return told.Reasons.SequenceEqual(Told.Reasons) && told with { Reasons = Told.Reasons } == Told
            ? null
            : new MatchChange(Next(State, told, null, now) with { NeedVersion = pair.NeedVersion, OfferVersion = pair.OfferVersion }, null);
    }

    /// <summary>The pair fits no more. What is agreed is only ended by the end of a side. Null when there is nothing to withdraw.</summary>
    /// <param name="pair">What does not fit, where both sides are known.</param>
    public MatchChange? Withdraw(string reason, bool isEnd, Pair? pair, DateTimeOffset now)
    {
        if (!IsLive && !(State == MatchState.Agreed && isEnd))
        {
            return null;
        }
        var told = pair is null ? Told : Tell(pair) with { NeedAnswer = Told.NeedAnswer, OfferAnswer = Told.OfferAnswer };
        var match = Next(MatchState.Withdrawn, told, reason, now);
        return new MatchChange(match, new OpportunityWithdrawn(Id, match.Version, match.Told, reason, now));
    }

    /// <summary>One side says yes or no; the same again changes nothing.</summary>
    public Outcome<MatchChange> Answer(Side side, bool isYes, string? reason, DateTimeOffset now)
    {
        var answer = isYes ? Yes : No;
        var (mine, other) = side == Side.Need ? (Told.NeedAnswer, Told.OfferAnswer) : (Told.OfferAnswer, Told.NeedAnswer);
        if (mine == answer && State != MatchState.Withdrawn)
        {
            return new MatchChange(this, null);
        }
        if (!IsLive)
        {
            return Closed;
        }
        var told = side == Side.Need ? Told with { NeedAnswer = answer } : Told with { OfferAnswer = answer };
        var state = !isYes ? MatchState.Declined : other == Yes ? MatchState.Agreed : MatchState.Suggested;
        var match = Next(state, told, isYes ? null : reason, now);
        return new MatchChange(match, state == MatchState.Agreed
            ? new OpportunityAgreed(Id, match.Version, told, now)
            : new OpportunityAnswered(Id, match.Version, told, now));
    }

    private Match Next(MatchState state, PublicMatch told, string? reason, DateTimeOffset now) =>
        this with { Version = Version + 1, State = state, Told = told, Reason = reason, At = now };

    private static PublicMatch Tell(Pair pair)
    {
        var summary = pair.Verdict.Summary();
        return new PublicMatch(
            pair.NeedId, pair.Need.Title, pair.Need.PublisherId, pair.Need.PublisherName,
            pair.OfferId, pair.Offer.Title, pair.Offer.OwnerId, pair.Offer.OwnerName,
            pair.Verdict.Score, PairWeights.Algorithm, pair.Verdict.Reasons(), summary.Danish, summary.English, None, None);
    }

    internal static readonly Rejection Closed = new(ProblemCode.Conflict, new(
        "Forslaget er afgjort eller trukket tilbage; der kan ikke svares mere.", "The suggestion is settled or withdrawn; it takes no more answers."));
}

/// <summary>Why a match was withdrawn.</summary>
internal static class WithdrawalReasons
{
    public const string NeedFilled = "need-filled";
    public const string NeedWithdrawn = "need-withdrawn";
    public const string NeedExpired = "need-expired";
    public const string OfferExhausted = "offer-exhausted";
    public const string OfferWithdrawn = "offer-withdrawn";
    public const string OfferPaused = "offer-paused";

    /// <summary>It was a one-off offer, and another match of it was agreed.</summary>
    public const string OfferTaken = "offer-taken";

    /// <summary>One side changed; the reasons say what no longer fits.</summary>
    public const string Changed = "changed";
}
