using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using SocialEnzyme.Hub.AppHost.Tracing.Otlp;

namespace SocialEnzyme.Hub.AppHost.Tracing;

/// <summary>Takes OTLP over HTTP as protobuf. Traces are kept; metrics and logs are answered and dropped.</summary>
public static class OtlpReceiver
{
    public static void MapOtlp(this IEndpointRouteBuilder routes, TraceStore traces)
    {
        routes.MapPost("/v1/traces", async (HttpRequest request, CancellationToken ct) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, ct);
            body.Position = 0;
            traces.Add(TraceSpan.From(ExportTraceServiceRequest.Parser.ParseFrom(body)));
            return Accepted();
        });
        routes.MapPost("/v1/metrics", Accepted);
        routes.MapPost("/v1/logs", Accepted);
    }

    // An empty protobuf message is no bytes at all.
    static IResult Accepted() => Results.Bytes([], "application/x-protobuf");
}
