using System.Net;
using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>What the victim asks of citizens: one of each that is open, and one that has ended, which is public.</summary>
internal sealed partial class Victim
{
    private const int TokensOfEach = 20;

    private readonly Dictionary<string, Queue<string>> _tokens = [];

    private async Task AskAsync()
    {
        await SurveyAsync();
        await HearingAsync();
        await BallotAsync();
    }

    /// <summary>A code that is good for one answer; who has none left gets one that was used.</summary>
    private string Token(string kind)
    {
        var token = _tokens[kind].Dequeue();
        _tokens[kind].Enqueue(token);
        return token;
    }

    private async Task SurveyAsync()
    {
        var survey = new JsonObject { ["title"] = "At bo i Valby Syd", ["municipality"] = "0101" };
        _owned["surveys"] = [await CreateAsync("/v1/surveys", survey), await CreateAsync("/v1/surveys", survey)];
        await IssueAsync("surveys", $"/v1/surveys/{_owned["surveys"][0]}/rounds/before:issueTokens");
        (await Owner.PostAsync($"/v1/surveys/{_owned["surveys"][1]}/rounds/before:close")).Expect(HttpStatusCode.OK);
        Public.Add(_owned["surveys"][1]);
    }

    private async Task HearingAsync()
    {
        var hearing = new JsonObject
        {
            ["title"] = "Hvad skal gården bruges til?",
            ["question"] = "Hvad er vigtigst?",
            ["municipality"] = "0101",
            ["choices"] = new JsonArray("Træer", "Leg"),
        };
        var (open, ended) = (await CreateAsync("/v1/hearings", hearing), await CreateAsync("/v1/hearings", hearing));
        _owned["hearings"] = [open, ended];
        await IssueAsync("ended", $"/v1/hearings/{ended}:issueTokens");
        await IssueAsync("hearings", $"/v1/hearings/{open}:issueTokens");
        var published = await CommentAsync(ended, "ended", "Træerne må gerne kunne spises af.");
        _owned["hearings/comments"] = [await CommentAsync(open, "hearings", Secret()), published, await CommentAsync(ended, "ended", Secret())];
        var waiting = await CreateAsync($"/v1/hearings/{open}/themes", new JsonObject { ["title"] = Secret() });
        var answered = await CreateAsync($"/v1/hearings/{ended}/themes", new JsonObject { ["title"] = "Frugttræer", ["comments"] = new JsonArray(published) });
        _owned["hearings/themes"] = [waiting, answered];
        (await Owner.PostAsync($"/v1/hearings/{ended}:close")).Expect(HttpStatusCode.OK);
        var answer = new JsonObject { ["answer"] = "Vi planter 12 frugttræer.", ["publishComments"] = true };
        (await Owner.PostAsync($"/v1/hearings/{ended}/themes/{answered}:answer", answer)).Expect(HttpStatusCode.OK);
        Public.UnionWith([ended, published]);
    }

    /// <summary>Returns the id of the comment.</summary>
    private async Task<string> CommentAsync(string hearing, string tokens, string text)
    {
        var answer = new JsonObject { ["token"] = Token(tokens), ["choice"] = 1, ["comments"] = new JsonArray(text) };
        return (string)(await Owner.PostAsync($"/v1/hearings/{hearing}/answers", answer)).Expect(HttpStatusCode.OK).Body["comments"]![0]!["id"]!;
    }

    private async Task BallotAsync()
    {
        var ballot = new JsonObject { ["title"] = "Nyt navn", ["question"] = "Hvad skal huset hedde?", ["options"] = new JsonArray("Fælleden", "Loftet") };
        var (open, closed) = (await CreateAsync("/v1/ballots", ballot), await CreateAsync("/v1/ballots", ballot));
        _owned["ballots"] = [open, closed];
        await IssueAsync("closed", $"/v1/ballots/{closed}:issueTokens");
        await IssueAsync("ballots", $"/v1/ballots/{open}:issueTokens");
        (await Owner.PostAsync($"/v1/ballots/{closed}/votes", new JsonObject { ["token"] = Token("closed"), ["option"] = 2 })).Expect(HttpStatusCode.OK);
        (await Owner.PostAsync($"/v1/ballots/{closed}:close")).Expect(HttpStatusCode.OK);
        // What is in the box of the open one is nobody's business yet, not even its receipt.
        Secrets.Add((string)(await Owner.PostAsync($"/v1/ballots/{open}/votes", new JsonObject { ["token"] = Token("ballots"), ["option"] = 1 })).Expect(HttpStatusCode.OK).Body["receipt"]!);
        Public.Add(closed);
    }

    private async Task IssueAsync(string kind, string path)
    {
        var issued = (await Owner.PostAsync(path, new JsonObject { ["count"] = TokensOfEach })).Expect(HttpStatusCode.OK).Body;
        _tokens[kind] = new([.. issued["tokens"]!.AsArray().Select(token => (string)token!)]);
        Secrets.AddRange(_tokens[kind]);
    }
}
