using System.Globalization;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Impact.Reports;

/// <summary>By what a report groups, what its groups are called, and where the entries behind one are.</summary>
internal static class Groups
{
    public static readonly IReadOnlyList<string> All =
        ["partnership", "umbrella", "municipality", "company", "ngo", "party", "sector", "kind", "goal", "kle", "month"];

    private static readonly string[] GoalNames =
    [
        "Afskaf fattigdom", "Stop sult", "Sundhed og trivsel", "Kvalitetsuddannelse", "Ligestilling mellem kønnene", "Rent vand og sanitet", "Bæredygtig energi",
        "Anstændige jobs og økonomisk vækst", "Industri, innovation og infrastruktur", "Mindre ulighed", "Bæredygtige byer og lokalsamfund",
        "Ansvarligt forbrug og produktion", "Klimaindsats", "Livet i havet", "Livet på land", "Fred, retfærdighed og stærke institutioner",
        "Partnerskaber for handling",
    ];

    // Main groups whose titles a public source was found for; the others are shown by number alone.
    private static readonly Dictionary<string, string> KleNames = new()
    {
        ["15"] = "Beskæftigelse",
        ["17"] = "Folkeskole",
        ["27"] = "Social service",
        ["28"] = "Dagtilbud",
        ["29"] = "Sundhed",
        ["32"] = "Kontante ydelser",
        ["54"] = "Uddannelse",
    };

    /// <summary>A company is a party of the market sector, an NGO one of the civil sector.</summary>
    public static ReportSearch Narrow(string groupBy, ReportSearch search) => groupBy switch
    {
        "company" => search with { Sector = "market" },
        "ngo" => search with { Sector = "civil" },
        _ => search,
    };

    /// <summary>How what belongs to several groups is counted.</summary>
    public static string Counted(string groupBy) => groupBy switch
    {
        "goal" => "Et partnerskab med flere verdensmål står helt under hvert af dem; sum tæller hver time én gang og er ikke summen af rækkerne.",
        "kle" => "Et partnerskab med flere KLE-hovedgrupper står helt under hver af dem; sum tæller hver time én gang og er ikke summen af rækkerne.",
        "umbrella" => "Timer i partnerskaber under en paraply står under paraplyen og ingen andre steder; hver time tæller én gang.",
        _ => "Hver time står under én række og tæller én gang.",
    };

    public static string? Name(string groupBy, string key, string? known) => (groupBy, key) switch
    {
        ("municipality", "") => "Uden kommune",
        ("goal", "") => "Uden verdensmål",
        ("kle", "") => "Uden KLE",
        ("municipality", _) => Municipalities.TryGet(key, out var municipality) ? municipality.Name : null,
        ("goal", _) => GoalNames[int.Parse(key, CultureInfo.InvariantCulture) - 1],
        ("kle", _) => KleNames.GetValueOrDefault(key),
        ("sector", "public") => "Offentlig",
        ("sector", "market") => "Erhverv",
        ("sector", "civil") => "Civilsamfund",
        _ => known,
    };

    /// <summary>The address of the entries behind a row; behind the sum when there is no key.</summary>
    public static string Entries(ReportFilter query, string groupBy, string? key)
    {
        var parts = new SortedDictionary<string, string?>(StringComparer.Ordinal)
        {
            ["asOf"] = query.AsOf,
            ["from"] = query.From,
            ["kind"] = query.Kind,
            ["municipality"] = query.Municipality,
            ["partnership"] = query.Partnership,
            ["party"] = query.Party,
            ["sector"] = groupBy switch { "company" => "market", "ngo" => "civil", _ => query.Sector },
            ["umbrella"] = query.Umbrella,
            ["until"] = query.Until,
        };
        // A filter on goals stays beside the group's own goal: what is asked for serves both.
        var also = (query.Goal ?? []).Select(goal => ("goal", goal)).Concat((query.Kle ?? []).Select(kle => ("kle", kle))).ToList();
        switch (groupBy)
        {
            case var _ when key is null:
                break;
            case "company" or "ngo":
                parts["party"] = key;
                break;
            case "month":
                var first = DateOnly.ParseExact(key, "yyyy-MM", CultureInfo.InvariantCulture);
                parts["from"] = Later(query.From, first);
                parts["until"] = Earlier(query.Until, first.AddMonths(1).AddDays(-1));
                break;
            case "goal" or "kle":
                also.Add((groupBy, OrNone(key)));
                break;
            default:
                parts[groupBy] = OrNone(key);
                break;
        }
        var text = parts.Select(part => (part.Key, part.Value)).Concat(also.Select(part => (part.Item1, (string?)part.Item2)))
            .Where(part => !string.IsNullOrEmpty(part.Item2)).Distinct().Select(part => $"{part.Item1}={Uri.EscapeDataString(part.Item2!)}");
        return "/v1/impact/entries?" + string.Join('&', text);
    }

    private static string OrNone(string key) => key.Length == 0 ? "none" : key;

    private static string Later(string? said, DateOnly day) => Day(string.IsNullOrEmpty(said) || Parse(said) < day ? day : Parse(said));

    private static string Earlier(string? said, DateOnly day) => Day(string.IsNullOrEmpty(said) || Parse(said) > day ? day : Parse(said));

    private static DateOnly Parse(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
