using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Offers;

/// <summary>In which municipalities an offer can be given.</summary>
internal static class Reach
{
    /// <summary>Null: in all of them. For a circle those whose box it touches, which may be one too many and never one too few.</summary>
    public static IReadOnlyList<string>? Of(OfferArea area) => area switch
    {
        { Country: true } => null,
        { Center: { Latitude: { } latitude, Longitude: { } longitude }, RadiusKm: { } radius } => Around(new GeoPoint(latitude, longitude), radius),
        _ => area.Municipalities ?? [],
    };

    private static List<string> Around(GeoPoint center, double radiusKm)
    {
        // The centre was moved by the rounding to 100 m.
        var reach = (radiusKm * 1_000) + GeoPoint.PublicGrid;
        return [.. Municipalities.All.Where(municipality => Nearest(municipality.Bounds, center).DistanceTo(center) <= reach).Select(municipality => municipality.Code)];
    }

    private static GeoPoint Nearest(BoundingBox box, GeoPoint point) =>
        new(Math.Clamp(point.Latitude, box.South, box.North), Math.Clamp(point.Longitude, box.West, box.East));
}
