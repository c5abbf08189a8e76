using System.Buffers;
using System.Text;
using System.Text.Json;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>Filters as JSON: the form of the REST door, which is also the form in the database.</summary>
public static class FilterJson
{
    /// <summary>Reads and checks what a caller sent. All errors are told, each with its pointer.</summary>
    public static Outcome<Filter> Read(JsonElement filter, string pointer = "#/filter")
    {
        var errors = new FilterErrors();
        return FilterRules.Check(new FilterJsonReader(errors).Read(filter, pointer), pointer, errors);
    }

    /// <summary>The same; what is not stated meets every need.</summary>
    public static Outcome<Filter> ReadOrEverything(JsonElement? filter) =>
        filter is { ValueKind: not JsonValueKind.Null } stated ? Read(stated) : new Filter.Everything();

    /// <summary>Reads what <see cref="ToJson"/> wrote. Anything else is a bug, and an exception.</summary>
    public static Filter Parse(string stored)
    {
        using var document = JsonDocument.Parse(stored);
        return Read(document.RootElement).IsRejected(out var rejection, out var filter)
            ? throw new InvalidOperationException($"A stored filter cannot be read: {rejection.Errors[0].Pointer} {rejection.Detail.English}")
            : filter;
    }

    public static string ToJson(Filter filter)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = HubJson.Options.Encoder }))
        {
            Write(writer, filter);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter writer, Filter filter)
    {
        writer.WriteStartObject();
        switch (filter)
        {
            case Filter.All all:
                WriteList(writer, "all", all.Filters, Write);
                break;
            case Filter.Any any:
                WriteList(writer, "any", any.Filters, Write);
                break;
            case Filter.Not not:
                writer.WritePropertyName("not");
                Write(writer, not.Inner);
                break;
            case Filter.Category category:
                WriteList(writer, "category", category.Values, (w, value) => w.WriteStringValue(value));
                break;
            case Filter.Skills skills:
                WriteList(writer, "skills", skills.Values, (w, value) => w.WriteStringValue(value));
                break;
            case Filter.Municipality municipality:
                WriteList(writer, "municipality", municipality.Codes, (w, value) => w.WriteStringValue(value));
                break;
            case Filter.Publisher publisher:
                WriteList(writer, "publisher", publisher.Ids, (w, value) => w.WriteStringValue(value));
                break;
            case Filter.PlacesLeft places:
                writer.WriteNumber("placesLeft", places.AtLeast);
                break;
            case Filter.Radius radius:
                writer.WriteStartObject("radius");
                writer.WriteNumber("latitude", radius.Center.Latitude);
                writer.WriteNumber("longitude", radius.Center.Longitude);
                writer.WriteNumber("km", radius.Km);
                writer.WriteEndObject();
                break;
            case Filter.Window window:
                writer.WriteStartObject("window");
                WriteMoment(writer, "from", window.From);
                WriteMoment(writer, "until", window.Until);
                writer.WriteEndObject();
                break;
            case Filter.Within within:
                writer.WriteStartObject("within");
                WriteArea(writer, within);
                writer.WriteEndObject();
                break;
        }
        writer.WriteEndObject();
    }

    private static void WriteArea(Utf8JsonWriter writer, Filter.Within within)
    {
        if (within.Polygons is [var only])
        {
            writer.WriteString("type", "Polygon");
            WriteList(writer, "coordinates", only.Rings, WriteRing);
            return;
        }
        writer.WriteString("type", "MultiPolygon");
        WriteList(writer, "coordinates", within.Polygons, (w, polygon) => WriteItems(w, polygon.Rings, WriteRing));
    }

    private static void WriteRing(Utf8JsonWriter writer, Ring ring) => WriteItems(writer, ring.Points, (w, point) =>
    {
        w.WriteStartArray();
        w.WriteNumberValue(point.Longitude);
        w.WriteNumberValue(point.Latitude);
        w.WriteEndArray();
    });

    private static void WriteMoment(Utf8JsonWriter writer, string name, DateTimeOffset? moment)
    {
        if (moment is { } at)
        {
            writer.WriteString(name, at.UtcDateTime);
        }
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IEnumerable<T> values, Action<Utf8JsonWriter, T> write)
    {
        writer.WritePropertyName(name);
        WriteItems(writer, values, write);
    }

    private static void WriteItems<T>(Utf8JsonWriter writer, IEnumerable<T> values, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray();
        foreach (var value in values)
        {
            write(writer, value);
        }
        writer.WriteEndArray();
    }
}
