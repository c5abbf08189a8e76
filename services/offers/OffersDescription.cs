using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Offers;

/// <summary>What the API description says beyond what the routes say themselves.</summary>
internal static class OffersDescription
{
    private const string Example = """
        {
          "reference": "PRO-BONO-2027",
          "title": "100 timers gældsrådgivning",
          "description": "To jurister rådgiver om gæld og kontrakter, hos jer eller på skærm.",
          "categories": ["gæld"],
          "skills": ["jura"],
          "area": { "municipalities": ["0101", "0147"] },
          "blackoutDates": ["2027-12-24"],
          "standing": true,
          "openToDrawing": true,
          "contributions": [{ "key": "timer", "kind": "hours", "quantity": 100, "description": "Jurist med erfaring i gældssanering." }]
        }
        """;

    private const string Reservation = """
        { "reservationId": "0199f3f2-5f0e-7c1e-9d0a-6a8b8e0c1f11", "contributionKey": "timer", "quantity": 30, "holdSeconds": 3600 }
        """;

    public static void Describe(OpenApiOptions options)
    {
        options.DescribePatches();
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Offers";
            document.Info.Version = "v1";
            document.Info.Description = "What somebody can give: hours, people, skills, money, space, equipment, jobs, care, goods. Published by all three sectors.";
            document.Servers?.Clear();
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(PublishOffer))
            {
                schema.Examples = [JsonNode.Parse(Example)!];
            }
            if (context.JsonTypeInfo.Type == typeof(ReserveContribution))
            {
                schema.Examples = [JsonNode.Parse(Reservation)!];
            }
            if (context.JsonTypeInfo.Type == typeof(WithdrawOffer))
            {
                schema.Examples = [new JsonObject { ["reason"] = "Alle timer er aftalt." }];
            }
            return Task.CompletedTask;
        });
    }
}
