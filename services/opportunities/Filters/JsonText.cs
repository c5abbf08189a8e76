using System.Text.Json;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>Texts in JSON that may be no text: half of a surrogate pair, escaped, is valid JSON, and System.Text.Json throws when asked for it.</summary>
internal static class JsonText
{
    /// <summary>The name, or nothing where it is no text.</summary>
    public static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    /// <summary>The text, or null where there is none.</summary>
    public static string? TextOf(JsonElement json)
    {
        try
        {
            return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
