using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.AppHost.Sample;

/// <summary>An organisation of the sample, without a CVR number: the papers state none, and none is made up.</summary>
public sealed record SamplePublisher(string Name, string Sector, string Kind)
{
    /// <summary>Publishes the cases that name no public or civil organisation.</summary>
    public static readonly SamplePublisher OfTheSources = new("Eksempler fra kilderne", "civil", "community");

    // What the organisations are is common knowledge; whoever is not listed is an association, or the state in the public sector.
    static readonly Dictionary<string, string> Kinds = new()
    {
        ["KAB"] = "housingOrganisation",
        ["Boligselskabet AKB, København"] = "housingOrganisation",
        ["Frederiksberg forenede Boligselskaber (FfB)"] = "housingOrganisation",
        ["Danmarks Lærerforening"] = "union",
        ["Afdelingsbestyrelsen i Lundtoftegade"] = "community",
        ["Unge frivillige fra boligområdet (17-22 år)"] = "community",
    };

    /// <summary>The case's first named party that may publish needs.</summary>
    public static SamplePublisher Of(SourceCase source) =>
        source.Parties.FirstOrDefault(party => party is { Named: true, Sector: "public" or "civil" }) is { } party
            ? new(party.Name, party.Sector, Kinds.GetValueOrDefault(party.Name, party.Sector == "public" ? "state" : "association"))
            : OfTheSources;

    public JsonObject ToJson() => new() { ["name"] = Name, ["sector"] = Sector, ["kind"] = Kind };
}

/// <summary>A need of the sample: who publishes it, and what, in the words of the REST door.</summary>
public sealed record SampleNeed(SamplePublisher Publisher, JsonObject Content)
{
    public string Reference => (string)Content["reference"]!;
}

/// <summary>Turns the cases of cases.json into participants and needs, and invents nothing on the way.</summary>
public static class SampleCases
{
    static readonly Lazy<CaseCollection> Collection = new(() =>
    {
        using var stream = typeof(SampleCases).Assembly.GetManifestResourceStream("cases.json")!;
        return JsonSerializer.Deserialize<CaseCollection>(stream, JsonSerializerOptions.Web)!;
    });

    public static IReadOnlyList<SourceCase> Cases => Collection.Value.Cases;

    /// <summary>The needs that somebody in Denmark could answer.</summary>
    public static IReadOnlyList<SampleNeed> Needs { get; } = [.. Cases.Where(source => source.IsNeed).Select(NeedOf)];

    public static SampleNeed NeedOf(SourceCase source)
    {
        var need = source.Need!;
        var content = new JsonObject
        {
            ["reference"] = source.Id,
            ["title"] = source.Title,
            ["description"] = $"{source.DescriptionDa}\n\nHvem: {need.Who}. Behov: {need.What}. Målgruppe: {need.TargetGroup}.",
            ["category"] = need.Category,
            ["scope"] = source.Scope,
            ["extensions"] = Extensions(source),
        };
        var skills = source.Contributions.Where(given => given.Type == "skills").Select(given => given.DescriptionDa).Distinct().ToList();
        if (skills.Count > 0) content["skills"] = new JsonArray([.. skills.Select(skill => JsonValue.Create(skill))]);
        if (source.Municipality is { } municipality) content["municipality"] = municipality.Code;
        if (source.Location is { } location) content["place"] = new JsonObject { ["latitude"] = location.Lat, ["longitude"] = location.Lon };
        return new SampleNeed(SamplePublisher.Of(source), content);
    }

    /// <summary>Where each statement comes from and how strong it is, as the data give it.</summary>
    static JsonObject Extensions(SourceCase source)
    {
        var facts = new JsonObject
        {
            ["kind"] = source.Kind,
            ["source"] = Collection.Value.Meta.Seeds[source.Source.File],
            ["sourceline"] = source.Source.Line.ToString(CultureInfo.InvariantCulture),
        };
        if (source.Municipality is { } municipality) facts["municipalitybasis"] = municipality.Basis;
        if (source.Location is { } location)
        {
            facts["placebasis"] = location.Basis;
            facts["placeprecision"] = location.Precision;
        }
        foreach (var (number, outcome) in source.Outcomes.Index())
        {
            facts[$"outcome{number + 1}"] = Text(outcome);
            facts[$"outcome{number + 1}evidence"] = outcome.Evidence;
        }
        return facts;
    }

    static string Text(CaseOutcome outcome)
    {
        var figures = new List<string>();
        if (outcome.Metric is { } metric) figures.Add(metric);
        if (outcome.Before is { } before) figures.Add($"før {before}");
        if (outcome.After is { } after) figures.Add($"efter {after}");
        if (outcome.Value is { } value) figures.Add(value.ToString());
        if (outcome.Unit is { } unit) figures.Add(unit);
        if (outcome.Where is { } where) figures.Add(where);
        return figures.Count == 0 ? outcome.DescriptionDa : $"{outcome.DescriptionDa} ({string.Join(", ", figures)})";
    }
}
