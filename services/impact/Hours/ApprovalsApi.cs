using System.Text;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>The door behind an approval link: a page for whoever holds it, without a key.</summary>
internal static class ApprovalsApi
{
    private const string Html = "text/html";

    public static void MapApprovals(this IEndpointRouteBuilder routes)
    {
        var approvals = routes.MapGroup("/v1/approvals/{token}").WithTags("Hours").AllowAnonymous();
        approvals.MapGet("", LookAsync).WithName("showApproval")
            .WithSummary("What an approval link is for").WithDescription("A page with what would be approved and one button; looking approves nothing. Anonymous: the link is the key.")
            .Produces<string>(StatusCodes.Status200OK, Html).Produces<string>(StatusCodes.Status404NotFound, Html).Produces<string>(StatusCodes.Status410Gone, Html)
            .ProducesProblems();
        approvals.MapPost("", ApproveAsync).WithName("followApproval")
            .WithSummary("Approve what an approval link is for").WithDescription("The page's button. Once: again says that it is done. Anonymous: the link is the key.")
            .Produces<string>(StatusCodes.Status200OK, Html).Produces<string>(StatusCodes.Status404NotFound, Html).Produces<string>(StatusCodes.Status410Gone, Html)
            .ProducesProblems();
    }

    private static async Task<IResult> LookAsync(HttpContext http, string token, FollowApprovalLinkHandler handler, CancellationToken ct) =>
        Page(http, await handler.LookAsync(token, ct));

    private static async Task<IResult> ApproveAsync(HttpContext http, string token, FollowApprovalLinkHandler handler, CancellationToken ct) =>
        Page(http, await handler.ApproveAsync(token, ct));

    private static IResult Page(HttpContext http, FollowedLink link)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = ApprovalPage.ContentSecurityPolicy;
        headers["Referrer-Policy"] = "no-referrer";
        headers.XContentTypeOptions = "nosniff";
        headers.Vary = "Accept-Language";
        return Results.Text(ApprovalPage.Write(link, http.Request.Headers.AcceptLanguage), $"{Html}; charset=utf-8", Encoding.UTF8, link.State switch
        {
            LinkState.Unknown => StatusCodes.Status404NotFound,
            LinkState.Expired => StatusCodes.Status410Gone,
            _ => StatusCodes.Status200OK,
        });
    }
}
