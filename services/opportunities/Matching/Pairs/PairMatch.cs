using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Matching.Pairs;

/// <summary>
/// The rule that says whether a need and an offer fit. Pure and deterministic: the index only finds candidates for it, suggestions
/// and the answers to "why" and "why not" all rest on it.
/// </summary>
public static class PairMatch
{
    public const string Open = "open";

    private const string Money = "money";

    // Who helps with anything is a weaker match than who asked for just this.
    private const int AnyCategory = 500;

    // At the edge of its circle an offer still counts for something; a listed municipality for as much as two fifths of the way out.
    private const int LostTowardsTheEdge = 900;
    private const int InMunicipality = 640;
    private const int InCountry = 500;

    public static PairVerdict Match(PublicNeed need, PublicOffer offer, DateTimeOffset now)
    {
        var judgements = new Judgement[PairWeights.Criteria.Count];
        judgements[(int)Criterion.Category] = Category(need, offer);
        judgements[(int)Criterion.Skills] = Skills(need, offer);
        judgements[(int)Criterion.Area] = Area(need, offer.Area);
        judgements[(int)Criterion.Window] = PairWindow.Judge(need, offer);
        judgements[(int)Criterion.Visibility] = Visibility(need, offer.Visibility);
        judgements[(int)Criterion.Owner] = Judgement.When(need.PublisherId != offer.OwnerId);
        judgements[(int)Criterion.Status] = Judgement.When(offer.Status == Open && offer.ExpiresAt > now && need.ExpiresAt > now);
        JudgeContributions(need, offer, now, judgements);
        return new PairVerdict(need, offer, judgements);
    }

    /// <summary>True when the contribution is of a kind that the need asks for.</summary>
    internal static bool IsWanted(PublicNeed need, PublicContribution contribution) =>
        need.Wants is not { Count: > 0 } wants || Names(wants, contribution.Kind);

    internal static bool Names(IReadOnlyList<string> words, string word)
    {
        var normal = Words.Normalise(word);
        for (var i = 0; i < words.Count; i++)
        {
            if (Words.Comparer.Equals(Words.Normalise(words[i]), normal))
            {
                return true;
            }
        }
        return false;
    }

    private static Judgement Category(PublicNeed need, PublicOffer offer) =>
        offer.Categories.Count == 0 ? new Judgement(true, AnyCategory) : Judgement.When(Names(offer.Categories, need.Category));

    private static Judgement Skills(PublicNeed need, PublicOffer offer)
    {
        if (need.Skills.Count == 0)
        {
            return Judgement.When(true);
        }
        var offered = need.Skills.Count(skill => Names(offer.Skills, skill));
        return new Judgement(offered > 0, Judgement.Full * offered / need.Skills.Count);
    }

    private static Judgement Area(PublicNeed need, PublicArea area)
    {
        if (area.IsCountry)
        {
            return new Judgement(true, InCountry);
        }
        if (area is { Center: { } center, RadiusKm: { } km })
        {
            return Conditions.PlaceOf(need) is { } place && GeoPoint.TryCreate(center.Latitude, center.Longitude, out var middle)
                && Conditions.IsNear(middle, km, place)
                    ? new Judgement(true, Judgement.Full - (int)(LostTowardsTheEdge * Math.Min(1, middle.DistanceTo(place) / (km * 1_000))))
                    : Judgement.No;
        }
        return need.Scope switch
        {
            Conditions.National when area.Municipalities.Count > 0 => new Judgement(true, InCountry),
            Conditions.Local when need.Municipality is { } code && area.Municipalities.Contains(code) => new Judgement(true, InMunicipality),
            _ => Judgement.No,
        };
    }

    private static Judgement Visibility(PublicNeed need, PublicVisibility visibility) => Judgement.When(
        IsForEveryone(visibility)
        || (need is { Scope: Conditions.Local, Municipality: { } code } && visibility.Municipalities.Contains(code))
        || visibility.Participants.Contains(need.PublisherId));

    internal static bool IsForEveryone(PublicVisibility visibility) => visibility is { Municipalities.Count: 0, Participants.Count: 0 };

    // Of what is wanted, what may be asked for, and of that, how much is left. Where nothing is wanted or may be asked for,
    // the next criterion looks at what there is: each then says what is wrong for itself.
    private static void JudgeContributions(PublicNeed need, PublicOffer offer, DateTimeOffset now, Judgement[] judgements)
    {
        var (wanted, allowed, wantedAllowed) = (false, false, false);
        var (most, mostWanted, mostAllowed, mostWantedAllowed) = (0L, 0L, 0L, 0L);
        foreach (var contribution in offer.Contributions)
        {
            var (isWanted, isAllowed) = (IsWanted(need, contribution), IsAllowed(need, contribution, now));
            most = Math.Max(most, contribution.Left);
            wanted |= isWanted;
            allowed |= isAllowed;
            wantedAllowed |= isWanted && isAllowed;
            mostWanted = isWanted ? Math.Max(mostWanted, contribution.Left) : mostWanted;
            mostAllowed = isAllowed ? Math.Max(mostAllowed, contribution.Left) : mostAllowed;
            mostWantedAllowed = isWanted && isAllowed ? Math.Max(mostWantedAllowed, contribution.Left) : mostWantedAllowed;
        }
        judgements[(int)Criterion.Kind] = Judgement.When(wanted);
        judgements[(int)Criterion.Eligibility] = Judgement.When(offer.Contributions.Count == 0 || (wanted ? wantedAllowed : allowed));
        var left = wantedAllowed ? mostWantedAllowed : wanted ? mostWanted : allowed ? mostAllowed : most;
        judgements[(int)Criterion.Quantity] = Quantity(offer.Contributions.Count == 0 ? 1 : left, need.PlacesLeft);
    }

    private static bool IsAllowed(PublicNeed need, PublicContribution contribution, DateTimeOffset now) =>
        contribution.Kind != Money
        || ((contribution.Deadline is not { } deadline || now <= deadline)
            && IsOneOf(contribution.EligibleSectors, need.PublisherSector) && IsOneOf(contribution.EligibleKinds, need.PublisherKind));

    private static bool IsOneOf(IReadOnlyList<string> list, string? value) => list.Count == 0 || (value is not null && Names(list, value));

    // How much of the places the largest contribution could fill.
    private static Judgement Quantity(long left, int? placesLeft) =>
        left < 1 || placesLeft < 1 ? Judgement.No
        : placesLeft is not { } places || left >= places ? Judgement.When(true)
        : new Judgement(true, (int)(Judgement.Full * left / places));
}
