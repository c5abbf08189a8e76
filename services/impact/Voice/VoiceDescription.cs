using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using SocialEnzyme.Hub.Impact.Ballots;
using SocialEnzyme.Hub.Impact.Hearings;
using SocialEnzyme.Hub.Impact.Surveys;

namespace SocialEnzyme.Hub.Impact.Voice;

/// <summary>Examples for the API description; those with a code are of the right shape, and the code is nobody's.</summary>
internal static class VoiceDescription
{
    private const string NobodysToken = "bcdf-ghjk-mnpq-rstv-bcdf-ghjk-mnpq-rstv";

    private static readonly Dictionary<Type, string> Examples = new()
    {
        [typeof(OpenSurvey)] = """
            { "title": "At bo i Valby Syd", "municipality": "0101", "area": "Valby Syd", "centre": { "latitude": 55.6538, "longitude": 12.5152 } }
            """,
        [typeof(AnswerSurvey)] = $$"""
            { "token": "{{NobodysToken}}", "answers": { "trust": 4, "network": 2, "help": 3, "participation": 1, "safety": 5, "belonging": 4, "influence": 2 } }
            """,
        [typeof(OpenHearing)] = """
            {
              "title": "Hvad skal gården bruges til?", "question": "Sig, hvad der er vigtigst, og skriv gerne, hvad vi overser.", "municipality": "0101",
              "category": "nærmiljø", "choices": ["Flere træer", "Mere leg", "Som nu"],
              "groups": [{ "name": "Under 30", "share": 35 }, { "name": "30 til 64", "share": 45 }, { "name": "65 og over", "share": 20 }]
            }
            """,
        [typeof(AnswerHearing)] = $$"""
            { "token": "{{NobodysToken}}", "choice": 1, "group": 2, "comments": ["Træerne må gerne kunne spises af."] }
            """,
        [typeof(NameTheme)] = """{ "title": "Frugttræer" }""",
        [typeof(AddComments)] = """{ "comments": [] }""",
        [typeof(AnswerTheme)] = """{ "answer": "Vi planter 12 frugttræer i april, og alle må plukke.", "publishComments": true }""",
        [typeof(OpenBallot)] = """
            { "title": "Nyt navn til beboerhuset", "question": "Hvad skal huset hedde?", "options": ["Fælleden", "Loftet", "Hjørnet"] }
            """,
        [typeof(CastVote)] = $$"""{ "token": "{{NobodysToken}}", "option": 1 }""",
        [typeof(IssueTokens)] = """{ "count": 3, "outOf": 120 }""",
    };

    public static void Describe(OpenApiOptions options) => options.AddSchemaTransformer((schema, context, _) =>
    {
        if (Examples.TryGetValue(context.JsonTypeInfo.Type, out var example))
        {
            schema.Examples = [JsonNode.Parse(example)!];
        }
        return Task.CompletedTask;
    });
}
