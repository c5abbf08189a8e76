using System.Net;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Voice;

/// <summary>Who is let in where, what the API document says of it, and the pages for browsers.</summary>
public sealed class VoiceDoorTests(VoiceFixture impact) : IClassFixture<VoiceFixture>
{
    private readonly HttpClient _owner = impact.App.Rest(VoiceFixture.Asker());
    private readonly HttpClient _anybody = impact.App.Anonymous();

    [Fact]
    public async Task What_is_anothers_is_answered_as_what_is_not_there()
    {
        var stranger = impact.App.Rest(VoiceFixture.Asker("En anden"));
        var scopeless = impact.App.Rest(Some.Association());
        foreach (var (path, body) in await OwnDoorsAsync())
        {
            var answer = await CallAsync(stranger, path, body);
            answer.Is(404, "not-found");
            var missing = path.Split('/')[3].Split(':')[0];
            (await CallAsync(stranger, path.Replace(missing, Guid.NewGuid().ToString(), StringComparison.Ordinal), body)).Is(404, "not-found");
            (await CallAsync(scopeless, path, body)).Is(403, "scope-missing");
            (await CallAsync(_anybody, path, body)).Is(401, "unauthenticated");
        }
        foreach (var noun in new[] { "surveys", "hearings", "ballots" })
        {
            Assert.Empty((await stranger.ReadAsync($"/v1/{noun}")).Items());
            (await scopeless.ReadAsync($"/v1/{noun}")).Is(403, "scope-missing");
            (await _anybody.ReadAsync($"/v1/{noun}")).Is(401, "unauthenticated");
        }
    }

    [Fact]
    public async Task Ones_own_are_listed_page_by_page()
    {
        var owner = impact.App.Rest(VoiceFixture.Asker("En, der lister"));
        foreach (var open in new Func<Task<string>>[] { owner.OpenSurveyAsync, owner.OpenHearingAsync, () => owner.OpenBallotAsync() })
        {
            var opened = new List<string> { await open(), await open(), await open() };
            var list = opened[0][..opened[0].LastIndexOf('/')];
            var first = await owner.ReadAsync($"{list}?limit=2");
            var second = await owner.ReadAsync($"{list}?limit=2&cursor={first.Body.GetProperty("cursor").GetString()}");
            Assert.Equal(opened, first.Items().Concat(second.Items()).Select(item => $"{list}/{item.GetProperty("id").GetGuid()}"));
            Assert.False(second.Body.TryGetProperty("cursor", out _));
        }
    }

    [Fact]
    public async Task Every_route_is_described_with_its_refusals_and_every_example_is_taken_or_refused_for_its_token_alone()
    {
        var document = JsonNode.Parse((await _anybody.ReadAsync("/openapi/v1.json")).Text)!;
        var routes = document["paths"]!.AsObject().Where(path => path.Key.Contains("surveys", StringComparison.Ordinal)
            || path.Key.Contains("hearings", StringComparison.Ordinal) || path.Key.Contains("ballots", StringComparison.Ordinal)).ToList();
        Assert.Equal(32, routes.Count);
        var hearing = await _owner.OpenHearingAsync();
        var theme = (await _owner.PostAsync($"{hearing}/themes", new JsonObject { ["title"] = "Træer" })).Body.GetProperty("id").GetGuid();
        var own = new Dictionary<string, string> { ["surveys"] = await _owner.OpenSurveyAsync(), ["hearings"] = hearing, ["ballots"] = await _owner.OpenBallotAsync() };
        foreach (var (path, operations) in routes)
        {
            foreach (var (method, operation) in operations!.AsObject())
            {
                foreach (var status in new[] { "400", "401", "422", "429", "503" }) Assert.NotNull(operation!["responses"]![status]);
                if (operation!["requestBody"] is not { } body || body["content"]!["application/json"] is null) continue;
                Assert.Equal("post", method);
                Assert.NotNull(operation["responses"]!["413"]);
                var name = ((string)body["content"]!["application/json"]!["schema"]!["$ref"]!).Split('/')[^1];
                var example = document["components"]!["schemas"]![name]!["examples"]![0]!.DeepClone();
                var real = path.Replace($"/v1/{path.Split('/')[2]}/{{id}}", own[path.Split('/')[2].Split(':')[0]], StringComparison.Ordinal).Replace("{themeId}", theme.ToString(), StringComparison.Ordinal);
                var answer = await _owner.PostAsync(real, example);
                Assert.True(answer.Status < 300 || answer.Code == "token-unknown", $"{path}: {answer.Status} {answer.Text}");
                Assert.NotNull(operation["responses"]![$"{answer.Status}"]);
            }
        }
    }

