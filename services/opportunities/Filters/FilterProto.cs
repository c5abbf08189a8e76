using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using Wire = SocialEnzyme.Hub.Contracts.Opportunities.V1;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>Filters as messages of the gRPC door.</summary>
public static class FilterProto
{
    /// <summary>Reads and checks what a caller sent; no message at all is a filter that meets everything.</summary>
    public static Outcome<Filter> Read(Wire.Filter? message, string pointer = "#/filter")
    {
        var errors = new FilterErrors();
        return FilterRules.Check(new FilterProtoReader(errors).Read(message, pointer), pointer, errors);
    }

    public static Wire.Filter Write(Filter filter) => filter switch
    {
        Filter.All all => new() { All = WriteEach(all.Filters) },
        Filter.Any any => new() { Any = WriteEach(any.Filters) },
        Filter.Not not => new() { Not = Write(not.Inner) },
        Filter.Category category => new() { Category = WriteValues(category.Values) },
        Filter.Skills skills => new() { Skills = WriteValues(skills.Values) },
        Filter.Municipality municipality => new() { Municipality = WriteValues(municipality.Codes) },
        Filter.Publisher publisher => new() { Publisher = WriteValues(publisher.Ids.Select(id => id.ToString())) },
        Filter.PlacesLeft places => new() { PlacesLeft = places.AtLeast },
        Filter.Radius radius => new() { Radius = new() { Center = WritePoint(radius.Center), Km = radius.Km } },
        Filter.Within within => new() { Within = new() { Polygons_ = { within.Polygons.Select(WritePolygon) } } },
        Filter.Window window => new()
        {
            Window = new() { From = window.From?.ToTimestamp(), Until = window.Until?.ToTimestamp() },
        },
        _ => new(),
    };

    private static Wire.Filters WriteEach(ImmutableArray<Filter> filters) => new() { Filters_ = { filters.Select(Write) } };

    private static Wire.Values WriteValues(IEnumerable<string> values) => new() { Values_ = { values } };

    private static Wire.Polygon WritePolygon(Polygon polygon) => new()
    {
        Rings = { polygon.Rings.Select(ring => new Wire.Ring { Points = { ring.Points.Select(WritePoint) } }) },
    };

    private static Wire.GeoPoint WritePoint(GeoPoint point) => new() { Latitude = point.Latitude, Longitude = point.Longitude };
}
