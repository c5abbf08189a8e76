using Microsoft.AspNetCore.Http;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>Refuses a request whose path or query holds a CPR number, before anything reads or routes it.</summary>
internal sealed class PrivacyMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (PrivacyGate.CheckText(request.Path.Value ?? "", "#path") is { } path)
        {
            return ProblemAnswers.WriteAsync(context, path);
        }
        foreach (var (name, values) in request.Query)
        {
            foreach (var value in values)
            {
                if (PrivacyGate.CheckText($"{name} {value}", "#query") is { } query)
                {
                    return ProblemAnswers.WriteAsync(context, query);
                }
            }
        }
        return next(context);
    }
}