    [Fact]
    public async Task Somebody_votes_in_a_browser_without_script_and_without_the_token_in_an_address()
    {
        var ballot = await _owner.OpenBallotAsync();
        var token = (await _owner.TokensAsync(ballot, 1))[0];
        using var page = await _anybody.GetAsync(new Uri($"{ballot}/page", UriKind.Relative));
        var html = await page.Content.ReadAsStringAsync();
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("method=\"post\"", html, StringComparison.Ordinal);
        Assert.Contains("lang=\"da\"", html, StringComparison.Ordinal);
        Assert.Equal(3, html.Split("type=\"radio\"").Length - 1);
        Assert.Contains("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True(page.Headers.CacheControl!.NoStore);

        var wrong = await FormAsync($"{ballot}/page", ("token", token), ("option", "9"));
        Assert.Equal(422, wrong.Status);
        Assert.Contains("role=\"alert\"", wrong.Html, StringComparison.Ordinal);
        var voted = await FormAsync($"{ballot}/page", ("token", token), ("option", "2"));
        Assert.Equal(200, voted.Status);
        Assert.DoesNotContain(token, voted.Html, StringComparison.Ordinal);
        Assert.Equal(409, (await FormAsync($"{ballot}/page", ("token", token), ("option", "2"))).Status);

        (await _owner.PostAsync($"{ballot}:close")).Is(200);
        var line = (await _anybody.ReadAsync($"{ballot}/bulletin.csv")).Text.Split('\n').Single(each => each.EndsWith(",2", StringComparison.Ordinal));
        Assert.Contains(line.Split(',')[0], voted.Html, StringComparison.Ordinal);
        // A token in an address is not read.
        using var inAddress = await _anybody.PostAsync(new Uri($"{ballot}/page?token={token}&option=1", UriKind.Relative), new FormUrlEncodedContent([]));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, inAddress.StatusCode);
    }

