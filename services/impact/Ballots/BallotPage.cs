using System.Globalization;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Ballots;

/// <summary>The page on which somebody with a code votes in a browser.</summary>
internal static class BallotPage
{
    public static void MapBallotPage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/ballots/{id:guid}/page", async (Guid id, HttpContext http, ReadBallotsHandler handler, CancellationToken ct) =>
            await handler.PaperAsync(id, ct) is { } ballot ? Form(http, ballot, null) : HtmlPage.NotFound(http))
            .AsPage("voteInBrowserForm", "A page for people with a code: what is asked");
        routes.MapPost("/v1/ballots/{id:guid}/page", PostAsync)
            .Accepts<PageFields>("application/x-www-form-urlencoded").AsPage("voteInBrowser", "What a browser sends from that page", 409);
    }

    private static async Task<IResult> PostAsync(
        Guid id, HttpContext http, ReadBallotsHandler ballots, CastVoteHandler handler, CancellationToken ct)
    {
        if (await ballots.PaperAsync(id, ct) is not { } ballot)
        {
            return HtmlPage.NotFound(http);
        }
        if ((await FormBody.ReadAsync(http.Request, ct)).IsRejected(out var rejection, out var form))
        {
            return Form(http, ballot, rejection);
        }
        var option = int.TryParse(form["option"], NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : (int?)null;
        return (await handler.HandleAsync(id, new CastVote(form["token"], option), ct)).IsRejected(out rejection, out var vote)
            ? Form(http, ballot, rejection, form)
            : Thanks(http, vote.Receipt);
    }

    private static IResult Form(HttpContext http, Ballot ballot, Rejection? rejection, FormBody? filled = null) => HtmlPage.Show(http, new(ballot.Title, ballot.Title), rejection, page =>
    {
        page.Paragraph(ballot.Question);
        page.FormOf(new("Stem", "Vote"), form =>
        {
            form.Token();
            form.Choices("option", new("Din stemme", "Your vote"), [.. ballot.Options.Select((text, place) => ((place + 1).ToString(CultureInfo.InvariantCulture), text))]);
        });
        page.Paragraph(new Text(
            "Stemmen er hemmelig: koden gemmes ikke sammen med den. Skriv ikke dit navn nogen steder.",
            "The vote is secret: the code is not kept with it. Write your name nowhere."));
    }, filled);

    private static IResult Thanks(HttpContext http, string receipt) =>
        HtmlPage.Show(http, new("Din stemme er afgivet", "You have voted"), null, page =>
        {
            page.Paragraph(new Text("Din kvittering:", "Your receipt:"));
            page.Code(receipt);
            page.Paragraph(new Text(
                "Når afstemningen er slut, står kvitteringen ved din stemme i den offentlige liste. Vis den ikke til andre: så kan de se, hvad du stemte.",
                "When the ballot has ended, the receipt stands beside your vote in the public list. Show it to nobody: they could see how you voted."));
        });
}
