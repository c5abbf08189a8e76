using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.AppHost.Once;

/// <summary>A filter of the play, and what it is there to show.</summary>
public sealed record PlannedFilter(string Name, JsonObject Filter);

/// <summary>The filters that the sample is played against; each is subscribed to on every channel.</summary>
public static class FilterPlan
{
    /// <param name="publisher">The id of the participant that publishes the cases without a named organisation.</param>
    public static IReadOnlyList<PlannedFilter> For(string publisher) =>
    [
        Of("alt", "{}"),
        Of("bolig og tryghed", """{"category":["bolig","tryghed"]}"""),
        Of("København", """{"municipality":["0101"]}"""),
        Of("Aarhus og Holstebro", """{"municipality":["0751","0661"]}"""),
        Of("6 km fra Rådhuspladsen", """{"radius":{"latitude":55.6761,"longitude":12.5683,"km":6}}"""),
        Of("25 km fra Rådhuspladsen", """{"radius":{"latitude":55.6761,"longitude":12.5683,"km":25}}"""),
        // The hole lies round the two needs of Lundtoftegade.
        Of("hovedstaden uden Nørrebro", """
            {"within":{"type":"Polygon","coordinates":[
              [[12.2,55.5],[12.8,55.5],[12.8,55.9],[12.2,55.9],[12.2,55.5]],
              [[12.53,55.69],[12.56,55.69],[12.56,55.705],[12.53,55.705],[12.53,55.69]]]}}
            """),
        Of("Jylland i to stykker", """
            {"within":{"type":"MultiPolygon","coordinates":[
              [[[8.3,56.2],[8.9,56.2],[8.9,56.5],[8.3,56.5],[8.3,56.2]]],
              [[[10.0,56.1],[10.4,56.1],[10.4,56.4],[10.0,56.4],[10.0,56.1]]]]}}
            """),
        Of("København, men ikke bolig", """{"all":[{"municipality":["0101"]},{"not":{"category":["bolig"]}}]}"""),
        Of("skole, ensomhed eller nær Ballerup", """
            {"any":[{"category":["skole","ensomhed"]},{"radius":{"latitude":55.7317,"longitude":12.3633,"km":3}}]}
            """),
        Of("uden for hovedstaden", """{"not":{"radius":{"latitude":55.6761,"longitude":12.5683,"km":30}}}"""),
        Of("jura eller økonomi", """{"skills":["jura","revision og økonomi"]}"""),
        Of("plads til tre i sommer", """
            {"all":[{"placesLeft":3},{"window":{"from":"2030-06-01T00:00:00Z","until":"2030-09-01T00:00:00Z"}}]}
            """),
        Of("ingen af dem", """{"all":[{"category":["bolig"]},{"category":["skole"]}]}"""),
        new("kun eksempler uden navngiven part", new JsonObject { ["publisher"] = new JsonArray(publisher) }),
    ];

    static PlannedFilter Of(string name, string filter) => new(name, JsonNode.Parse(filter)!.AsObject());
}
