using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>A box in degrees that holds every place a shape can be met from, and a little more.</summary>
internal readonly record struct GeoBox(double South, double West, double North, double East)
{
    // More than RingGeometry.Tolerance and than the rounding of a distance.
    private const double Margin = 1e-6;

    public double SquareDegrees => (North - South) * (East - West);

    public static GeoBox Around(ReadOnlySpan<GeoPoint> ring)
    {
        var box = new GeoBox(90, 180, -90, -180);
        foreach (var point in ring)
        {
            box = new GeoBox(Math.Min(box.South, point.Latitude), Math.Min(box.West, point.Longitude),
                Math.Max(box.North, point.Latitude), Math.Max(box.East, point.Longitude));
        }
        return box.Widened();
    }

    /// <summary>Reaches around the whole earth where the circle holds a pole or crosses the antimeridian.</summary>
    public static GeoBox Around(GeoPoint center, double km)
    {
        var angle = km * 1_000 / GeoPoint.EarthRadius * (1 + Margin);
        var reach = double.RadiansToDegrees(angle);
        var (south, north) = (center.Latitude - reach, center.Latitude + reach);
        var sine = Math.Sin(Math.Min(angle, Math.PI / 2)) / Math.Cos(double.DegreesToRadians(center.Latitude));
        var turn = north + Margin < 90 && south - Margin > -90 && sine < 1 ? double.RadiansToDegrees(Math.Asin(sine)) + Margin : 180;
        var (west, east) = (center.Longitude - turn, center.Longitude + turn);
        return (west < -180 || east > 180 ? new GeoBox(south, -180, north, 180) : new GeoBox(south, west, north, east)).Widened();
    }

    public GeoBox Union(GeoBox other) => new(
        Math.Min(South, other.South), Math.Min(West, other.West), Math.Max(North, other.North), Math.Max(East, other.East));

    public bool Meets(GeoBox other) =>
        South <= other.North && other.South <= North && West <= other.East && other.West <= East;

    private GeoBox Widened() => new(South - Margin, West - Margin, North + Margin, East + Margin);
}
