using System.Net;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace SocialEnzyme.Hub.Gateway.Forwarding;

/// <summary>What it takes for a proxied gRPC call to behave like a direct one.</summary>
public static class GrpcForwarding
{
    /// <summary>
    /// HTTP/2 all the way: by default the request would be downgraded and the call end as INTERNAL.
    /// No activity timeout: it would end an idle stream, and a client's keepalive pings do not count as activity.
    /// </summary>
    public static ForwarderRequestConfig Request { get; } = new()
    {
        Version = HttpVersion.Version20,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        ActivityTimeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>Passes response headers on at once; the proxy would hold them until the first message.</summary>
    /// <param name="isStream">Routes whose first message may be long in coming; to a single call it is one packet more for nothing. Null: all.</param>
    public static IReverseProxyBuilder AddGrpcHeaderFlush(this IReverseProxyBuilder proxy, Func<RouteConfig, bool>? isStream = null) => proxy.AddTransforms(transforms =>
    {
        if (isStream?.Invoke(transforms.Route) == false) return;
        transforms.AddResponseTransform(async response =>
        {
            if (response.ProxyResponse is not { } answer || answer.Content.Headers.ContentType?.MediaType != "application/grpc") return;

            // A status among the headers is the whole response; it must leave as one frame that also ends the stream.
            if (answer.Headers.NonValidated.Contains("grpc-status")) return;
            await response.HttpContext.Response.BodyWriter.FlushAsync(response.HttpContext.RequestAborted);
        });
    });
}
