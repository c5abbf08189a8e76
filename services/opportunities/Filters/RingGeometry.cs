using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>Where a point lies as seen from a ring.</summary>
public enum Side
{
    Outside,
    Border,
    Inside,
}

/// <summary>Rings as plane figures in degrees: their edges are straight in longitude and latitude, as GeoJSON (RFC 7946) says.</summary>
public static class RingGeometry
{
    /// <summary>A point this near to an edge lies on it: 0.1 mm, so that rounding decides nothing that a person could measure.</summary>
    public const double Tolerance = 1e-9;

    public static Side Locate(ReadOnlySpan<GeoPoint> ring, GeoPoint point)
    {
        var isInside = false;
        for (var i = 1; i < ring.Length; i++)
        {
            var (a, b) = (ring[i - 1], ring[i]);
            if (IsOn(a, b, point))
            {
                return Side.Border;
            }
            if ((a.Latitude > point.Latitude) != (b.Latitude > point.Latitude))
            {
                var share = (point.Latitude - a.Latitude) / (b.Latitude - a.Latitude);
                isInside ^= point.Longitude < a.Longitude + (share * (b.Longitude - a.Longitude));
            }
        }
        return isInside ? Side.Inside : Side.Outside;
    }

    /// <summary>The first edge that meets another one anywhere but in the corner they share; -1 when there is none.</summary>
    public static int FindSelfCrossing(ReadOnlySpan<GeoPoint> ring)
    {
        var edges = ring.Length - 1;
        for (var i = 0; i < edges; i++)
        {
            for (var j = i + 1; j < edges; j++)
            {
                var isNext = j == i + 1;
                var isLastToFirst = i == 0 && j == edges - 1;
                var meets = isNext ? FoldsBack(ring[i], ring[j], ring[j + 1])
                    : isLastToFirst ? FoldsBack(ring[j], ring[0], ring[1])
                    : Meet(ring[i], ring[i + 1], ring[j], ring[j + 1]);
                if (meets)
                {
                    return i;
                }
            }
        }
        return -1;
    }

    /// <summary>The first edge of the hole that leaves the border; -1 when all of it lies inside. They may touch.</summary>
    public static int FindWayOut(ReadOnlySpan<GeoPoint> hole, ReadOnlySpan<GeoPoint> border)
    {
        for (var i = 1; i < hole.Length; i++)
        {
            if (Locate(border, hole[i]) == Side.Outside)
            {
                return i;
            }
            for (var j = 1; j < border.Length; j++)
            {
                if (CrossProperly(hole[i - 1], hole[i], border[j - 1], border[j]))
                {
                    return i;
                }
            }
        }
        return -1;
    }

    private static bool IsOn(GeoPoint a, GeoPoint b, GeoPoint point)
    {
        if (point.Latitude < Math.Min(a.Latitude, b.Latitude) - Tolerance || point.Latitude > Math.Max(a.Latitude, b.Latitude) + Tolerance
            || point.Longitude < Math.Min(a.Longitude, b.Longitude) - Tolerance
            || point.Longitude > Math.Max(a.Longitude, b.Longitude) + Tolerance)
        {
            return false;
        }
        var (dx, dy) = (b.Longitude - a.Longitude, b.Latitude - a.Latitude);
        var (px, py) = (point.Longitude - a.Longitude, point.Latitude - a.Latitude);
        var length = Math.Sqrt((dx * dx) + (dy * dy));
        return length <= Tolerance || Math.Abs((dx * py) - (dy * px)) <= Tolerance * length;
    }

    // Two edges in a row: the second runs back over the first.
    private static bool FoldsBack(GeoPoint a, GeoPoint corner, GeoPoint b) =>
        Turn(a, corner, b) == 0
        && ((corner.Longitude - a.Longitude) * (b.Longitude - corner.Longitude))
            + ((corner.Latitude - a.Latitude) * (b.Latitude - corner.Latitude)) < 0;

    private static bool CrossProperly(GeoPoint a, GeoPoint b, GeoPoint c, GeoPoint d) =>
        BoxesMeet(a, b, c, d) && Turn(a, b, c) * Turn(a, b, d) < 0 && Turn(c, d, a) * Turn(c, d, b) < 0;

    private static bool Meet(GeoPoint a, GeoPoint b, GeoPoint c, GeoPoint d) =>
        BoxesMeet(a, b, c, d) && Turn(a, b, c) * Turn(a, b, d) <= 0 && Turn(c, d, a) * Turn(c, d, b) <= 0;

    private static bool BoxesMeet(GeoPoint a, GeoPoint b, GeoPoint c, GeoPoint d) =>
        Math.Max(a.Latitude, b.Latitude) >= Math.Min(c.Latitude, d.Latitude)
        && Math.Max(c.Latitude, d.Latitude) >= Math.Min(a.Latitude, b.Latitude)
        && Math.Max(a.Longitude, b.Longitude) >= Math.Min(c.Longitude, d.Longitude)
        && Math.Max(c.Longitude, d.Longitude) >= Math.Min(a.Longitude, b.Longitude);

    // 1: to the left, -1: to the right, 0: straight on. A sign, for the product of two tiny numbers may vanish.
    private static int Turn(GeoPoint a, GeoPoint b, GeoPoint c) => Math.Sign(
        ((b.Longitude - a.Longitude) * (c.Latitude - a.Latitude)) - ((b.Latitude - a.Latitude) * (c.Longitude - a.Longitude)));
}
