using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Hearings;

/// <summary>The REST door of hearings: for whoever asks, for those with a code, and for everybody who reads what was answered.</summary>
internal static class HearingsApi
{
    public static void MapHearings(this IEndpointRouteBuilder routes)
    {
        var hearings = routes.MapGroup("/v1/hearings").WithTags("Hearings");
        hearings.MapPost("", OpenAsync).WithName("openHearing")
            .WithSummary("Open a hearing").WithDescription("Those who are invited answer once each. Scope impact:write.")
            .Accepts<OpenHearing>("application/json").Produces<HearingView>(StatusCodes.Status201Created).ProducesProblems(403);
        hearings.MapGet("", async (HttpContext http, ReadHearingsHandler handler, string? cursor, int? limit, CancellationToken ct) =>
            Page(http, await handler.ListAsync(http.Caller(), cursor, limit, ct)))
            .WithName("listHearings").WithSummary("One's own hearings").Produces<VoiceList<HearingView>>().ProducesProblems(403);
        hearings.MapGet("/{id:guid}", async (Guid id, HttpContext http, ReadHearingsHandler handler, CancellationToken ct) =>
            (await handler.GetAsync(http.Caller(), id, ct)).ToHttp(Results.Ok))
            .WithName("getHearing").WithSummary("A hearing of one's own").Produces<HearingView>().ProducesProblems(403, 404);
        hearings.MapPost("/{id:guid}:issueTokens", IssueAsync).WithName("issueHearingTokens")
            .WithSummary("Issue codes to answer with")
            .WithDescription("Each is good for one answer and is shown now only. At most 5,000 at once. With outOf the hub draws at random whom on the owner's list to invite.")
            .Accepts<IssueTokens>("application/json").Produces<IssuedTokens>().ProducesProblems(403, 404, 409);
        hearings.MapPost("/{id:guid}:close", async (Guid id, HttpContext http, ReadHearingsHandler handler, CancellationToken ct) =>
            (await handler.CloseAsync(http.Caller(), id, ct)).ToHttp(Results.Ok))
            .WithName("closeHearing").WithSummary("End a hearing").WithDescription("Its result can be read from then on.")
            .Produces<HearingView>().ProducesProblems(403, 404);
        hearings.MapPost("/{id:guid}/answers", AnswerAsync).AllowAnonymous().WithName("answerHearing")
            .WithSummary("Answer with a code").WithDescription("Needs no key. Each comment comes back as a draft of a need as well: suggest something else.")
            .Accepts<AnswerHearing>("application/json").Produces<HearingAnswered>().ProducesProblems(404, 409);
        hearings.MapGet("/{id:guid}/results", async (Guid id, ReadHearingsHandler handler, CancellationToken ct) =>
            (await handler.ResultAsync(id, ct)).ToHttp(Results.Ok)).AllowAnonymous().WithName("hearingResults")
            .WithSummary("Who was asked and what was chosen, when the hearing has ended").WithDescription("Needs no key.")
            .Produces<HearingResult>().ProducesProblems(404);
        MapThemes(hearings);
        routes.MapHearingPage();
    }

