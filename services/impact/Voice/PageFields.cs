using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Voice;

/// <summary>What a browser sends from a page: the code, and the fields that the page shows beside it.</summary>
public sealed record PageFields(string? Token = null);

internal static class PageDescription
{
    /// <summary>A page for people: open to whoever has the address, and described as the text it is.</summary>
    public static void AsPage(this RouteHandlerBuilder route, string name, string summary, params int[] statuses) => route.AllowAnonymous().WithName(name)
        .WithSummary(summary).WithDescription("Needs no key. HTML without script, in Danish or English; a refusal is a page too where a page is accepted.")
        .Produces<string>(StatusCodes.Status200OK, "text/html").ProducesProblems([404, .. statuses]);
}
