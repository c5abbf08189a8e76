using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace SocialEnzyme.Hub.ServiceDefaults.Problems;

/// <summary>Says in the API documents how a route may refuse.</summary>
public static class ProblemDescriptions
{
    private const string Problem = "application/problem+json";

    // Unreadable, no key, a wrong value or a CPR number in the path or the query, too many calls, a server away: of every route.
    private static readonly int[] OfEvery = [400, 401, 422, 429, 503];
    private static readonly int[] OfEveryBody = [413, 415];

    /// <summary>The route refuses with these statuses, and with those that every route has.</summary>
    public static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder route, params int[] statuses)
    {
        route.Finally(endpoint =>
        {
            var takesBody = endpoint.Metadata.OfType<IAcceptsMetadata>().Any();
            foreach (var status in statuses.Concat(OfEvery).Concat(takesBody ? OfEveryBody : []).Distinct().Order())
            {
                endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemDocument), [Problem]));
            }
        });
        return route;
    }
}