    [Fact]
    public async Task Somebody_answers_a_survey_and_a_hearing_in_a_browser()
    {
        var survey = await _owner.OpenSurveyAsync();
        var token = (await _owner.TokensAsync($"{survey}/rounds/before", 1))[0];
        Assert.Equal(422, (await FormAsync($"{survey}/page", ("token", token))).Status);
        Assert.Equal(200, (await FormAsync($"{survey}/page", ("token", token), ("trust", "4"), ("help", "2"))).Status);
        Assert.Equal(2, await impact.CountAsync("SELECT sum(n) FROM survey_rounds, unnest(counts) n WHERE survey_id = $1", BallotTests.IdOf(survey)));

        var hearing = await _owner.OpenHearingAsync();
        token = (await _owner.TokensAsync(hearing, 1))[0];
        var refused = await FormAsync($"{hearing}/page", ("token", token), ("choice", "1"), ("comment", "Min cpr er 070761-4285"));
        Assert.Equal(422, refused.Status);
        Assert.DoesNotContain("4285", refused.Html, StringComparison.Ordinal);
        Assert.Contains("CPR-nummer", refused.Html, StringComparison.Ordinal);
        // A program that accepts no page is told the code.
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("comment", "Min cpr er 070761-4285")]);
        using var plain = await _anybody.PostAsync(new Uri($"{hearing}/page", UriKind.Relative), form);
        Assert.Contains("personal-data-detected", await plain.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var tooLong = await FormAsync($"{hearing}/page", ("token", token), ("choice", "2"), ("comment", "<script>alert(1)</script>" + new string('a', 1_000)));
        Assert.Equal(422, tooLong.Status);
        Assert.DoesNotContain("<script", tooLong.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("value=\"2\" checked", tooLong.Html, StringComparison.Ordinal);
        Assert.Equal(200, (await FormAsync($"{hearing}/page", ("token", token), ("choice", "1"), ("group", "2"), ("comment", "En bænk, tak."))).Status);
        Assert.Equal("En bænk, tak.", (await _owner.ReadAsync($"{hearing}/comments")).Items().Single().GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("surveys")]
    [InlineData("hearings")]
    [InlineData("ballots")]
    public async Task Nonsense_from_a_browser_is_refused_and_never_a_fault(string noun)
    {
        var path = noun switch
        {
            "surveys" => await _owner.OpenSurveyAsync(),
            "hearings" => await _owner.OpenHearingAsync(),
            _ => await _owner.OpenBallotAsync(),
        };
        var many = Enumerable.Range(0, 2_000).Select(n => ($"f{n}", "x")).ToArray();
        Assert.Equal(400, (await FormAsync($"{path}/page", many)).Status);
        Assert.InRange((await FormAsync($"{path}/page", ("token", new string('b', 5_000)), ("trust", "99999999999"), ("choice", "-1"), ("option", "1e9"))).Status, 400, 499);
        using var json = await _anybody.PostAsync(new Uri($"{path}/page", UriKind.Relative), new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));
        // Routing refuses the type before it knows that the door is open to all.
        Assert.Contains(json.StatusCode, new[] { HttpStatusCode.UnsupportedMediaType, HttpStatusCode.Unauthorized });
        Assert.Equal(404, (await FormAsync($"/v1/{noun}/{Guid.NewGuid()}/page")).Status);
    }

    [Fact]
    public async Task What_is_said_once_is_kept_by_nobody_on_the_way()
    {
        var ballot = await _owner.OpenBallotAsync();
        using var body = System.Net.Http.Json.JsonContent.Create(new { count = 1 });
        using var issued = await _owner.PostAsync(new Uri($"{ballot}:issueTokens", UriKind.Relative), body);
        Assert.True(issued.Headers.CacheControl!.NoStore);
    }

    private async Task<IReadOnlyList<(string Path, JsonObject? Body)>> OwnDoorsAsync()
    {
        var (survey, hearing, ballot) = (await _owner.OpenSurveyAsync(), await _owner.OpenHearingAsync(), await _owner.OpenBallotAsync());
        var theme = (await _owner.PostAsync($"{hearing}/themes", new JsonObject { ["title"] = "Træer" })).Body.GetProperty("id").GetGuid();
        return
        [
            (survey, null), ($"{survey}/rounds/before:issueTokens", new() { ["count"] = 1 }), ($"{survey}/rounds/after:issueTokens", new() { ["count"] = 1 }),
            ($"{survey}/rounds/before:close", new()), ($"{survey}/rounds/after:close", new()),
            (hearing, null), ($"{hearing}:issueTokens", new() { ["count"] = 1 }), ($"{hearing}:close", new()), ($"{hearing}/comments", null), ($"{hearing}/themes", null),
            ($"{hearing}/themes", new() { ["title"] = "Leg" }), ($"{hearing}/themes/{theme}:add", new() { ["comments"] = new JsonArray() }),
            ($"{hearing}/themes/{theme}:answer", new() { ["answer"] = "Ja." }),
            (ballot, null), ($"{ballot}:issueTokens", new() { ["count"] = 1 }), ($"{ballot}:close", new()),
        ];
    }

    private static Task<Answer> CallAsync(HttpClient client, string path, JsonObject? body) =>
        body is null ? client.ReadAsync(path) : client.PostAsync(path, body.DeepClone());

    private async Task<(int Status, string Html)> FormAsync(string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Accept.ParseAdd("text/html");
        using var response = await _anybody.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
