using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>Contents in their one spelling, as they are stored and compared.</summary>
internal static class KnowledgeJson
{
    // What is stored was strict when it came in; a later release may have written more than this one knows.
    private static readonly JsonSerializerOptions Stored = new(HubJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    public static string Write<T>(T content) => JsonSerializer.Serialize(content, HubJson.Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Stored)!;

    public static JsonNode ToNode<T>(T content) => JsonSerializer.SerializeToNode(content, HubJson.Options)!;
}
