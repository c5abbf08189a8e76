using Yarp.ReverseProxy.Transforms;

namespace SocialEnzyme.Hub.Gateway.Forwarding;

/// <summary>Sends the headers of a gRPC answer on at once; YARP would hold them until the first message, and a client that waits for them would hang.</summary>
internal sealed class GrpcHeaderFlush : ResponseTransform
{
    public override async ValueTask ApplyAsync(ResponseTransformContext context)
    {
        // A trailers-only answer must stay one: its status stands in the headers, and nothing may follow them.
        if (context.ProxyResponse is { } response
            && response.Content.Headers.ContentType?.MediaType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true
            && !response.Headers.Contains("grpc-status"))
        {
            await context.HttpContext.Response.BodyWriter.FlushAsync(context.CancellationToken);
        }
    }
}
