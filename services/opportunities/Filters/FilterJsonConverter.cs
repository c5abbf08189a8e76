using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>Lets a filter stand in any record that is written as JSON. A door reads with <see cref="FilterJson.Read"/>, which tells what is wrong.</summary>
public sealed class FilterJsonConverter : JsonConverter<Filter>
{
    public override Filter Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return FilterJson.Read(document.RootElement).IsRejected(out var rejection, out var filter)
            ? throw new JsonException(rejection.Detail.English)
            : filter;
    }

    public override void Write(Utf8JsonWriter writer, Filter value, JsonSerializerOptions options) => FilterJson.Write(writer, value);
}
