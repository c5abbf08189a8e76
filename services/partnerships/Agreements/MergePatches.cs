using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>What changed between two states, as a merge patch (RFC 7396): applied to the one before it gives the one after. No state holds a null.</summary>
internal static class MergePatches
{
    /// <summary>The patch from one state to another.</summary>
    public static JsonObject Between(JsonObject before, JsonObject after)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in after)
        {
            if (value is JsonObject inner && before[name] is JsonObject was)
            {
                var changed = Between(was, inner);
                if (changed.Count > 0)
                {
                    patch[name] = changed;
                }
            }
            else if (!JsonNode.DeepEquals(value, before[name]))
            {
                patch[name] = value!.DeepClone();
            }
        }
        foreach (var (name, _) in before.Where(member => !after.ContainsKey(member.Key)))
        {
            patch[name] = null;
        }
        return patch;
    }

    /// <summary>Applies a patch to a state, in place.</summary>
    public static void Apply(JsonObject state, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                state.Remove(name);
            }
            else if (value is JsonObject inner && state[name] is JsonObject child)
            {
                Apply(child, inner);
            }
            else
            {
                state[name] = value.DeepClone();
            }
        }
    }
}
