using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Needs;

/// <summary>What the API description says beyond what the routes say themselves.</summary>
internal static class NeedsDescription
{
    private const string Example = """
        {
          "reference": "SAG-2026-114",
          "title": "Lektiehjælp på Nørrebro to aftener om ugen",
          "description": "Frivillige til lektiecaféen for 7.-9. klasse, tirsdag og torsdag kl. 17-19.",
          "category": "uddannelse",
          "skills": ["matematik", "dansk"],
          "municipality": "0101",
          "place": { "latitude": 55.6934, "longitude": 12.5486 },
          "placesWanted": 6,
          "contactRole": "frivilligkoordinator",
          "goals": [4, 10],
          "wants": ["hours", "skills"],
          "outcome": "flere unge består dansk og matematik"
        }
        """;

    public static void Describe(OpenApiOptions options)
    {
        options.DescribePatches();
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Needs";
            document.Info.Version = "v1";
            document.Info.Description = "What somebody, somewhere, wants help with. Published by the public and civil sectors.";
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(PublishNeed))
            {
                schema.Examples = [JsonNode.Parse(Example)!];
            }
            if (context.JsonTypeInfo.Type == typeof(ReservePlaces))
            {
                schema.Examples = [new JsonObject { ["places"] = 2, ["holdSeconds"] = 600 }];
            }
            if (context.JsonTypeInfo.Type == typeof(WithdrawNeed))
            {
                schema.Examples = [new JsonObject { ["reason"] = "Vi har fundet nok frivillige." }];
            }
            return Task.CompletedTask;
        });
    }
}
