using System.Collections.Immutable;
using System.Text.Json;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>Reads GeoJSON areas (RFC 7946): Polygon and MultiPolygon, longitude before latitude.</summary>
internal sealed class GeoJsonReader(FilterErrors errors)
{
    public ImmutableArray<Polygon>? Read(JsonElement json, string at)
    {
        if (!PartsOf(json, out var type, out var coordinates))
        {
            errors.Add(at, "Skriv et GeoJSON-objekt med type og coordinates, intet andet.",
                "Write a GeoJSON object with type and coordinates, nothing else.");
            return null;
        }
        switch (JsonText.TextOf(type))
        {
            case "Polygon":
                return ReadPolygon(coordinates, at + "/coordinates") is { } polygon ? [polygon] : null;
            case "MultiPolygon":
                return Each(coordinates, at + "/coordinates", ReadPolygon);
            default:
                errors.Add(at + "/type", "Skriv Polygon eller MultiPolygon.", "Write Polygon or MultiPolygon.");
                return null;
        }
    }

    private static bool PartsOf(JsonElement json, out JsonElement type, out JsonElement coordinates)
    {
        (type, coordinates) = (default, default);
        if (json.ValueKind != JsonValueKind.Object || json.GetPropertyCount() != 2)
        {
            return false;
        }
        foreach (var property in json.EnumerateObject())
        {
            switch (JsonText.NameOf(property))
            {
                case "type":
                    type = property.Value;
                    break;
                case "coordinates":
                    coordinates = property.Value;
                    break;
            }
        }
        return type.ValueKind != JsonValueKind.Undefined && coordinates.ValueKind != JsonValueKind.Undefined;
    }

    private Polygon? ReadPolygon(JsonElement json, string at) => Each(json, at, ReadRing) is { } rings ? new Polygon(rings) : null;

    private Ring? ReadRing(JsonElement json, string at) => Each(json, at, ReadPoint) is { } points ? new Ring(points) : null;

    private GeoPoint? ReadPoint(JsonElement json, string at)
    {
        if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() == 2
            && json[0].ValueKind == JsonValueKind.Number && json[1].ValueKind == JsonValueKind.Number
            && json[0].TryGetDouble(out var longitude) && json[1].TryGetDouble(out var latitude)
            && GeoPoint.TryCreate(latitude, longitude, out var point))
        {
            return point;
        }
        errors.Add(at, "Skriv [længde, bredde]: -180 til 180 og -90 til 90.", "Write [longitude, latitude]: -180 to 180 and -90 to 90.");
        return null;
    }

    private ImmutableArray<T>? Each<T>(JsonElement json, string at, Func<JsonElement, string, T?> read) where T : class =>
        ReadList(json, at, (item, itemAt) => read(item, itemAt) is { } value ? (true, value) : (false, default!));

    private ImmutableArray<GeoPoint>? Each(JsonElement json, string at, Func<JsonElement, string, GeoPoint?> read) =>
        ReadList(json, at, (item, itemAt) => read(item, itemAt) is { } value ? (true, value) : (false, default));

    private ImmutableArray<T>? ReadList<T>(JsonElement json, string at, Func<JsonElement, string, (bool, T)> read)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            errors.Add(at, "Skriv en liste.", "Write a list.");
            return null;
        }
        var values = ImmutableArray.CreateBuilder<T>(json.GetArrayLength());
        foreach (var (i, item) in json.EnumerateArray().Index())
        {
            var (isRead, value) = read(item, $"{at}/{i}");
            if (isRead)
            {
                values.Add(value);
            }
        }
        return values.Count == json.GetArrayLength() ? values.ToImmutable() : null;
    }
}
