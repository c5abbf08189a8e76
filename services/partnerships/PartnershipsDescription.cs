using Microsoft.AspNetCore.OpenApi;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Partnerships;

/// <summary>What the API description says beyond what the routes say themselves.</summary>
internal static class PartnershipsDescription
{
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
    }
}
