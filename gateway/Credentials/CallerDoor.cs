using Microsoft.Extensions.Primitives;
using SocialEnzyme.Hub.Gateway.Forwarding;
using SocialEnzyme.Hub.Gateway.Limits;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Gateway.Credentials;

/// <summary>Lets a proxied request through only with a valid key and within its rate, and says to the service who calls; open doors need no key.</summary>
internal sealed class CallerDoor(
    RequestDelegate next, CredentialCache cache, CallerTokens tokens, RateLimits limits, RefusedAddresses refused)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (HubRoutes.IsOpen(context.GetReverseProxyFeature().Route.Config))
        {
            // Whoever sends a key here is nobody in particular all the same.
            headers.Authorization = StringValues.Empty;
            await (limits.TakeOpen(context) is { } tooMany ? ProblemAnswers.AnswerAsync(context, tooMany) : next(context));
            return;
        }
        if (headers.Authorization is not [var authorization] || !KeyHash.TryFrom(authorization, out var key))
        {
            await RefuseAsync(context, StringValues.IsNullOrEmpty(headers.Authorization) ? Answers.KeyMissing : Answers.KeyRefused);
            return;
        }
        if (!cache.Holds(key) && refused.MustWait(context.Connection.RemoteIpAddress) is { } wait)
        {
            await ProblemAnswers.AnswerAsync(context, Answers.TooManyRefused(wait));
            return;
        }
        var verdict = await EnterAsync(context, key);
        if (verdict is not { State: KeyState.Valid, Held: { } held, Holder: { } holder })
        {
            await RefuseAsync(context, verdict.State == KeyState.Refused ? Answers.KeyRefused : Answers.KeyUnchecked);
            return;
        }
        try
        {
            if (await limits.TakeAsync(context, holder.CredentialId) is { } rejection)
            {
                await ProblemAnswers.AnswerAsync(context, rejection);
                return;
            }
            headers.Authorization = tokens.HeaderFor(held, holder);
            await next(context);
        }
        finally
        {
            held.Leave(context);
        }
    }

    private async ValueTask<KeyVerdict> EnterAsync(HttpContext context, KeyHash key)
    {
        while (true)
        {
            var verdict = await cache.CheckAsync(key);
            // Closed between the two: it was revoked or forgotten, and the next look tells which.
            if (verdict.Held is not { } held || held.TryEnter(context, Clusters.IsStreams(context.GetReverseProxyFeature().Cluster.Config.ClusterId)))
            {
                return verdict;
            }
        }
    }

    private Task RefuseAsync(HttpContext context, Rejection rejection)
    {
        if (rejection.Code == ProblemCode.Unauthenticated)
        {
            refused.Count(context.Connection.RemoteIpAddress);
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }
        return ProblemAnswers.AnswerAsync(context, rejection);
    }
}
