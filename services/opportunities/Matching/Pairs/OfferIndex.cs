using System.Collections.Immutable;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Matching.Pairs;

/// <summary>Finds the offers that fit a need, among a million, without judging each. For one thread at a time.</summary>
/// <remarks>An offer stands in the index of filters as the filter that every need that fits it meets; the rule judges what is found.</remarks>
public sealed class OfferIndex
{
    // A need that asks for skills meets only offers that hold one of them; a need that asks for none meets offers of any.
    private readonly SubscriptionIndex _bySkill = new();
    private readonly SubscriptionIndex _whatever = new();
    private readonly Dictionary<Guid, PublicOffer> _offers = [];
    private readonly List<Guid> _found = [];

    public int Count => _offers.Count;

    /// <summary>Adds the offer, or gives it another content.</summary>
    public void Set(Guid id, PublicOffer offer)
    {
        var filter = FilterOf(offer);
        _whatever.Set(id, filter);
        if (offer.Skills.Count > 0)
        {
            _bySkill.Set(id, new Filter.All([new Filter.Skills([.. offer.Skills]), filter]));
        }
        else
        {
            _bySkill.Remove(id);
        }
        // Nothing is judged by the description, and a million of them would fill the memory.
        _offers[id] = offer with { Description = "" };
    }

    /// <summary>False when it was not there.</summary>
    public bool Remove(Guid id)
    {
        _whatever.Remove(id);
        _bySkill.Remove(id);
        return _offers.Remove(id);
    }

    /// <summary>Adds exactly those offers that fit the need, each once, in no order.</summary>
    public void Match(PublicNeed need, DateTimeOffset now, List<(Guid Id, PublicOffer Offer, PairVerdict Verdict)> into)
    {
        _found.Clear();
        (need.Skills.Count > 0 ? _bySkill : _whatever).Match(need, _found);
        foreach (var id in _found)
        {
            var offer = _offers[id];
            var verdict = PairMatch.Match(need, offer, now);
            if (verdict.IsMatch)
            {
                into.Add((id, offer, verdict));
            }
        }
    }

    // Met by every need that fits the offer, whatever skills it asks for, and by few others.
    private static Filter.All FilterOf(PublicOffer offer)
    {
        List<Filter> parts = [];
        if (offer.Categories.Count > 0)
        {
            parts.Add(new Filter.Category([.. offer.Categories]));
        }
        if (!offer.Area.IsCountry)
        {
            parts.Add(AreaOf(offer.Area));
        }
        if (offer.From is not null || offer.Until is not null)
        {
            parts.Add(new Filter.Window(offer.From, offer.Until));
        }
        if (!PairMatch.IsForEveryone(offer.Visibility))
        {
            parts.Add(VisibilityOf(offer.Visibility));
        }
        parts.Add(new Filter.PlacesLeft(1));
        return new Filter.All([.. parts]);
    }

    private static Filter AreaOf(PublicArea area) =>
        area is { Center: { } center, RadiusKm: { } km } && GeoPoint.TryCreate(center.Latitude, center.Longitude, out var middle)
            ? new Filter.Radius(middle, km)
            : new Filter.Municipality([.. area.Municipalities]);

    private static Filter.Any VisibilityOf(PublicVisibility visibility)
    {
        var parts = ImmutableArray.CreateBuilder<Filter>();
        if (visibility.Municipalities.Count > 0)
        {
            // Wider than the rule, for a national need meets this too.
            parts.Add(new Filter.Municipality([.. visibility.Municipalities]));
        }
        if (visibility.Participants.Count > 0)
        {
            parts.Add(new Filter.Publisher([.. visibility.Participants]));
        }
        return new Filter.Any(parts.ToImmutable());
    }
}
