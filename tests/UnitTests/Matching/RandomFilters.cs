using System.Collections.Immutable;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.UnitTests.Matching;

/// <summary>Seeded filters and needs of every kind, drawn from few values on a coarse grid, so that edges and equal values are hit often.</summary>
internal sealed class RandomFilters(int seed)
{
    private static readonly string[] Categories = ["transport", "Besøg", "lektier", "Ældre", "it"];
    private static readonly string[] SkillNames = ["dansk", "Kørekort", "musik", "IT"];
    private static readonly string[] Codes = ["0101", "0147", "0461", "0751"];
    private static readonly Guid[] Publishers = [.. Enumerable.Range(1, 4).Select(i => new Guid(i, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]))];

    // Where grids, poles and the antimeridian make trouble.
    private static readonly (double Latitude, double Longitude)[] Corners =
        [(55.676, 12.568), (56.25, 11.25), (0, 0), (45, 90), (89.999, 10), (-90, 0), (10, 179.9999), (10, -180), (90, 180), (60, -179.5)];

    private readonly Random _random = new(seed);

    public Filter Filter(int depth = 4)
    {
        return _random.Next(depth > 1 ? 13 : 9) switch
        {
            0 => new Filter.Category(Some(Categories)),
            1 => new Filter.Skills(Some(SkillNames)),
            2 => new Filter.Municipality(Some(Codes)),
            3 => new Filter.Radius(Point(), Pick<double>([0.1, 0.5, 1, 5, 50, 300, 1_000])),
            4 => new Filter.Within([.. Enumerable.Range(0, _random.Next(1, 7)).Select(_ => Polygon())]),
            5 => Window(),
            6 => new Filter.PlacesLeft(_random.Next(1, 4)),
            7 => new Filter.Publisher(Some(Publishers)),
            8 => _random.Next(4) == 0 ? new Filter.Everything() : new Filter.Category(Some(Categories)),
            9 => new Filter.Not(Filter(depth - 1)),
            10 => new Filter.Any(Several(depth)),
            _ => new Filter.All(Several(depth)),
        };
    }

    public PublicNeed Need()
    {
        var from = Moment();
        var until = Moment();
        return Needs.Local(Pick(Codes), Flip(Pick(Categories))) with
        {
            PublisherId = Pick(Publishers),
            Skills = [.. SkillNames.Where(_ => _random.Next(3) == 0).Select(Flip)],
            Scope = Pick(["local", "local", "local", "national", "unspecified"]),
            Municipality = _random.Next(5) == 0 ? null : Pick(Codes),
            Place = _random.Next(6) == 0 ? null : Place(Point()),
            From = from,
            Until = until <= from ? null : until,
            PlacesLeft = _random.Next(3) == 0 ? null : _random.Next(0, 4),
        };
    }

    public T Pick<T>(T[] values) => values[_random.Next(values.Length)];

    public GeoPoint Point()
    {
        var (latitude, longitude) = Pick(Corners);
        var step = Pick([0, 0.001, 0.01, 0.1]);
        return new GeoPoint(Math.Clamp(latitude + (_random.Next(-5, 6) * step), -90, 90), Math.Clamp(longitude + (_random.Next(-5, 6) * step), -180, 180));
    }

    // A square on the points' own grid, sometimes with a square hole or a triangle instead.
    public Polygon Polygon()
    {
        var (corner, side) = (Point(), Pick([0.002, 0.02, 0.2, 3]));
        var south = Math.Min(corner.Latitude, 90 - side);
        var west = Math.Min(corner.Longitude, 180 - side);
        var border = Square(south, west, side);
        return _random.Next(3) switch
        {
            0 => new Polygon([border]),
            1 => new Polygon([border, Square(south + (side / 4), west + (side / 4), side / 2)]),
            _ => new Polygon([new Ring([.. border.Points[..3], border.Points[0]])]),
        };
    }

    private static Ring Square(double south, double west, double side) => new(
    [
        new(south, west), new(south, west + side), new(south + side, west + side), new(south + side, west), new(south, west),
    ]);

    private static PublicPlace Place(GeoPoint point) => new(point.Latitude, point.Longitude);

    private Filter.Window Window()
    {
        var from = Moment();
        var until = Moment();
        return until > from ? new(from, until) : from is null && until is null ? new(Needs.Noon, null) : new(from, from is null ? until : null);
    }

    private DateTimeOffset? Moment() => _random.Next(4) == 0 ? null : Needs.Noon.AddHours(_random.Next(-3, 4));

    private string Flip(string word) => _random.Next(3) switch { 0 => word.ToUpperInvariant(), 1 => $" {word} ", _ => word };

    private ImmutableArray<T> Some<T>(T[] values) => [.. values.Where(_ => _random.Next(3) == 0).DefaultIfEmpty(Pick(values))];

    private ImmutableArray<Filter> Several(int depth) => [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Filter(depth - 1))];
}
