using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>What the single conditions mean, said once for the rule and for the compiled form of it.</summary>
internal static class Conditions
{
    public const string National = "national";
    public const string Local = "local";

    /// <summary>The need's public place; null where it has none, or none on earth.</summary>
    public static GeoPoint? PlaceOf(PublicNeed need) =>
        need.Place is { } place && GeoPoint.TryCreate(place.Latitude, place.Longitude, out var point) ? point : null;

    public static bool IsNear(GeoPoint center, double km, GeoPoint place) => center.DistanceTo(place) <= km * 1_000;

    /// <summary>Inside the border or on it, and not inside a hole; the border of a hole still belongs to the polygon.</summary>
    public static bool IsIn(Side ofBorder, bool isInHole) => ofBorder != Side.Outside && !isInHole;

    /// <summary>Half-open windows in ticks: where one ends as the other begins they do not overlap.</summary>
    public static bool Overlap(long from, long until, long needFrom, long needUntil) => needFrom < until && from < needUntil;

    public static long FromTicks(DateTimeOffset? from) => from?.UtcTicks ?? long.MinValue;

    public static long UntilTicks(DateTimeOffset? until) => until?.UtcTicks ?? long.MaxValue;
}
