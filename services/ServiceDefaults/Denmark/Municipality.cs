namespace SocialEnzyme.Hub.ServiceDefaults.Denmark;

/// <summary>One of the 98 municipalities: its four-digit code, Danish name, a point that lies inside it, and the box around it.</summary>
/// <remarks>No region: regions change on 2027-01-01, so they are never part of an id or a route.</remarks>
public sealed record Municipality(string Code, string Name, GeoPoint Centre, BoundingBox Bounds);

/// <summary>A box of WGS84 degrees; its edges belong to it.</summary>
public readonly record struct BoundingBox(double West, double South, double East, double North)
{
    public bool Contains(GeoPoint point) =>
        point.Latitude >= South && point.Latitude <= North && point.Longitude >= West && point.Longitude <= East;
}
