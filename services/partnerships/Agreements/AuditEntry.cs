using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>
/// One change in the chain of a partnership: { number, previous, at, by, what, content }. The content's patch (RFC 7396), applied to the state before it,
/// gives the state after it, so that the entries alone rebuild the partnership; said is what was said beside.
/// </summary>
/// <param name="Number">The partnership's version after the change: from 1, without a gap.</param>
/// <param name="Text">The entry in canonical JSON (RFC 8785): what the hash is of.</param>
/// <param name="Hash">SHA-256 of the text; the next entry's previous.</param>
internal sealed record AuditEntry(long Number, DateTimeOffset At, string What, Guid? By, string Text, string Hash)
{
    /// <summary>What stands before the first entry.</summary>
    public const string Beginning = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>The entry of a change.</summary>
    public static AuditEntry Of(PartnershipChange change)
    {
        var partnership = change.Partnership;
        var content = new JsonObject { ["patch"] = MergePatches.Between(change.Before?.ToJson() ?? [], partnership.ToJson()) };
        if (change.Said is not null)
        {
            content["said"] = change.Said.DeepClone();
        }
        var text = CanonicalJson.Write(new JsonObject
        {
            ["number"] = partnership.Version,
            ["previous"] = change.Before?.ChainHead ?? Beginning,
            ["at"] = JsonSerializer.SerializeToNode(partnership.ChangedAt, HubJson.Options),
            // The organisation, never a person or a key; the hub itself: partnerships.
            ["by"] = change.By?.ToString() ?? "partnerships",
            ["what"] = change.What,
            ["content"] = content,
        });
        return new AuditEntry(partnership.Version, partnership.ChangedAt, change.What, change.By, text, CanonicalJson.Hash(text));
    }

    /// <summary>The state that the entries lead to.</summary>
    /// <param name="entries">All from the first on, in order.</param>
    public static JsonObject Rebuild(IEnumerable<string> entries)
    {
        var state = new JsonObject();
        foreach (var entry in entries)
        {
            MergePatches.Apply(state, JsonNode.Parse(entry)!["content"]!["patch"]!.AsObject());
        }
        return state;
    }
}
