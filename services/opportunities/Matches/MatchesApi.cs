using SocialEnzyme.Hub.Opportunities.Matching.Pairs;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>What goes with an answer, if anything.</summary>
internal sealed record AnswerBody(string? Reason = null, bool? ConfirmNoPersonalData = null);

/// <summary>The REST door of matches.</summary>
internal static class MatchesApi
{
    private static readonly Text InDanish = new("da", "en");

    public static void MapMatches(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("Matches");
        group.MapGet("/needs/{id:guid}/matches", (Guid id, HttpContext http, ReadMatchesHandler handler, string? cursor, int? limit, CancellationToken ct) =>
            ListAsync(Side.Need, id, http, handler, cursor, limit, ct)).WithName("listNeedMatches")
            .WithSummary("The offers that were suggested to a need of one's own").Produces<MatchPage>().ProducesProblems(404);
        group.MapGet("/offers/{id:guid}/matches", (Guid id, HttpContext http, ReadMatchesHandler handler, string? cursor, int? limit, CancellationToken ct) =>
            ListAsync(Side.Offer, id, http, handler, cursor, limit, ct)).WithName("listOfferMatches")
            .WithSummary("The needs that an offer of one's own was suggested to").Produces<MatchPage>().ProducesProblems(404);
        group.MapGet("/matches/{id:guid}", async (Guid id, HttpContext http, ReadMatchesHandler handler, CancellationToken ct) =>
            Answer(http, await handler.GetAsync(http.Caller(), id, ct))).WithName("getMatch").WithSummary("One match, for its two owners").Produces<MatchView>().ProducesProblems(404);
        group.MapPost("/matches/{id:guid}:accept", (Guid id, HttpContext http, AnswerMatchHandler handler, CancellationToken ct) =>
            AnswerAsync(id, true, http, handler, ct)).Accepts<AnswerBody>("application/json").WithName("acceptMatch")
            .WithSummary("Yes to a suggestion").WithDescription("When both owners have said yes the match is agreed. The same answer again changes nothing. Scope matches:answer.")
            .Produces<MatchView>().ProducesProblems(403, 404, 409);
        group.MapPost("/matches/{id:guid}:decline", (Guid id, HttpContext http, AnswerMatchHandler handler, CancellationToken ct) =>
            AnswerAsync(id, false, http, handler, ct)).Accepts<AnswerBody>("application/json").WithName("declineMatch")
            .WithSummary("No to a suggestion").WithDescription("The pair is not suggested again. The other owner sees the reason. Scope matches:answer.")
            .Produces<MatchView>().ProducesProblems(403, 404, 409);
        group.MapGet("/matches:explain", ExplainAsync).WithName("explainMatch")
            .WithSummary("Why a need and an offer fit, or why not").Produces<PairView>().ProducesProblems(404);
    }

    private static async Task<IResult> ListAsync(
        Side side, Guid id, HttpContext http, ReadMatchesHandler handler, string? cursor, int? limit, CancellationToken ct)
    {
        var size = limit ?? ReadMatchesHandler.DefaultLimit;
        return (await handler.ListAsync(http.Caller(), side, id, cursor, size, ct)).ToHttp(page =>
        {
            http.LinkNext(page.Cursor);
            return TypedResults.Ok(new MatchPage([.. page.Matches.Select(match => MatchView.Of(match, IsEnglish(http)))], page.Cursor));
        });
    }

    private static async Task<IResult> AnswerAsync(Guid id, bool isYes, HttpContext http, AnswerMatchHandler handler, CancellationToken ct)
    {
        // An answer needs no body.
        var body = new AnswerBody();
        if (http.Request.ContentLength is not (0 or null) || http.Request.ContentType is not null)
        {
            if ((await JsonBody.ReadAsync<AnswerBody>(http.Request, stated => stated.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var read))
            {
                return rejection.ToHttp();
            }
            body = read.Value;
        }
        return Answer(http, await handler.HandleAsync(http.Caller(), new AnswerMatch(id, isYes, body.Reason), ct));
    }

    private static async Task<IResult> ExplainAsync(HttpContext http, ExplainPairHandler handler, Guid need, Guid offer, CancellationToken ct) =>
        (await handler.HandleAsync(http.Caller(), need, offer, ct)).ToHttp(verdict =>
        {
            var (isEnglish, summary) = (IsEnglish(http), verdict.Summary());
            return TypedResults.Ok(new PairView(
                need, offer, verdict.IsMatch, verdict.Score, PairWeights.Algorithm, isEnglish ? summary.English : summary.Danish,
                [.. verdict.Reasons().Select(reason => ReasonView.Of(reason, isEnglish))]));
        });

    private static IResult Answer(HttpContext http, Outcome<Match> outcome) => outcome.ToHttp<Match>(match =>
    {
        http.TagVersion(match.Version);
        return TypedResults.Ok(MatchView.Of(match, IsEnglish(http)));
    });

    private static bool IsEnglish(HttpContext http) => InDanish.In(http.Request.Headers.AcceptLanguage) == InDanish.English;
}
