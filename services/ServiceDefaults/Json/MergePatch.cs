using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Json;

/// <summary>RFC 7396: what the patch names is replaced, lists whole; null removes it; everything else stays.</summary>
public static class MergePatch
{
    private const string Confirmation = "confirmNoPersonalData";

    /// <summary>True when the caller says that what looks like a CPR number is none.</summary>
    public static bool IsConfirmed(JsonObject patch) => patch[Confirmation] is JsonValue value && value.GetValueKind() is JsonValueKind.True;

    /// <summary>What is said with the patch applied.</summary>
    /// <typeparam name="TContent">What was said before.</typeparam>
    /// <typeparam name="TPublication">How it is published: as strict, so that a patch may name what goes with a publication.</typeparam>
    public static Outcome<TPublication> Apply<TContent, TPublication>(TContent content, JsonObject patch)
    {
        var target = JsonSerializer.SerializeToNode(content, HubJson.Options)!.AsObject();
        Merge(target, patch);
        try
        {
            return target.Deserialize<TPublication>(HubJson.Options)!;
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
