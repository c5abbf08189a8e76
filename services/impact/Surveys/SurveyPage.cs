using System.Globalization;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Surveys;

/// <summary>The page on which somebody with a code answers in a browser.</summary>
internal static class SurveyPage
{
    public static void MapSurveyPage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/surveys/{id:guid}/page", async (Guid id, HttpContext http, ReadSurveysHandler handler, CancellationToken ct) =>
            await handler.PaperAsync(id, ct) is { } survey ? Form(http, survey, null) : HtmlPage.NotFound(http))
            .AsPage("answerSurveyInBrowserForm", "A page for people with a code: what is asked");
        routes.MapPost("/v1/surveys/{id:guid}/page", PostAsync)
            .Accepts<PageFields>("application/x-www-form-urlencoded").AsPage("answerSurveyInBrowser", "What a browser sends from that page", 409);
    }

    private static async Task<IResult> PostAsync(
        Guid id, HttpContext http, ReadSurveysHandler surveys, AnswerSurveyHandler handler, CancellationToken ct)
    {
        if (await surveys.PaperAsync(id, ct) is not { } survey)
        {
            return HtmlPage.NotFound(http);
        }
        if ((await FormBody.ReadAsync(http.Request, ct)).IsRejected(out var rejection, out var form))
        {
            return Form(http, survey, rejection);
        }
        return (await handler.HandleAsync(id, new AnswerSurvey(form["token"], Answers(form)), ct)).IsRejected(out rejection, out _)
            ? Form(http, survey, rejection, form)
            : HtmlPage.Show(http, new("Tak for dit svar", "Thank you for your answer"), null, page => page.Paragraph(new Text(
                "Svaret er talt med. Det vises først, når runden er slut, og kun sammen med mindst ni andres.",
                "The answer is counted. It is shown when the round has ended, and only together with those of nine others or more.")));
    }

    // What is no number is as good as a wrong one.
    private static Dictionary<string, int> Answers(FormBody form) => SurveyQuestions.Asked.Questions.Where(question => form[question.Dimension] is not null)
        .ToDictionary(question => question.Dimension, question => int.TryParse(form[question.Dimension], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0);

    private static IResult Form(HttpContext http, Survey survey, Rejection? rejection, FormBody? filled = null) => HtmlPage.Show(http, new(survey.Title, survey.Title), rejection, page =>
    {
        page.Paragraph(new Text(
            "Syv sætninger om at bo her. Du må springe over. Svaret er anonymt: koden gemmes ikke sammen med det.",
            "Seven sentences about living here. You may leave some out. The answer is anonymous: the code is not kept with it."));
        page.FormOf(new("Send svar", "Send answer"), form =>
        {
            form.Token();
            var scale = SurveyQuestions.Asked.Scale.Select((text, place) => ((place + 1).ToString(CultureInfo.InvariantCulture), form.Say(text))).ToList();
            foreach (var question in SurveyQuestions.Asked.Questions)
            {
                form.Choices(question.Dimension, question.Statement, scale, isRequired: false);
            }
        });
    }, filled);
}
