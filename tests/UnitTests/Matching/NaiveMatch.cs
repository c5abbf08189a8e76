using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.UnitTests.Matching;

/// <summary>Whether a need and an offer fit, written as a person would read the rules: slowly, and with nothing of the rule's own.</summary>
internal static class NaiveMatch
{
    public static bool Fits(PublicNeed need, PublicOffer offer, DateTimeOffset now)
    {
        if (need.PublisherId == offer.OwnerId || offer.Status != "open" || now >= offer.ExpiresAt || now >= need.ExpiresAt)
        {
            return false;
        }
        var hasCategory = offer.Categories.Count == 0 || offer.Categories.Any(category => Same(category, need.Category));
        var hasSkill = need.Skills.Count == 0 || need.Skills.Any(wanted => offer.Skills.Any(offered => Same(offered, wanted)));
        return hasCategory && hasSkill && IsWithin(need, offer.Area) && HasTime(need, offer) && IsShown(need, offer.Visibility)
            && (need.PlacesLeft ?? 1) >= 1 && offer.Contributions.Any(contribution => Helps(need, contribution, now));
    }

    private static bool Same(string a, string b) => a.Trim().Equals(b.Trim(), StringComparison.OrdinalIgnoreCase);

    private static bool IsWithin(PublicNeed need, PublicArea area)
    {
        if (area.IsCountry)
        {
            return true;
        }
        if (area.Center is { } center)
        {
            return need.Place is { } place && Metres(center, place) <= area.RadiusKm * 1_000;
        }
        return area.Municipalities.Count > 0 && (need.Scope == "national" || (need.Scope == "local" && area.Municipalities.Contains(need.Municipality)));
    }

    // The chord through the earth, and from it the arc.
    private static double Metres(PublicPlace a, PublicPlace b)
    {
        const double Radius = 6_371_008.8;
        var ((ax, ay, az), (bx, by, bz)) = (Vector(a), Vector(b));
        var chord = Math.Sqrt(((ax - bx) * (ax - bx)) + ((ay - by) * (ay - by)) + ((az - bz) * (az - bz)));
        // On the very edge both ways to reckon may differ by rounding: a tenth of a millimetre is given away.
        return (2 * Radius * Math.Asin(chord / 2)) - 0.0001;
    }

    private static (double X, double Y, double Z) Vector(PublicPlace place)
    {
        var (latitude, longitude) = (place.Latitude * Math.PI / 180, place.Longitude * Math.PI / 180);
        return (Math.Cos(latitude) * Math.Cos(longitude), Math.Cos(latitude) * Math.Sin(longitude), Math.Sin(latitude));
    }

    // Free time begins where a window begins or where a day does: so every half hour is asked, for windows begin on the hour.
    private static bool HasTime(PublicNeed need, PublicOffer offer)
    {
        var (first, last) = (new DateTimeOffset(2026, 3, 26, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 27, 0, 0, 0, TimeSpan.Zero));
        var from = new[] { need.From ?? first, offer.From ?? first }.Max();
        var until = new[] { need.Until ?? last, offer.Until ?? last }.Min();
        for (var t = from; t < until; t = t.AddMinutes(30))
        {
            if (!offer.BlackoutDates.Contains(DanishDay(t)))
            {
                return true;
            }
        }
        return false;
    }

    // 2026: summer time from 29 March 01:00 UTC until 25 October 01:00 UTC.
    private static DateOnly DanishDay(DateTimeOffset moment)
    {
        var isSummer = moment >= new DateTimeOffset(2026, 3, 29, 1, 0, 0, TimeSpan.Zero) && moment < new DateTimeOffset(2026, 10, 25, 1, 0, 0, TimeSpan.Zero);
        return DateOnly.FromDateTime(moment.UtcDateTime.AddHours(isSummer ? 2 : 1));
    }

    private static bool IsShown(PublicNeed need, PublicVisibility visibility) =>
        (visibility.Municipalities.Count == 0 && visibility.Participants.Count == 0)
        || (need.Scope == "local" && visibility.Municipalities.Contains(need.Municipality)) || visibility.Participants.Contains(need.PublisherId);

    private static bool Helps(PublicNeed need, PublicContribution contribution, DateTimeOffset now)
    {
        if (contribution.Left < 1 || (need.Wants is { Count: > 0 } wants && !wants.Contains(contribution.Kind)))
        {
            return false;
        }
        return contribution.Kind != "money"
            || (!(now > contribution.Deadline)
                && (contribution.EligibleSectors.Count == 0 || contribution.EligibleSectors.Contains(need.PublisherSector))
                && (contribution.EligibleKinds.Count == 0 || contribution.EligibleKinds.Contains(need.PublisherKind)));
    }
}
