using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Offers;

/// <summary>RFC 7396: what the patch names is replaced, null removes it, everything else stays.</summary>
internal static class MergePatch
{
    private const string Confirmation = "confirmNoPersonalData";

    /// <summary>True when the caller says that what looks like a CPR number is none.</summary>
    public static bool IsConfirmed(JsonObject patch) => patch[Confirmation] is JsonValue value && value.GetValueKind() is JsonValueKind.True;

    /// <summary>What the offer says with the patch applied; as strict as publishing. Lists, also that of contributions, are replaced whole.</summary>
    public static Outcome<OfferContent> Apply(OfferContent content, JsonObject patch)
    {
        var target = JsonSerializer.SerializeToNode(content, HubJson.Options)!.AsObject();
        Merge(target, patch);
        try
        {
            // Read as a publication, so that the confirmation is a known field of the right type.
            return target.Deserialize<PublishOffer>(HubJson.Options)!;
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
