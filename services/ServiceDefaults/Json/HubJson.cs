using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace SocialEnzyme.Hub.ServiceDefaults.Json;

/// <summary>The one way the hub reads and writes JSON: lowerCamelCase, enums as words, unknown fields refused.</summary>
public static class HubJson
{
    /// <summary>Strict options for what comes in through a door and for what goes out of it.</summary>
    public static readonly JsonSerializerOptions Options = Create();

    /// <summary>Applies the hub's rules to options that a framework owns.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DictionaryKeyPolicy = null;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 32;
        // Danish letters stay letters; what a browser would read as markup is still escaped.
        options.Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions();
        Configure(options);
        // Not for the framework's: it describes times in the API documents, and what it reads is no body.
        options.Converters.Insert(0, new MomentConverter());
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
