using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>RFC 7396: what the patch names is replaced, null removes it, everything else stays.</summary>
internal static class MergePatch
{
    private const string Draft = "draft";
    private const string Confirmation = "confirmNoPersonalData";

    /// <summary>True when the caller says that what looks like a CPR number is none.</summary>
    public static bool IsConfirmed(JsonObject patch) => patch[Confirmation] is JsonValue value && value.GetValueKind() is JsonValueKind.True;

    /// <summary>What the need says with the patch applied; as strict as publishing.</summary>
    public static Outcome<UpdatedContent> Apply(NeedContent content, JsonObject patch)
    {
        var target = JsonSerializer.SerializeToNode(content, HubJson.Options)!.AsObject();
        Merge(target, patch);
        try
        {
            // Read as a publication, so that draft and the confirmation are known fields of the right type.
            var read = target.Deserialize<PublishNeed>(HubJson.Options)!;
            return new UpdatedContent(read, patch.ContainsKey(Draft) ? read.Draft ?? false : null);
        }
        catch (JsonException error)
        {
            return Rejections.MalformedJson(error.Path);
        }
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject inner:
                    if (target[name] is not JsonObject child)
                    {
                        target[name] = child = [];
                    }
                    Merge(child, inner);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        }
    }
}
