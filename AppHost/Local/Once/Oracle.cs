using System.Globalization;
using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.AppHost.Once;

/// <summary>
/// Says, by going through everything, which needs a filter meets. It reads the need and the filter as they were sent to the
/// REST door and shares no code with the hub, so that the two can only agree by both being right.
/// </summary>
public static class Oracle
{
    const double EarthRadiusKm = 6371.0088;

    /// <param name="publisher">The id under which the hub knows the need's publisher.</param>
    public static bool Meets(JsonObject need, string publisher, JsonObject filter)
    {
        if (filter.Count == 0) return true;
        var (kind, value) = (filter.First().Key, filter.First().Value!);
        return kind switch
        {
            "all" => value.AsArray().All(each => Meets(need, publisher, each!.AsObject())),
            "any" => value.AsArray().Any(each => Meets(need, publisher, each!.AsObject())),
            "not" => !Meets(need, publisher, value.AsObject()),
            "category" => Words(value).Contains((string?)need["category"], StringComparer.OrdinalIgnoreCase),
            "skills" => Words(need["skills"]).Intersect(Words(value), StringComparer.OrdinalIgnoreCase).Any(),
            "municipality" => (string?)need["scope"] == "national" || Words(value).Contains((string?)need["municipality"]),
            "publisher" => Words(value).Contains(publisher),
            "radius" => Place(need) is { } place && Kilometres(place, (Number(value["latitude"]), Number(value["longitude"]))) <= Number(value["km"]),
            "within" => Place(need) is { } place && Polygons(value.AsObject()).Any(polygon => Inside(place, polygon)),
            "window" => Overlaps(need["window"], value),
            "placesLeft" => need["placesWanted"] is not { } wanted || Number(wanted) >= Number(value),
            _ => throw new InvalidOperationException($"The filter asks for '{kind}', which the oracle does not know."),
        };
    }

    static (double Latitude, double Longitude)? Place(JsonObject need) =>
        need["place"] is { } place ? (Number(place["latitude"]), Number(place["longitude"])) : null;

    /// <summary>The angle between two directions from the centre of the earth, by their dot product.</summary>
    static double Kilometres((double Latitude, double Longitude) a, (double Latitude, double Longitude) b)
    {
        var (from, to) = (Direction(a), Direction(b));
        var cosine = from.X * to.X + from.Y * to.Y + from.Z * to.Z;
        return EarthRadiusKm * Math.Acos(Math.Clamp(cosine, -1, 1));
    }

    static (double X, double Y, double Z) Direction((double Latitude, double Longitude) place)
    {
        var (latitude, longitude) = (place.Latitude * Math.PI / 180, place.Longitude * Math.PI / 180);
        return (Math.Cos(latitude) * Math.Cos(longitude), Math.Cos(latitude) * Math.Sin(longitude), Math.Sin(latitude));
    }

    static bool Inside((double Latitude, double Longitude) place, JsonArray rings) =>
        Surrounds(rings[0]!.AsArray(), place) && !rings.Skip(1).Any(hole => Surrounds(hole!.AsArray(), place));

    /// <summary>A ring goes round a point when the angles under which its sides are seen add up to a whole turn.</summary>
    static bool Surrounds(JsonArray ring, (double Latitude, double Longitude) place)
    {
        var turn = 0.0;
        for (var i = 0; i + 1 < ring.Count; i++)
        {
            var (ax, ay) = (Number(ring[i]![0]) - place.Longitude, Number(ring[i]![1]) - place.Latitude);
            var (bx, by) = (Number(ring[i + 1]![0]) - place.Longitude, Number(ring[i + 1]![1]) - place.Latitude);
            turn += Math.Atan2(ax * by - ay * bx, ax * bx + ay * by);
        }
        return Math.Abs(turn) > Math.PI;
    }

    static IEnumerable<JsonArray> Polygons(JsonObject geometry) => (string?)geometry["type"] == "Polygon"
        ? [geometry["coordinates"]!.AsArray()]
        : geometry["coordinates"]!.AsArray().Select(polygon => polygon!.AsArray());

    /// <summary>Both are from inclusive, until exclusive; a side that is not stated is open.</summary>
    static bool Overlaps(JsonNode? need, JsonNode filter) =>
        Time(need?["from"], DateTimeOffset.MinValue) < Time(filter["until"], DateTimeOffset.MaxValue)
        && Time(filter["from"], DateTimeOffset.MinValue) < Time(need?["until"], DateTimeOffset.MaxValue);

    static DateTimeOffset Time(JsonNode? time, DateTimeOffset open) =>
        time is null ? open : DateTimeOffset.Parse((string)time!, CultureInfo.InvariantCulture);

    static IEnumerable<string> Words(JsonNode? list) => list is null ? [] : list.AsArray().Select(word => (string)word!);

    static double Number(JsonNode? number) => double.Parse(number!.ToJsonString(), CultureInfo.InvariantCulture);
}
