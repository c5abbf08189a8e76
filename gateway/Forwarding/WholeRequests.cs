using Yarp.ReverseProxy.Forwarder;

namespace SocialEnzyme.Hub.Gateway.Forwarding;

/// <summary>
/// Sends the request of a single gRPC call on as one piece. The proxy takes every gRPC call for a stream and would send headers, message and end
/// each by itself: three packets, and a service that is woken three times.
/// </summary>
internal sealed class WholeRequests(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } body)
        {
            // No larger than the server lets a body be (ServiceDefaultsExtensions.MaxBodyBytes).
            var whole = new MemoryStream(1024);
            await body.CopyToAsync(whole, cancellationToken);
            request.Content = new ReadOnlyMemoryContent(whole.GetBuffer().AsMemory(0, (int)whole.Length));
            foreach (var (name, values) in body.Headers.NonValidated)
            {
                request.Content.Headers.TryAddWithoutValidation(name, values);
            }
        }
        return await base.SendAsync(request, cancellationToken);
    }

    /// <summary>Gives the clusters of single gRPC calls this handler, and the others the proxy's own.</summary>
    public sealed class Factory : ForwarderHttpClientFactory
    {
        protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
            // What is forwarded without a cluster, documents, has no name here.
            context.ClusterId is { } cluster && Clusters.IsSingleGrpc(cluster) ? new WholeRequests(base.WrapHandler(context, handler)) : base.WrapHandler(context, handler);
    }
}
