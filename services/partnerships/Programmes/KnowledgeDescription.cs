using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using SocialEnzyme.Hub.Partnerships.Experiments;
using SocialEnzyme.Hub.Partnerships.Texts;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>Bodies that work as they stand, for the API description.</summary>
internal static class KnowledgeDescription
{
    public const string Programme = """
        {
          "title": "Natteravnene",
          "summary": "Voksne går tur i gule jakker dér, hvor de unge er fredag og lørdag aften: tre ad gangen, til stede og venlige.",
          "categories": ["tryghed"],
          "tags": ["unge", "nattetur", "ensomhed"],
          "origin": { "place": "Stockholm", "country": "Sverige" },
          "roles": [
            { "name": "vært", "kind": "association", "description": "Samler de frivillige og laver vagtplanen." },
            { "name": "kommune", "kind": "municipality", "description": "SSP er bindeled." },
            { "name": "støtte", "kind": "company", "description": "Betaler jakkerne." }
          ],
          "steps": [
            { "title": "Find en vært", "description": "En forening, der kan stå for vagtplanen.", "role": "vært" },
            { "title": "Aftal med SSP", "description": "Ét nummer at ringe til.", "role": "kommune" },
            { "title": "Gå den første tur" }
          ],
          "costs": [{ "what": "Jakker", "amountDkk": 9000, "per": "kapitel" }],
          "materials": [{ "title": "Om turene", "url": "https://natteravnene.dk/" }],
          "contactRole": "landskoordinator",
          "howWeDidIt": "Vi begyndte med tolv forældre fra én skole.",
          "evidence": [{ "level": "told", "what": "De unge siger, at de er mere trygge.", "place": "Stockholm", "source": "De gående voksnes egen beskrivelse" }]
        }
        """;

    public const string Experiment = """
        {
          "title": "En bænk, hvor man må tale sammen",
          "hypothesis": "Står der 'her må du gerne sætte dig og snakke', taler flere sammen.",
          "start": "2027-03-01",
          "measure": { "what": "Samtaler i timen", "unit": "samtaler", "method": "Talt en time hver onsdag i otte uger" },
          "place": "Holstebro",
          "municipality": "0661",
          "tags": ["ensomhed"],
          "contactRole": "forskønnelsesudvalget"
        }
        """;

    private static readonly Dictionary<Type, string> Examples = new()
    {
        [typeof(PublishProgramme)] = Programme,
        [typeof(AdoptProgramme)] = """{ "municipality": "0661", "place": "Holstebro midtby", "adaptation": "Vi går også torsdag, hvor gymnasiet holder fest." }""",
        [typeof(RebaseChapter)] = """{ "onConflict": "mine" }""",
        [typeof(StartExperiment)] = Experiment,
        [typeof(CloseExperiment)] = """
            {
              "outcome": "failed",
              "learning": "Bænken stod i skyggen. Stedet betyder mere end skiltet.",
              "result": { "what": "Samtaler i timen", "figure": { "before": 2, "after": 2, "unit": "samtaler" }, "method": "Talt en time hver onsdag i otte uger" }
            }
            """,
        [typeof(AdoptResult)] = """{ "practice": "Nye bænke stilles i solen.", "municipality": "0661" }""",
        [typeof(CheckTexts)] = """{ "texts": ["Besøgsvenner til svage ældre, der bor alene."] }""",
    };

    public static void Describe(OpenApiOptions options) => options.AddSchemaTransformer((schema, context, _) =>
    {
        if (context.JsonPropertyInfo is null && Examples.TryGetValue(context.JsonTypeInfo.Type, out var example))
        {
            schema.Examples = [JsonNode.Parse(example)!];
        }
        return Task.CompletedTask;
    });
}
