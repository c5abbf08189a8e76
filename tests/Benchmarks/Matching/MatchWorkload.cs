using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Benchmarks.Matching;

/// <summary>How special the subscribers' wishes are: the more subscribers, the more special, or a need would meet thousands.</summary>
public enum Wish
{
    /// <summary>Many categories in a part of the country.</summary>
    Broad,

    /// <summary>Some categories near a place.</summary>
    Near,

    /// <summary>Some categories near a place, and a skill.</summary>
    Special,
}

/// <summary>Seeded needs and filters: 98 municipalities of unequal size, 40 categories and 150 skills of unequal use, places in and around towns.</summary>
public sealed class MatchWorkload(int seed)
{
    private const int Categories = 40;
    private const int Skills = 150;
    private const int Days = 180;

    /// <summary>Now, to those who ask: nothing has expired.</summary>
    public static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid[] Publishers = [.. Enumerable.Range(1, 300).Select(i => new Guid(i, 7, 7, [1, 2, 3, 4, 5, 6, 7, 8]))];

    private readonly Random _random = new(seed);

    public PublicNeed Need()
    {
        var municipality = SomeMunicipality();
        var place = PlaceIn(municipality).ToPublic();
        var from = Start.AddDays(_random.Next(Days));
        return new PublicNeed(
            Publishers[Skewed(Publishers.Length)], "Eksempel", null, "Titel", "Tekst", Category(Skewed(Categories)),
            [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Skill(Skewed(Skills))).Distinct()],
            "local", municipality.Code, new PublicPlace(place.Latitude, place.Longitude), from, from.AddDays(_random.Next(1, 30)),
            null, _random.Next(1, 12), null, [], from.AddDays(60), new Dictionary<string, string>());
    }

    public Filter Filter(Wish wish)
    {
        // As costly to ask as the others, so that sizes can be compared.
        if (wish == Wish.Broad)
        {
            return new Filter.All([SomeCategories(12), new Filter.Radius(PlaceIn(SomeMunicipality()), _random.Next(20, 100))]);
        }
        List<Filter> parts = [SomeCategories(3), SomePlace()];
        if (wish == Wish.Special)
        {
            parts.Add(new Filter.Skills([Skill(Skewed(Skills))]));
        }
        if (_random.Next(5) == 0)
        {
            var from = Start.AddDays(_random.Next(Days));
            parts.Add(new Filter.Window(from, from.AddDays(_random.Next(7, 120))));
        }
        if (_random.Next(8) == 0)
        {
            parts.Add(new Filter.PlacesLeft(_random.Next(1, 6)));
        }
        if (_random.Next(12) == 0)
        {
            parts.Add(new Filter.Not(new Filter.Publisher([Publishers[Skewed(Publishers.Length)]])));
        }
        return new Filter.All([.. parts]);
    }

    /// <summary>An offer as wide as such a filter: the wider it is, the more it can do.</summary>
    public PublicOffer Offer(Wish wish)
    {
        var (categories, skills) = wish switch { Wish.Broad => (12, 40), Wish.Near => (3, 15), _ => (3, 2) };
        var from = _random.Next(5) == 0 ? Start.AddDays(_random.Next(Days)) : (DateTimeOffset?)null;
        return new PublicOffer(
            Guid.CreateVersion7(), "Eksempel", "market", null, "Titel", "", SomeCategories(categories).Values,
            [.. Enumerable.Range(0, skills).Select(_ => Skill(Skewed(Skills))).Distinct()], SomeArea(wish),
            from, from?.AddDays(_random.Next(7, 120)), [], new PublicVisibility([], []), true,
            [new PublicContribution("timer", "hours", 10, 10, null, null, [], [])], "open", Start.AddYears(1));
    }

    private PublicArea SomeArea(Wish wish)
    {
        var municipality = SomeMunicipality();
        var middle = PlaceIn(municipality);
        var center = new PublicPlace(middle.Latitude, middle.Longitude);
        return wish == Wish.Broad ? new PublicArea(center, _random.Next(20, 100), [], false)
            : _random.Next(10) < 7 ? new PublicArea(center, 0.5 * Math.Pow(100, _random.NextDouble()), [], false)
            : new PublicArea(null, null, [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => SomeMunicipality().Code).Distinct()], false);
    }

    private static string Category(int number) => $"kategori {number}";

    private static string Skill(int number) => $"evne {number}";

    private Filter.Category SomeCategories(int most) =>
        new([.. Enumerable.Range(0, _random.Next(1, most + 1)).Select(_ => Category(Skewed(Categories))).Distinct()]);

    private Filter SomePlace()
    {
        var municipality = SomeMunicipality();
        return _random.Next(10) switch
        {
            < 5 => new Filter.Radius(PlaceIn(municipality), 0.5 * Math.Pow(100, _random.NextDouble())),
            < 7 => new Filter.Within([Blob(PlaceIn(municipality), 0.01 * Math.Pow(20, _random.NextDouble()))]),
            < 8 => new Filter.Any([new Filter.Radius(PlaceIn(municipality), 2), new Filter.Municipality([SomeMunicipality().Code])]),
            _ => new Filter.Municipality([.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => SomeMunicipality().Code).Distinct()]),
        };
    }

    // Twelve corners at uneven distances: a star, which cannot cross itself.
    private Polygon Blob(GeoPoint middle, double degrees)
    {
        var points = Enumerable.Range(0, 12).Select(i =>
        {
            var (angle, reach) = (i * Math.PI / 6, degrees * (0.5 + _random.NextDouble()));
            return new GeoPoint(middle.Latitude + (reach * Math.Sin(angle)), middle.Longitude + (1.8 * reach * Math.Cos(angle)));
        }).ToList();
        return new Polygon([new Ring([.. points, points[0]])]);
    }

    private Municipality SomeMunicipality() => Municipalities.All[Skewed(Municipalities.All.Length)];

    // Half of what happens, happens in the middle.
    private GeoPoint PlaceIn(Municipality municipality)
    {
        var box = municipality.Bounds;
        var spread = _random.Next(2) == 0 ? 0.1 : 0.5;
        return new GeoPoint(
            municipality.Centre.Latitude + (spread * (_random.NextDouble() - 0.5) * (box.North - box.South)),
            municipality.Centre.Longitude + (spread * (_random.NextDouble() - 0.5) * (box.East - box.West)));
    }

    // The first ones are used several times as often as the last.
    private int Skewed(int count) => (int)(count * Math.Pow(_random.NextDouble(), 1.4));
}
