using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>Refuses a request whose path or query holds a CPR number, before anything reads it.</summary>
internal sealed class PrivacyMiddleware(RequestDelegate next)
{
    // What a caller adds to a trace is kept with the event and goes on with it, to the broker and into the trace store.
    private static readonly string[] TraceBelongings = ["tracestate", "baggage", "Correlation-Context"];

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var rejection = PrivacyGate.CheckUrl(request.Path.Value ?? "", "#path")
            ?? (request.QueryString.HasValue ? PrivacyGate.CheckUrl(request.QueryString.Value!, "#query") : null);
        if (rejection is not null)
        {
            return ProblemAnswers.AnswerAsync(context, rejection);
        }
        if (Array.Exists(TraceBelongings, name => request.Headers.TryGetValue(name, out var value) && !PrivacyGate.IsClean(value.ToString())))
        {
            DropTraceBelongings(request);
        }
        return next(context);
    }

    // They are nobody's business but the caller's: the request goes on without them.
    private static void DropTraceBelongings(HttpRequest request)
    {
        foreach (var name in TraceBelongings)
        {
            request.Headers.Remove(name);
        }
        if (Activity.Current is not { } activity)
        {
            return;
        }
        activity.TraceStateString = null;
        foreach (var (name, _) in activity.Baggage.ToList())
        {
            activity.SetBaggage(name, null);
        }
    }
}
