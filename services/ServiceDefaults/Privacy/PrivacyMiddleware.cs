using Microsoft.AspNetCore.Http;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>Refuses a request whose path or query holds a CPR number, before anything reads it.</summary>
internal sealed class PrivacyMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var rejection = PrivacyGate.CheckUrl(request.Path.Value ?? "", "#path")
            ?? (request.QueryString.HasValue ? PrivacyGate.CheckUrl(request.QueryString.Value!, "#query") : null);
        return rejection is null ? next(context) : ProblemAnswers.WriteAsync(context, rejection);
    }
}
