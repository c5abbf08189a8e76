using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Needs.V1;

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>Things that are valid; a test spells out only what it is about.</summary>
internal static class Some
{
    /// <summary>A need as REST has it.</summary>
    public static JsonObject Need(string title = "Lektiehjælp tirsdag og torsdag") => new()
    {
        ["title"] = title,
        ["description"] = "To timer om ugen på biblioteket, sammen med en medarbejder.",
        ["category"] = "skole",
        ["municipality"] = "0101",
    };

    /// <summary>The same need as gRPC has it.</summary>
    public static NeedContent Content(string title = "Lektiehjælp tirsdag og torsdag") => new()
    {
        Title = title,
        Description = "To timer om ugen på biblioteket, sammen med en medarbejder.",
        Category = "skole",
        Scope = NeedScope.Local,
        Municipality = "0101",
    };

    /// <summary>The filter that meets the needs of one publisher only: what other tests do on the same hub stays away.</summary>
    public static JsonObject FilterOn(Party publisher) => new() { ["publisher"] = new JsonArray(publisher.Id) };
}
