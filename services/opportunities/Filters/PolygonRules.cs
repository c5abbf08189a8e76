using System.Collections.Immutable;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>What a polygon must be: closed rings that do not cross themselves, and holes inside the border.</summary>
internal static class PolygonRules
{
    private const int FewestPoints = 4;

    public static ImmutableArray<Polygon> Normalise(ImmutableArray<Polygon> polygons, string at, FilterErrors errors) =>
        // One polygon is written as Polygon, several as MultiPolygon: one index more.
        [.. polygons.Select((polygon, i) => Normalise(polygon, polygons.Length == 1 ? at : $"{at}/{i}", errors))];

    private static Polygon Normalise(Polygon polygon, string at, FilterErrors errors)
    {
        if (polygon.Rings.IsEmpty)
        {
            errors.Add(at, "Skriv mindst én ring.", "Write at least one ring.");
            return polygon;
        }
        var rings = polygon.Rings.Select(WithoutRepeats).ToImmutableArray();
        var areSound = true;
        for (var i = 0; i < rings.Length; i++)
        {
            areSound &= IsSound(rings[i].Points, $"{at}/{i}", errors);
        }
        for (var i = 1; areSound && i < rings.Length; i++)
        {
            if (RingGeometry.FindWayOut(rings[i].Points.AsSpan(), rings[0].Points.AsSpan()) >= 0)
            {
                errors.Add($"{at}/{i}", "Hullet skal ligge inden for polygonens kant.", "The hole must lie inside the border of the polygon.");
            }
        }
        return new Polygon(rings);
    }

    private static bool IsSound(ImmutableArray<GeoPoint> points, string at, FilterErrors errors)
    {
        if (points.Length < FewestPoints)
        {
            errors.Add(at, "En ring skal have mindst fire punkter, og det sidste skal være det første.",
                "A ring must have at least four points, and the last must be the first.");
            return false;
        }
        if (points[0] != points[^1])
        {
            errors.Add($"{at}/{points.Length - 1}", "Ringen er ikke lukket; gentag det første punkt som det sidste.",
                "The ring is not closed; repeat the first point as the last.");
            return false;
        }
        var edge = RingGeometry.FindSelfCrossing(points.AsSpan());
        if (edge >= 0)
        {
            errors.Add($"{at}/{edge}", "Ringen krydser eller rører sig selv efter dette punkt; del den i flere polygoner.",
                "The ring crosses or touches itself after this point; split it into several polygons.");
        }
        return edge < 0;
    }

    // The same point twice in a row is an edge of no length, which other programs write and which means nothing.
    private static Ring WithoutRepeats(Ring ring)
    {
        var points = ring.Points.Where((point, i) => i == 0 || point != ring.Points[i - 1]).ToImmutableArray();
        return points.Length == ring.Points.Length ? ring : new Ring(points);
    }
}
