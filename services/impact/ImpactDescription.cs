using Microsoft.AspNetCore.OpenApi;
using SocialEnzyme.Hub.Impact.Outcomes;
using SocialEnzyme.Hub.Impact.Valuation;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Impact;

/// <summary>What the API description says beyond what the routes say themselves.</summary>
internal static class ImpactDescription
{
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
    }
}
