using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Ballots;

/// <summary>The REST door of ballots: for whoever holds one, for voters with a code, and for everybody who wants to count again.</summary>
internal static class BallotsApi
{
    public static void MapBallots(this IEndpointRouteBuilder routes)
    {
        var ballots = routes.MapGroup("/v1/ballots").WithTags("Ballots");
        ballots.MapPost("", OpenAsync).WithName("openBallot")
            .WithSummary("Open a secret ballot").WithDescription("Nobody sees what was voted before it has ended. Scope impact:write.")
            .Accepts<OpenBallot>("application/json").Produces<BallotView>(StatusCodes.Status201Created).ProducesProblems(403);
        ballots.MapGet("", async (HttpContext http, ReadBallotsHandler handler, string? cursor, int? limit, CancellationToken ct) =>
            (await handler.ListAsync(http.Caller(), cursor, limit, ct)).ToHttp(page =>
            {
                http.LinkNext(page.Cursor);
                return Results.Ok(page);
            })).WithName("listBallots").WithSummary("One's own ballots").Produces<VoiceList<BallotView>>().ProducesProblems(403);
        ballots.MapGet("/{id:guid}", async (Guid id, HttpContext http, ReadBallotsHandler handler, CancellationToken ct) =>
            (await handler.GetAsync(http.Caller(), id, ct)).ToHttp(Results.Ok))
            .WithName("getBallot").WithSummary("A ballot of one's own").Produces<BallotView>().ProducesProblems(403, 404);
        ballots.MapPost("/{id:guid}:issueTokens", IssueAsync).WithName("issueBallotTokens")
            .WithSummary("Issue codes to vote with")
            .WithDescription("Each is good for one vote and is shown now only. At most 10,000 for a ballot. With outOf the hub draws at random whom on the owner's list to invite.")
            .Accepts<IssueTokens>("application/json").Produces<IssuedTokens>().ProducesProblems(403, 404, 409);
        ballots.MapPost("/{id:guid}:close", async (Guid id, HttpContext http, CloseBallotHandler handler, CancellationToken ct) =>
            (await handler.HandleAsync(http.Caller(), id, ct)).ToHttp(Results.Ok))
            .WithName("closeBallot").WithSummary("Close a ballot and count it").Produces<BallotView>().ProducesProblems(403, 404);
        ballots.MapPost("/{id:guid}/votes", VoteAsync).AllowAnonymous().WithName("castVote")
            .WithSummary("Vote with a code").WithDescription("Needs no key. The receipt stands beside the vote in the published file.")
            .Accepts<CastVote>("application/json").Produces<VoteReceipt>().ProducesProblems(404, 409);
        ballots.MapGet("/{id:guid}/result", async (Guid id, ReadBallotsHandler handler, CancellationToken ct) =>
            (await handler.ResultAsync(id, ct)).ToHttp(Results.Ok)).AllowAnonymous().WithName("ballotResult")
            .WithSummary("The result of a ballot that has ended").WithDescription("Needs no key.").Produces<BallotResult>().ProducesProblems(404);
        ballots.MapGet("/{id:guid}/bulletin.csv", async (Guid id, ReadBallotsHandler handler, CancellationToken ct) =>
            (await handler.BulletinAsync(id, ct)).ToHttp(file => Results.Text(file, "text/csv; charset=utf-8"))).AllowAnonymous().WithName("ballotBulletin")
            .WithSummary("All votes of a ballot that has ended, to be counted again")
            .WithDescription("Needs no key. Its SHA-256 stands in the result. The order is that of the random receipts.")
            .Produces<string>(StatusCodes.Status200OK, "text/csv").ProducesProblems(404);
        routes.MapBallotPage();
    }

    private static async Task<IResult> OpenAsync(HttpContext http, OpenBallotHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<OpenBallot>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(http.Caller(), body.Value, ct)).ToHttp(ballot => Results.Created($"/v1/ballots/{ballot.Id}", ballot));

    private static async Task<IResult> IssueAsync(Guid id, HttpContext http, ReadBallotsHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<IssueTokens>(http.Request, null, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.IssueAsync(http.Caller(), id, body.Value, ct)).ToHttp(issued => HtmlPage.Unstored(http, Results.Ok(issued)));

    private static async Task<IResult> VoteAsync(Guid id, HttpContext http, CastVoteHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<CastVote>(http.Request, null, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(id, body.Value, ct)).ToHttp(receipt => HtmlPage.Unstored(http, Results.Ok(receipt)));
}
