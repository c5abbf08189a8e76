using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Needs;

namespace SocialEnzyme.Hub.IntegrationTests.Voice;

/// <summary>The calls of surveys, hearings and ballots in the words of those who make them.</summary>
internal static class VoiceCalls
{
    public static Task<Answer> PostAsync(this HttpClient client, string path, JsonNode? body = null, string? language = null) =>
        NeedsCalls.SendAsync(client, HttpMethod.Post, path, body, ("Accept-Language", language));

    public static Task<Answer> ReadAsync(this HttpClient client, string path) => NeedsCalls.SendAsync(client, HttpMethod.Get, path, null);

    /// <summary>Opens something and returns where it is: /v1/ballots/{id}.</summary>
    public static async Task<string> OpenAsync(this HttpClient client, string noun, JsonNode body)
    {
        var opened = await client.PostAsync($"/v1/{noun}", body);
        Assert.True(opened.Status == 201, opened.Text);
        return opened.Location!;
    }

    public static Task<string> OpenBallotAsync(this HttpClient client, int options = 3, DateTimeOffset? opensAt = null) => client.OpenAsync("ballots", new JsonObject
    {
        ["title"] = "Nyt navn til beboerhuset",
        ["question"] = "Hvad skal huset hedde?",
        ["options"] = new JsonArray([.. Enumerable.Range(1, options).Select(n => JsonValue.Create($"Navn nr. {n}"))]),
        ["opensAt"] = opensAt,
    });

    public static Task<string> OpenSurveyAsync(this HttpClient client) =>
        client.OpenAsync("surveys", new JsonObject { ["title"] = "At bo her", ["municipality"] = "0101", ["area"] = "Valby Syd" });

    public static Task<string> OpenHearingAsync(this HttpClient client) => client.OpenAsync("hearings", new JsonObject
    {
        ["title"] = "Hvad skal gården bruges til?",
        ["question"] = "Hvad er vigtigst?",
        ["municipality"] = "0101",
        ["choices"] = new JsonArray("Flere træer", "Mere leg"),
        ["groups"] = new JsonArray(
            new JsonObject { ["name"] = "Under 30", ["share"] = 40 }, new JsonObject { ["name"] = "30 og over", ["share"] = 60 }),
    });

    /// <param name="of">Where the thing is, with the round of a survey.</param>
    public static async Task<string[]> TokensAsync(this HttpClient client, string of, int count)
    {
        var issued = await client.PostAsync($"{of}:issueTokens", new JsonObject { ["count"] = count });
        Assert.True(issued.Status == 200, issued.Text);
        return [.. issued.Body.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()!)];
    }

    public static Task<Answer> VoteAsync(this HttpClient client, string ballot, string token, int option) =>
        client.PostAsync($"{ballot}/votes", new JsonObject { ["token"] = token, ["option"] = option });

    public static Task<Answer> AnswerSurveyAsync(this HttpClient client, string survey, string token, int value) => client.PostAsync($"{survey}/answers", new JsonObject
    {
        ["token"] = token,
        ["answers"] = new JsonObject { ["trust"] = value, ["network"] = value, ["help"] = value, ["participation"] = value, ["safety"] = value, ["belonging"] = value, ["influence"] = value },
    });

    public static Task<Answer> AnswerHearingAsync(this HttpClient client, string hearing, string token, int? choice, int? group = null, params string[] comments) =>
        client.PostAsync($"{hearing}/answers", new JsonObject
        {
            ["token"] = token,
            ["choice"] = choice,
            ["group"] = group,
            ["comments"] = new JsonArray([.. comments.Select(comment => JsonValue.Create(comment))]),
        });

    public static void Is(this Answer answer, int status, string? code = null)
    {
        Assert.True(answer.Status == status, $"{answer.Status} {answer.Text}");
        if (code is not null)
        {
            Assert.Equal(code, answer.Code);
        }
    }

    public static IEnumerable<JsonElement> Items(this Answer answer) => answer.Body.GetProperty("items").EnumerateArray();
}
