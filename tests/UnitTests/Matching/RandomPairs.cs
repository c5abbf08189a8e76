using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matching.Pairs;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.UnitTests.Matching;

/// <summary>Seeded needs and offers, drawn from few values, so that ends of windows, edges of circles and changes of the clock are hit often.</summary>
internal sealed class RandomPairs(int seed)
{
    private static readonly string[] Categories = ["transport", "Besøg", "lektier"];
    private static readonly string[] Skills = ["dansk", "Kørekort", "musik"];
    private static readonly string[] Codes = ["0101", "0147", "0461"];
    private static readonly string[] Kinds = ["hours", "money", "space"];
    private static readonly string[] Sectors = ["public", "civil"];
    private static readonly Guid[] Parties = [.. Enumerable.Range(1, 8).Select(i => new Guid(i, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]))];

    // Days on which the clock goes forward and back, and the days beside them.
    private static readonly DateOnly[] Days =
        [.. new[] { new DateOnly(2026, 3, 29), new DateOnly(2026, 10, 25), new DateOnly(2026, 11, 22) }.SelectMany(day => new[] { day.AddDays(-1), day, day.AddDays(1) })];

    private static readonly GeoPoint Centre = new(55.676, 12.568);

    private readonly Random _random = new(seed);

    public (PublicNeed Need, PublicOffer Offer) Next()
    {
        var place = new GeoPoint(Centre.Latitude + (_random.Next(-3, 4) * 0.01), Centre.Longitude + (_random.Next(-3, 4) * 0.01));
        return (Need(place), Offer(place));
    }

    public T Pick<T>(params T[] values) => values[_random.Next(values.Length)];

    public PublicNeed Need(GeoPoint? at = null)
    {
        var (from, until) = Window();
        var isLocal = _random.Next(5) > 0;
        return Needs.Local(Pick(Codes), Pick(Categories)) with
        {
            PublisherId = Pick(Parties),
            Skills = Few(Skills),
            Scope = isLocal ? "local" : Pick("national", "unspecified"),
            Municipality = isLocal ? Pick(Codes) : null,
            Place = _random.Next(6) == 0 ? null : Place(at ?? Centre),
            From = from,
            Until = until,
            PlacesLeft = _random.Next(3) == 0 ? null : _random.Next(0, 12),
            PublisherSector = Pick(null, "public", "civil"),
            PublisherKind = Pick(null, "municipality", "association"),
            Wants = _random.Next(2) == 0 ? null : Few(Kinds),
            ExpiresAt = Needs.Noon.AddDays(_random.Next(10) == 0 ? 0 : 3),
        };
    }

    public PublicOffer Offer(GeoPoint? place = null)
    {
        var (from, until) = Window();
        return Offers.Any() with
        {
            OwnerId = Pick(Parties),
            Categories = _random.Next(3) == 0 ? [] : [.. Few(Categories).Select(word => Pick(word, $" {word.ToUpperInvariant()} "))],
            Skills = [.. Few(Skills).Select(word => word.ToUpperInvariant())],
            Area = Area(place ?? Centre),
            From = from,
            Until = until,
            BlackoutDates = [.. Days.Where(_ => _random.Next(3) == 0), .. Days.Take(_random.Next(2))],
            Visibility = _random.Next(2) == 0 ? Offers.Everyone : new PublicVisibility(Few(Codes), [.. Parties.Where(_ => _random.Next(3) == 0)]),
            Contributions = [.. Kinds.Where(_ => _random.Next(2) == 0).Select(Contribution)],
            Status = _random.Next(8) == 0 ? Pick("paused", "exhausted", "withdrawn") : "open",
            ExpiresAt = Needs.Noon.AddDays(_random.Next(10) == 0 ? 0 : 3),
        };
    }

    /// <summary>The pair with one criterion met, by a change that touches no other.</summary>
    public static (PublicNeed Need, PublicOffer Offer) Mend(Criterion criterion, PublicNeed need, PublicOffer offer) => criterion switch
    {
        Criterion.Category => (need, offer with { Categories = [.. offer.Categories, need.Category] }),
        Criterion.Skills => (need, offer with { Skills = [.. offer.Skills, need.Skills[0]] }),
        Criterion.Area => (need, offer with { Area = Offers.Country }),
        Criterion.Window => (need, offer with { From = need.From, Until = need.Until, BlackoutDates = [] }),
        Criterion.Kind when offer.Contributions.Count == 0 => (need with { Wants = null }, offer with { Contributions = [Offers.Contribution("hours")] }),
        Criterion.Kind => (need with { Wants = [] }, offer),
        Criterion.Quantity => (need with { PlacesLeft = null }, offer with { Contributions = [.. offer.Contributions.Select(one => one with { Left = 1 })] }),
        Criterion.Visibility => (need, offer with { Visibility = Offers.Everyone }),
        Criterion.Eligibility => (need, offer with { Contributions = [.. offer.Contributions.Select(one => one with { Deadline = null, EligibleSectors = [], EligibleKinds = [] })] }),
        Criterion.Owner => (need, offer with { OwnerId = new Guid(77, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]) }),
        _ => (need with { ExpiresAt = Needs.Noon.AddDays(1) }, offer with { Status = "open", ExpiresAt = Needs.Noon.AddDays(1) }),
    };

    private static PublicPlace Place(GeoPoint point) => new(point.Latitude, point.Longitude);

    private PublicContribution Contribution(string kind) => Offers.Contribution(kind, _random.Next(0, 4), Pick<DateTimeOffset?>(null, Needs.Noon, Needs.Noon.AddTicks(-1))) with
    {
        EligibleSectors = _random.Next(2) == 0 ? [] : Few(Sectors),
        EligibleKinds = _random.Next(3) == 0 ? ["association"] : [],
    };

    private PublicArea Area(GeoPoint place) => _random.Next(4) switch
    {
        0 => Offers.Country,
        1 => new PublicArea(null, null, Few(Codes), false),
        // Sometimes the edge goes through the need's place, or a millimetre before it.
        _ => new PublicArea(Place(Centre), _random.Next(2) == 0 ? (Centre.DistanceTo(place) / 1_000) + Pick(1e-9, -1e-6) : _random.Next(1, 5), [], false),
    };

    private (DateTimeOffset? From, DateTimeOffset? Until) Window()
    {
        // A whole Danish day, part of one, or some; in October one of them has 25 hours, in March 23.
        var day = Pick(Days);
        var from = Midnight(day).AddHours(Pick(0, 0, 1, 12));
        var until = Midnight(day.AddDays(_random.Next(1, 3))).AddHours(Pick(0, 0, -1, 1));
        return (_random.Next(6) == 0 ? null : from, _random.Next(6) == 0 ? null : until);
    }

    // Danish midnight is 22 or 23 o'clock UTC; written without a time zone, so that the rule is not tested by itself.
    private static DateTimeOffset Midnight(DateOnly day) =>
        new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.FromHours(day > new DateOnly(2026, 3, 29) && day <= new DateOnly(2026, 10, 25) ? 2 : 1));

    private string[] Few(string[] words) => [.. words.Where(_ => _random.Next(2) == 0)];
}
