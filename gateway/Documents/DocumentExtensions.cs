using SocialEnzyme.Hub.Gateway.Forwarding;
using Yarp.ReverseProxy.Transforms;

namespace SocialEnzyme.Hub.Gateway.Documents;

/// <summary>What a newcomer reads: the start page, the API documents, the reference page.</summary>
internal static class DocumentExtensions
{
    /// <summary>The API reference page at /docs.</summary>
    public static void UseDocumentPages(this WebApplication app) => app.UseSwaggerUI(page =>
    {
        page.RoutePrefix = "docs";
        page.DocumentTitle = "SocialEnzyme.Hub API";
        foreach (var service in HubRoutes.Services)
        {
            page.SwaggerEndpoint($"/openapi/{service}.json", service);
        }
    });

    public static void MapDocuments(this WebApplication app)
    {
        var documents = app.MapGroup("/").AllowAnonymous();
        documents.MapGet("/", () => Embedded("start.html", "text/html; charset=utf-8"));
        documents.MapGet("/asyncapi.json", () => Embedded("asyncapi.json", "application/json"));
        documents.MapGet("/openapi.json", () => new
        {
            Title = "SocialEnzyme.Hub",
            Documents = HubRoutes.Services.Select(service => new { Service = service, OpenApi = $"/openapi/{service}.json" }),
            AsyncApi = "/asyncapi.json",
        });
        foreach (var service in HubRoutes.Services)
        {
            // The service writes its document itself; a stranger may read it, so nobody is named to the service.
            app.MapForwarder($"/openapi/{service}.json", Clusters.Addresses(app.Configuration, service, "http")[0], transforms =>
            {
                transforms.AddPathSet("/openapi/v1.json");
                transforms.AddRequestHeaderRemove("Authorization");
            }).AllowAnonymous();
        }
    }

    private static IResult Embedded(string name, string contentType) =>
        Results.Stream(typeof(DocumentExtensions).Assembly.GetManifestResourceStream(name)!, contentType);
}
