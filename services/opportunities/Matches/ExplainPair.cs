using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matching;
using SocialEnzyme.Hub.Opportunities.Matching.Pairs;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>Why a need and an offer fit, or why not, as both stand now.</summary>
internal sealed class ExplainPairHandler(NpgsqlDataSource db, TimeProvider clock)
{
    /// <summary>For who may see both: an open need is everybody's to see, an offer as far as its visibility goes; one's own always.</summary>
    public async Task<Outcome<PairVerdict>> HandleAsync(Caller caller, Guid needId, Guid offerId, CancellationToken ct)
    {
        var (standing, need) = (await MatchStore.NeedOwnerAsync(db, needId, ct), await MatchStore.ContentAsync(db, needId, ct));
        if (standing is not { } known || need is null || (!known.IsOpen && known.Owner != caller.ParticipantId))
        {
            return Rejections.NotFound("need", needId);
        }
        if (await OfferStore.FindAsync(db, offerId, ct) is not { } offer || !MaySee(caller, offer, need))
        {
            return Rejections.NotFound("offer", offerId);
        }
        // What ended says what it said last; that it ended is one of the reasons.
        return PairMatch.Match(
            known.IsOpen ? need : need with { ExpiresAt = DateTimeOffset.MinValue },
            offer.IsFree ? offer.Offer : offer.Offer with { Status = "withdrawn" },
            clock.GetUtcNow());
    }

    // A list of municipalities lets in their needs, and so the publishers of these.
    internal static bool MaySee(Caller caller, OfferStore.Known offer, PublicNeed need)
    {
        var visibility = offer.Offer.Visibility;
        return offer.Offer.OwnerId == caller.ParticipantId
            || (offer.IsOpen && (PairMatch.IsForEveryone(visibility)
                || visibility.Participants.Contains(caller.ParticipantId)
                || (need.PublisherId == caller.ParticipantId && need is { Scope: Conditions.Local, Municipality: { } code }
                    && visibility.Municipalities.Contains(code))));
    }
}