    private static void MapThemes(RouteGroupBuilder hearings)
    {
        hearings.MapGet("/{id:guid}/comments", async (Guid id, HttpContext http, ReadCommentsHandler handler, string? cursor, int? limit, CancellationToken ct) =>
            Page(http, await handler.CommentsAsync(http.Caller(), id, cursor, limit, ct)))
            .WithName("listHearingComments").WithSummary("The comments in a hearing of one's own").Produces<VoiceList<HearingComment>>().ProducesProblems(403, 404);
        hearings.MapGet("/{id:guid}/comments/{commentId:guid}/draftNeed", async (
            Guid id, Guid commentId, HttpContext http, ReadCommentsHandler handler, CancellationToken ct) =>
            (await handler.DraftAsync(http.Caller(), id, commentId, ct)).ToHttp(Results.Ok))
            .WithName("draftNeedOfComment").WithSummary("Suggest something else: a comment as a draft of a need")
            .WithDescription("The body of POST /v1/needs, with a link back. Of a comment that is published, or in a hearing of one's own.")
            .Produces<DraftNeed>().ProducesProblems(403, 404);
        hearings.MapGet("/{id:guid}/themes", async (Guid id, HttpContext http, ReadCommentsHandler handler, string? cursor, int? limit, CancellationToken ct) =>
            Page(http, await handler.ThemesAsync(http.Caller(), id, cursor, limit, ct)))
            .WithName("listThemes").WithSummary("The themes in a hearing of one's own").Produces<VoiceList<HearingTheme>>().ProducesProblems(403, 404);
        hearings.MapPost("/{id:guid}/themes", async (Guid id, HttpContext http, GatherCommentsHandler handler, CancellationToken ct) =>
            (await JsonBody.ReadAsync<NameTheme>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
                ? rejection.ToHttp()
                : (await handler.NameAsync(http.Caller(), id, body.Value, ct)).ToHttp(theme => Results.Created($"/v1/hearings/{id}/themes", theme)))
            .WithName("nameTheme").WithSummary("Gather comments that are about the same").Accepts<NameTheme>("application/json")
            .Produces<HearingTheme>(StatusCodes.Status201Created).ProducesProblems(403, 404, 409);
        hearings.MapPost("/{id:guid}/themes/{themeId:guid}:add", async (Guid id, Guid themeId, HttpContext http, GatherCommentsHandler handler, CancellationToken ct) =>
            (await JsonBody.ReadAsync<AddComments>(http.Request, null, ct)).IsRejected(out var rejection, out var body)
                ? rejection.ToHttp()
                : (await handler.AddAsync(http.Caller(), id, themeId, body.Value, ct)).ToHttp(Results.Ok))
            .WithName("addToTheme").WithSummary("Add comments to a theme").Accepts<AddComments>("application/json").Produces<HearingTheme>().ProducesProblems(403, 404);
        hearings.MapPost("/{id:guid}/themes/{themeId:guid}:answer", async (Guid id, Guid themeId, HttpContext http, GatherCommentsHandler handler, CancellationToken ct) =>
            (await JsonBody.ReadAsync<AnswerTheme>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
                ? rejection.ToHttp()
                : (await handler.AnswerAsync(http.Caller(), id, themeId, body.Value, ct)).ToHttp(Results.Ok))
            .WithName("answerTheme").WithSummary("Answer all comments of a theme at once, in public").Accepts<AnswerTheme>("application/json")
            .Produces<HearingTheme>().ProducesProblems(403, 404);
        hearings.MapGet("/{id:guid}/publicAnswers", async (Guid id, HttpContext http, ReadCommentsHandler handler, string? cursor, int? limit, CancellationToken ct) =>
            Page(http, await handler.PublicAnswersAsync(id, cursor, limit, ct))).AllowAnonymous()
            .WithName("publicAnswers").WithSummary("What the owner answered, theme by theme").WithDescription("Needs no key.")
            .Produces<VoiceList<HearingTheme>>().ProducesProblems(404);
        hearings.MapGet("/{id:guid}/publicComments", async (Guid id, HttpContext http, ReadCommentsHandler handler, string? cursor, int? limit, CancellationToken ct) =>
            Page(http, await handler.PublicCommentsAsync(id, cursor, limit, ct))).AllowAnonymous()
            .WithName("publicComments").WithSummary("The comments that were answered, and where the answer is")
            .WithDescription("Needs no key. With the texts that the owner published.").Produces<VoiceList<HearingComment>>().ProducesProblems(404);
    }

    private static IResult Page<T>(HttpContext http, Outcome<VoiceList<T>> outcome) => outcome.ToHttp(page =>
    {
        http.LinkNext(page.Cursor);
        return Results.Ok(page);
    });

    private static async Task<IResult> OpenAsync(HttpContext http, OpenHearingHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<OpenHearing>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(http.Caller(), body.Value, ct)).ToHttp(hearing => Results.Created($"/v1/hearings/{hearing.Id}", hearing));

    private static async Task<IResult> IssueAsync(Guid id, HttpContext http, ReadHearingsHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<IssueTokens>(http.Request, null, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.IssueAsync(http.Caller(), id, body.Value, ct)).ToHttp(issued => HtmlPage.Unstored(http, Results.Ok(issued)));

    private static async Task<IResult> AnswerAsync(Guid id, HttpContext http, AnswerHearingHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<AnswerHearing>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(id, body.Value, ct)).ToHttp(answered => HtmlPage.Unstored(http, Results.Ok(answered)));
}
