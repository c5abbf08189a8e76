using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SocialEnzyme.Hub.ServiceDefaults.Json;

/// <summary>Says in the API documents that a merge patch requires nothing: what it leaves out stays as it is.</summary>
public static class PatchSchemas
{
    /// <summary>Gives each body of a PATCH a schema of its own, the same without required members.</summary>
    public static OpenApiOptions DescribePatches(this OpenApiOptions options) => options.AddDocumentTransformer((document, _, _) =>
    {
        var patches = document.Paths.Values.SelectMany(path => path.Operations ?? []).Where(operation => operation.Key == HttpMethod.Patch);
        foreach (var content in patches.SelectMany(patch => patch.Value.RequestBody?.Content?.Values ?? []))
        {
            if (content.Schema is OpenApiSchemaReference { Reference.Id: { } whole } && document.Components?.Schemas is { } schemas
                && schemas[whole].CreateShallowCopy() is OpenApiSchema part)
            {
                part.Required = null;
                part.Examples = null;
                schemas.TryAdd(whole + "Patch", part);
                content.Schema = new OpenApiSchemaReference(whole + "Patch", document);
            }
        }
        return Task.CompletedTask;
    });
}
