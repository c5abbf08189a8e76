using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.AppHost.Tracing;

namespace SocialEnzyme.Hub.AppHost.Operations;

/// <summary>The operations port of a local hub: what runs and how it is, the traces of a need, and the door for telemetry.</summary>
static class OperationsPage
{
    public static async Task<WebApplication> StartAsync(LocalHub hub, CancellationToken ct)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(hub.Addresses.Operations.GetLeftPart(UriPartial.Authority));
        // Ctrl-C is the hub's to handle: it stops this page after the services that report to it.
        builder.Services.AddSingleton<Microsoft.Extensions.Hosting.IHostLifetime, NoLifetime>();
        var app = builder.Build();
        app.MapOtlp(hub.Traces);
        app.MapGet("/", async (CancellationToken stop) => Results.Content(OperationsHtml.Overview(await HubState.OfAsync(hub, stop)), "text/html; charset=utf-8"));
        app.MapGet("/state", async (CancellationToken stop) => Results.Json(await HubState.OfAsync(hub, stop)));
        app.MapGet("/traces", (string? need, HttpRequest request) => Traces(hub.Traces, need, request));
        await app.StartAsync(ct);
        return app;
    }

    static IResult Traces(TraceStore store, string? need, HttpRequest request)
    {
        if (string.IsNullOrWhiteSpace(need)) return Results.Text("Say which need: /traces?need=ID\n", statusCode: StatusCodes.Status400BadRequest);
        var traces = store.OfNeed(need.Trim());
        var accepts = request.Headers.Accept.ToString();
        if (accepts.Contains("text/html", StringComparison.Ordinal)) return Results.Content(OperationsHtml.Traces(need, traces), "text/html; charset=utf-8");
        if (accepts.Contains("text/plain", StringComparison.Ordinal)) return Results.Text(string.Join("\n\n", traces.Select(Waterfall.Of)) + "\n");
        return Results.Json(new { need, traces = traces.Select(spans => new TraceAnswer(spans)) });
    }

    /// <summary>A trace as JSON, with the judgement of whether it is whole.</summary>
    sealed record TraceAnswer(IReadOnlyList<TraceSpan> Spans)
    {
        public string TraceId => Spans[0].TraceId;
        public bool Whole => WholeTrace.Of(Spans).IsWhole;
        public string? Break => WholeTrace.Of(Spans).Break;
    }

    sealed class NoLifetime : Microsoft.Extensions.Hosting.IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken ct) => Task.CompletedTask;
        public Task StopAsync(CancellationToken ct) => Task.CompletedTask;
    }
}
