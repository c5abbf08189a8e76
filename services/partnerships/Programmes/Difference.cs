using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>What became of a part of a text.</summary>
public enum ChangeKind
{
    Added,
    Removed,
    Changed,

    /// <summary>The same items in another order.</summary>
    Reordered,
}

/// <summary>One difference between two versions.</summary>
/// <param name="Pointer">Where: #/steps/Find en vært/description. Items of a list are named by their title, name or text.</param>
public sealed record Change(string Pointer, ChangeKind Kind, JsonNode? Before = null, JsonNode? After = null);

/// <summary>Compares and merges contents. Items of lists are known by their names, so that one more step at the top is one change.</summary>
internal static class Difference
{
    private static readonly string[] Names = ["title", "name", "what"];

    /// <summary>Everything in which two contents differ.</summary>
    public static List<Change> Between(JsonNode? before, JsonNode? after)
    {
        var changes = new List<Change>();
        Compare("#", before, after, changes);
        return changes;
    }

    /// <summary>What one place shall say when the origin says something new: its adaptations stay, and everything else follows the origin.</summary>
    /// <param name="takesMine">Which of two wins where both changed the same; null: neither, and the result is not to be used.</param>
    /// <param name="conflicts">Where both changed the same in different ways.</param>
    public static JsonNode? Merge(JsonNode? origin, JsonNode? mine, JsonNode? theirs, bool? takesMine, List<string> conflicts) =>
        Merge("#", origin, mine, theirs, takesMine, conflicts);

    private static void Compare(string at, JsonNode? before, JsonNode? after, List<Change> changes)
    {
        if (JsonNode.DeepEquals(before, after))
        {
            return;
        }
        if (before is null || after is null)
        {
            changes.Add(new Change(at, before is null ? ChangeKind.Added : ChangeKind.Removed, before?.DeepClone(), after?.DeepClone()));
            return;
        }
        if (Parts(before) is not { } old || Parts(after) is not { } young || before.GetType() != after.GetType())
        {
            changes.Add(new Change(at, ChangeKind.Changed, before.DeepClone(), after.DeepClone()));
            return;
        }
        foreach (var name in old.Keys.Union(young.Keys))
        {
            Compare($"{at}/{Escape(name)}", old.GetValueOrDefault(name), young.GetValueOrDefault(name), changes);
        }
        if (before is JsonArray && !old.Keys.Where(young.ContainsKey).SequenceEqual(young.Keys.Where(old.ContainsKey)))
        {
            changes.Add(new Change(at, ChangeKind.Reordered));
        }
    }

    private static JsonNode? Merge(string at, JsonNode? origin, JsonNode? mine, JsonNode? theirs, bool? takesMine, List<string> conflicts)
    {
        if (JsonNode.DeepEquals(mine, theirs) || JsonNode.DeepEquals(origin, theirs))
        {
            return mine?.DeepClone();
        }
        if (JsonNode.DeepEquals(origin, mine))
        {
            return theirs?.DeepClone();
        }
        var parts = (Parts(mine), Parts(theirs));
        if (parts is not ({ } ours, { } others) || mine!.GetType() != theirs!.GetType())
        {
            conflicts.Add(at);
            return (takesMine == true ? mine : theirs)?.DeepClone();
        }
        var were = Parts(origin) ?? [];
        var merged = new List<KeyValuePair<string, JsonNode?>>();
        foreach (var name in others.Keys.Union(ours.Keys))
        {
            var part = Merge($"{at}/{Escape(name)}", were.GetValueOrDefault(name), ours.GetValueOrDefault(name), others.GetValueOrDefault(name), takesMine, conflicts);
            if (part is not null)
            {
                merged.Add(new(name, part));
            }
        }
        return mine is JsonArray ? new JsonArray([.. merged.Select(part => part.Value)]) : new JsonObject(merged);
    }

    // The parts of an object or of a list by their names; null for what has none, and for lists in which two have the same.
    private static OrderedDictionary<string, JsonNode?>? Parts(JsonNode? node)
    {
        var parts = new OrderedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        switch (node)
        {
            case JsonObject tree:
                foreach (var (name, value) in tree)
                {
                    parts.Add(name, value);
                }
                return parts;
            case JsonArray list:
                return list.All(item => NameOf(item) is { } name && parts.TryAdd(name, item)) ? parts : null;
            default:
                return null;
        }
    }

    private static string? NameOf(JsonNode? item) => item switch
    {
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonObject tree => Names.Select(name => tree[name]).OfType<JsonValue>().FirstOrDefault()?.GetValue<string>(),
        _ => null,
    };

    // RFC 6901.
    private static string Escape(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
