using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using SocialEnzyme.Hub.Impact.Hours;
using SocialEnzyme.Hub.Impact.Outcomes;
using SocialEnzyme.Hub.Impact.Valuation;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Impact;

/// <summary>What the API description says beyond what the routes say themselves.</summary>
internal static class ImpactDescription
{
    private const string Row = """
        {
          "reference": "vagt-2026-0417-7",
          "partnershipId": "0199f3f2-5f0e-7c1e-9d0a-6a8b8e0c1f11",
          "kind": "frivillig",
          "minutes": 120,
          "day": "2026-04-17",
          "activity": "Lektiehjælp",
          "volunteer": "frivillig-7"
        }
        """;

    private static readonly Dictionary<Type, string> Examples = new()
    {
        [typeof(ReportHour)] = Row,
        [typeof(ApproveOne)] = """{ "notDuplicate": true }""",
        [typeof(RejectOne)] = """{ "reason": "Holdet var aflyst den dag." }""",
        [typeof(CorrectHours)] = """{ "minutes": 90, "reason": "Vi sluttede en halv time før." }""",
        [typeof(ApproveMany)] = """{ "batchId": "0199f3f2-5f0e-7c1e-9d0a-6a8b8e0c1f12" }""",
        [typeof(RejectMany)] = """{ "ids": ["0199f3f2-5f0e-7c1e-9d0a-6a8b8e0c1f13"], "reason": "Holdet var aflyst den dag." }""",
    };

    public static void Describe(OpenApiOptions options)
    {
        options.DescribePatches();
        options.DescribeResults().DescribeValuation();
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Impact";
            document.Info.Version = "v1";
            document.Info.Description = "What came of it: hours, results, reports and open data. Only what was approved is counted.";
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
