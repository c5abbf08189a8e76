using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocialEnzyme.Hub.ServiceDefaults.Json;

/// <summary>Times with their offset (RFC 3339): without one the moment would depend on the machine that reads it.</summary>
public sealed class MomentConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && HasOffset(reader.GetString()!) && reader.TryGetDateTimeOffset(out var moment)
            ? moment
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <summary>True when a time says how far it is from UTC.</summary>
    public static bool HasOffset(string text) => text.Contains('T', StringComparison.Ordinal) && (text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-'));
}
