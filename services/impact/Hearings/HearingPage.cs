using System.Globalization;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hearings;

/// <summary>The page on which somebody with a code answers in a browser.</summary>
internal static class HearingPage
{
    public static void MapHearingPage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/hearings/{id:guid}/page", async (Guid id, HttpContext http, ReadHearingsHandler handler, CancellationToken ct) =>
            await handler.PaperAsync(id, ct) is { } hearing ? Form(http, hearing, null) : HtmlPage.NotFound(http))
            .AsPage("answerHearingInBrowserForm", "A page for people with a code: what is asked");
        routes.MapPost("/v1/hearings/{id:guid}/page", PostAsync)
            .Accepts<PageFields>("application/x-www-form-urlencoded").AsPage("answerHearingInBrowser", "What a browser sends from that page", 409);
    }

    private static async Task<IResult> PostAsync(
        Guid id, HttpContext http, ReadHearingsHandler hearings, AnswerHearingHandler handler, CancellationToken ct)
    {
        if (await hearings.PaperAsync(id, ct) is not { } hearing)
        {
            return HtmlPage.NotFound(http);
        }
        if ((await FormBody.ReadAsync(http.Request, ct)).IsRejected(out var rejection, out var form))
        {
            return Form(http, hearing, rejection);
        }
        var answer = new AnswerHearing(
            form["token"], Number(form["choice"]), Number(form["group"]), string.IsNullOrWhiteSpace(form["comment"]) ? null : [form["comment"]]);
        return (await handler.HandleAsync(id, answer, ct)).IsRejected(out rejection, out var answered)
            ? Form(http, hearing, rejection, form)
            : Thanks(http, answered);
    }

    // What is no number is as good as a wrong one.
    private static int? Number(string? text) =>
        text is null ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static IResult Form(HttpContext http, Hearing hearing, Rejection? rejection, FormBody? filled = null) =>
        HtmlPage.Show(http, new(hearing.Title, hearing.Title), rejection, page =>
        {
            page.Paragraph(hearing.Question);
            page.FormOf(new("Send svar", "Send answer"), form =>
            {
                form.Token();
                if (hearing.Choices.Count > 0)
                {
                    form.Choices("choice", new("Dit svar", "Your answer"), Numbered(hearing.Choices), isRequired: false);
                }
                form.TextArea("comment", new("Kommentar (højst 1.000 tegn, ingen navne eller numre)", "Comment (at most 1,000 characters, no names or numbers)"), HearingRules.MaxComment);
                if (hearing.Groups.Count > 0)
                {
                    form.Choices("group", new("Hvilken gruppe hører du til? (Du må springe over)", "To which group do you belong? (You may leave it out)"),
                        Numbered([.. hearing.Groups.Select(group => group.Name)]), isRequired: false);
                }
                if (rejection?.Code == ProblemCode.PersonalDataPossible)
                {
                    form.Tick("confirmNoPersonalData", new("Det er ikke et CPR-nummer", "It is not a CPR number"));
                }
            });
            page.Paragraph(new Text(
                "Svaret er anonymt: koden gemmes ikke sammen med det. Kommentaren læses af den, der spørger, og kan blive offentlig.",
                "The answer is anonymous: the code is not kept with it. The comment is read by whoever asks, and may become public."));
        }, filled);

    private static IReadOnlyList<(string, string)> Numbered(IReadOnlyList<string> texts) =>
        [.. texts.Select((text, place) => ((place + 1).ToString(CultureInfo.InvariantCulture), text))];

    private static IResult Thanks(HttpContext http, HearingAnswered answered) => HtmlPage.Show(http, new("Tak for dit svar", "Thank you for your answer"), null, page =>
    {
        page.Paragraph(new Text("Svaret er modtaget; det tæller én gang.", "The answer was received; it counts once."));
        foreach (var comment in answered.Comments)
        {
            page.Paragraph(new Text("Ved dette nummer finder du svaret på din kommentar, når det er givet:", "By this number you find the answer to your comment when it was given:"));
            page.Code(comment.Id.ToString());
        }
    });
}
