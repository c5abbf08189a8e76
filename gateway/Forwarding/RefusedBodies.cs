using Microsoft.AspNetCore.Http.Features;

namespace SocialEnzyme.Hub.Gateway.Forwarding;

/// <summary>Takes in, and throws away, what a refused caller still sends.</summary>
/// <remarks>
/// Most clients send the whole body before they read the answer. If the connection were closed on them, they would see it break and never read
/// what was wrong (RFC 9112, section 9.6).
/// </remarks>
internal sealed class RefusedBodies(RequestDelegate next)
{
    private const long MaxDiscarded = 8 * 1024 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        await next(context);
        // Kestrel reads what is left of a body for five seconds at most, but nothing of one over the limit, which has done its work by now.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false, MaxRequestBodySize: < MaxDiscarded } size)
        {
            size.MaxRequestBodySize = MaxDiscarded;
        }
    }
}
