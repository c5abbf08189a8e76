using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.AppHost.Sample;

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
