using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Partnerships;

/// <summary>What the API description says beyond what the routes say themselves.</summary>
internal static class PartnershipsDescription
{
    // The party without participantId is the caller; others are added with theirs.
    private const string Agreement = """
        {
          "title": "Gældsrådgivning ved køkkenbordet",
          "purpose": "Familier med gæld får en jurist ved køkkenbordet, før sagen vokser.",
          "kind": "agreement",
          "from": "2027-02-01",
          "until": "2027-12-31",
          "municipality": "0101",
          "kle": ["27.12.04"],
          "goals": [1, 17],
          "parties": [{
            "role": "vært",
            "aim": "At flere familier bliver boende.",
            "limits": "Ingen sagsbehandling.",
            "measures": [{ "key": "familier", "what": "Familier, der fik råd", "unit": "familier", "baseline": 0, "target": 40, "expected": 30 }],
            "contactRole": "Boligsocial koordinator",
            "meetingRhythm": "Første tirsdag i måneden, på skærm",
            "exitTerms": "En måneds varsel; åbne aftaler gøres færdige."
          }],
          "commitments": [{ "key": "lokale", "what": "Et lokale hver torsdag aften", "quantity": 40, "unit": "aftener" }],
          "tasks": [{ "key": "aftaler", "what": "Aftaler tider med familierne", "ownerBefore": "public", "role": "Boligsocial koordinator",
            "milestones": [{ "key": "start", "what": "De første ti familier", "due": "2027-03-31" }] }],
          "publicDuty": "Kommunen træffer alle afgørelser."
        }
        """;

    private static readonly Dictionary<Type, string> Examples = new()
    {
        [typeof(ProposePartnership)] = $$"""{ "agreement": {{Agreement}} }""",
        [typeof(RevisePartnership)] = $$"""{ "agreement": {{Agreement}} }""",
        [typeof(ConsentToAgreement)] = """{ "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" }""",
        [typeof(SayWhy)] = """{ "reason": "Vores strategi er en anden nu." }""",
        [typeof(DeclinePartnership)] = """{ "reason": "Vi har ikke folk nok i år." }""",
        [typeof(CompletePartnership)] = """{ "summary": "42 familier fik råd; 31 blev gældfri eller fik en ordning." }""",
        [typeof(NewContact)] = """{ "contactRole": "Frivilligkoordinator" }""",
        [typeof(MilestoneReached)] = """{ "task": "aftaler", "milestone": "start" }""",
        [typeof(WriteNote)] = """{ "kind": "decision", "text": "Lokalet flytter til biblioteket.", "on": "2027-03-02" }""",
        [typeof(MoveTask)] = """
            { "task": "aftaler", "participantId": "0199f3f2-5f0e-7c1e-9d0a-6a8b8e0c1f11", "reason": "Foreningen kender familierne." }
            """,
        [typeof(TransferLead)] = """{ "participantId": "0199f3f2-5f0e-7c1e-9d0a-6a8b8e0c1f11", "reason": "Beboerne driver det selv." }""",
        [typeof(ReplaceParty)] = """
            { "participantId": "0199f3f2-5f0e-7c1e-9d0a-6a8b8e0c1f11", "party": {
              "participantId": "0199f3f2-5f0e-7c1e-9d0a-6a8b8e0c1f12", "aim": "At flere kommer på nettet.", "contactRole": "Projektleder",
              "measures": [{ "key": "deltagere", "what": "Borgere, der kan bruge digital post", "unit": "borgere", "target": 200 }] } }
            """,
        [typeof(InviteParties)] = """
            { "parties": [{
              "party": { "participantId": "0199f3f2-5f0e-7c1e-9d0a-6a8b8e0c1f13", "role": "leverandør", "aim": "At finde lærlinge.", "contactRole": "HR-partner",
                "measures": [{ "key": "elever", "what": "Elever, der bliver", "unit": "elever", "target": 2 }] },
              "commitments": [{ "key": "pladser-1", "what": "Praktikpladser på byggepladsen", "quantity": 4, "unit": "praktikpladser" }] }] }
            """,
    };

    public static void Describe(OpenApiOptions options)
    {
        options.DescribePatches();
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Partnerships";
            document.Info.Version = "v1";
            document.Info.Description = "Agreements of many parties of the public, the market and the civil sector; programmes that others adopt; the handbook.";
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (Examples.TryGetValue(context.JsonTypeInfo.Type, out var example))
            {
                schema.Examples = [JsonNode.Parse(example)!];
            }
            return Task.CompletedTask;
        });
    }
}
