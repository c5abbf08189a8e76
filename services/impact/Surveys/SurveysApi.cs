using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Surveys;

/// <summary>The REST door of surveys: for whoever asks, for those with a code, and for everybody who reads what came of it.</summary>
internal static class SurveysApi
{
    public static void MapSurveys(this IEndpointRouteBuilder routes)
    {
        var surveys = routes.MapGroup("/v1/surveys").WithTags("Surveys");
        surveys.MapPost("", OpenAsync).WithName("openSurvey")
            .WithSummary("Open a survey of social capital in an area").WithDescription("Two rounds of the same questions, before and after. Scope impact:write.")
            .Accepts<OpenSurvey>("application/json").Produces<SurveyView>(StatusCodes.Status201Created).ProducesProblems(403);
        surveys.MapGet("", async (HttpContext http, ReadSurveysHandler handler, string? cursor, int? limit, CancellationToken ct) =>
            (await handler.ListAsync(http.Caller(), cursor, limit, ct)).ToHttp(page =>
            {
                http.LinkNext(page.Cursor);
                return Results.Ok(page);
            })).WithName("listSurveys").WithSummary("One's own surveys").Produces<VoiceList<SurveyView>>().ProducesProblems(403);
        surveys.MapGet("/questions", () => Results.Ok(SurveyQuestions.Asked)).AllowAnonymous().WithName("surveyQuestions")
            .WithSummary("What every survey asks").WithDescription("Needs no key.").Produces<SurveyQuestions>().ProducesProblems();
        surveys.MapGet("/{id:guid}", async (Guid id, HttpContext http, ReadSurveysHandler handler, CancellationToken ct) =>
            (await handler.GetAsync(http.Caller(), id, ct)).ToHttp(Results.Ok))
            .WithName("getSurvey").WithSummary("A survey of one's own").Produces<SurveyView>().ProducesProblems(403, 404);
        Issuing(surveys.MapPost("/{id:guid}/rounds/before:issueTokens", (Guid id, HttpContext http, ReadSurveysHandler handler, CancellationToken ct) =>
            IssueAsync(id, SurveyRound.Before, http, handler, ct)).WithName("issueBeforeSurveyTokens"));
        Issuing(surveys.MapPost("/{id:guid}/rounds/after:issueTokens", (Guid id, HttpContext http, ReadSurveysHandler handler, CancellationToken ct) =>
            IssueAsync(id, SurveyRound.After, http, handler, ct)).WithName("issueAfterSurveyTokens"));
        Closing(surveys.MapPost("/{id:guid}/rounds/before:close", async (Guid id, HttpContext http, ReadSurveysHandler handler, CancellationToken ct) =>
            (await handler.CloseAsync(http.Caller(), id, SurveyRound.Before, ct)).ToHttp(Results.Ok)).WithName("closeBeforeSurveyRound"));
        Closing(surveys.MapPost("/{id:guid}/rounds/after:close", async (Guid id, HttpContext http, ReadSurveysHandler handler, CancellationToken ct) =>
            (await handler.CloseAsync(http.Caller(), id, SurveyRound.After, ct)).ToHttp(Results.Ok)).WithName("closeAfterSurveyRound"));
        surveys.MapPost("/{id:guid}/answers", AnswerAsync).AllowAnonymous().WithName("answerSurvey")
            .WithSummary("Answer with a code").WithDescription("Needs no key. Only counters are kept: which values were given together cannot be told, nor with which code.")
            .Accepts<AnswerSurvey>("application/json").Produces<AnswerCounted>().ProducesProblems(404, 409);
        surveys.MapGet("/{id:guid}/results", async (Guid id, ReadSurveysHandler handler, CancellationToken ct) =>
            (await handler.ResultAsync(id, ct)).ToHttp(Results.Ok)).AllowAnonymous().WithName("surveyResults")
            .WithSummary("The result of the rounds that have ended").WithDescription("Needs no key. What fewer than ten answered is left out.")
            .Produces<SurveyResult>().ProducesProblems(404);
        routes.MapSurveyPage();
    }

    private static void Issuing(RouteHandlerBuilder route) => route.WithSummary("Issue codes to answer a round with")
        .WithDescription("Each is good for one answer and is shown now only. At most 5,000 at once. With outOf the hub draws at random whom on the owner's list to ask.")
        .Accepts<IssueTokens>("application/json").Produces<IssuedTokens>().ProducesProblems(403, 404, 409);

    private static void Closing(RouteHandlerBuilder route) => route.WithSummary("End a round")
        .WithDescription("Its result can be read from then on, and it takes no more answers.").Produces<SurveyView>().ProducesProblems(403, 404);

    private static async Task<IResult> IssueAsync(Guid id, string round, HttpContext http, ReadSurveysHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<IssueTokens>(http.Request, null, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.IssueAsync(http.Caller(), id, round, body.Value, ct)).ToHttp(issued => HtmlPage.Unstored(http, Results.Ok(issued)));

    private static async Task<IResult> OpenAsync(HttpContext http, OpenSurveyHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<OpenSurvey>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(http.Caller(), body.Value, ct)).ToHttp(survey => Results.Created($"/v1/surveys/{survey.Id}", survey));

    private static async Task<IResult> AnswerAsync(Guid id, HttpContext http, AnswerSurveyHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<AnswerSurvey>(http.Request, null, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(id, body.Value, ct)).ToHttp(Results.Ok);
}
