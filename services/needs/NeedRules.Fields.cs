using System.Text.RegularExpressions;

namespace SocialEnzyme.Hub.Needs;

/// <summary>What holds for texts and lists.</summary>
internal sealed partial class NeedRules
{
    /// <summary>The kinds of contribution, as offers have them.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["hours", "peopleDays", "skills", "money", "space", "equipment", "jobs", "care", "goods"];

    private List<int>? Goals(IReadOnlyList<int>? goals)
    {
        for (var i = 0; i < goals?.Count; i++)
        {
            if (goals[i] is < 1 or > 17)
            {
                Wrong($"#/goals/{i}", "Verdensmålene har numrene 1 til 17.", "The sustainable development goals are numbered 1 to 17.");
                // One is enough: a list may be long.
                break;
            }
        }
        return goals is null or [] ? null : [.. goals.Distinct().Order().Take(18)];
    }

    private List<string>? Skills(IReadOnlyList<string>? skills)
    {
        if (skills?.Count > MaxSkills)
        {
            Wrong("#/skills", "Skriv højst 20 kompetencer.", "Write at most 20 skills.");
            return null;
        }
        var read = skills?.Select((skill, i) => Required($"#/skills/{i}", skill, MaxSkill)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return read is { Count: > 0 } ? read : null;
    }

    private SortedDictionary<string, string>? Extensions(IReadOnlyDictionary<string, string>? extensions)
    {
        if (extensions is null or { Count: 0 })
        {
            return null;
        }
        if (extensions.Count > MaxExtensions)
        {
            Wrong("#/extensions", "Skriv højst 20 udvidelser.", "Write at most 20 extensions.");
            return null;
        }
        var read = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in extensions)
        {
            if (!ExtensionKey().IsMatch(key))
            {
                // The key itself is not repeated: it may be anything.
                Wrong("#/extensions", "En udvidelses navn er 1 til 20 tegn af a-z og 0-9.", "The name of an extension is 1 to 20 characters of a-z and 0-9.");
                continue;
            }
            read[key] = Required($"#/extensions/{key}", value, MaxExtension, isMultiline: true);
        }
        return read;
    }

    // In the order of the list, so that one wish has one spelling.
    private List<string>? Wants(IReadOnlyList<string>? wants)
    {
        if (wants?.Any(want => !Kinds.Contains(want)) == true)
        {
            var known = string.Join(", ", Kinds);
            Wrong("#/wants", $"Skriv blandt {known}.", $"Write among {known}.");
            return null;
        }
        return wants is null or [] ? null : [.. Kinds.Where(wants.Contains)];
    }

    [GeneratedRegex("^[a-z0-9]{1,20}\\z")]
    private static partial Regex ExtensionKey();
}
