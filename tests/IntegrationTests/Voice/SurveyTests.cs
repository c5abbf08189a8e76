using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.IntegrationTests.Voice;

public sealed class SurveyTests(VoiceFixture impact) : IClassFixture<VoiceFixture>
{
    private readonly HttpClient _owner = impact.App.Rest(VoiceFixture.Asker());
    private readonly HttpClient _neighbour = impact.App.Anonymous();

    [Fact]
    public async Task Two_rounds_of_ten_show_the_change_of_each_dimension()
    {
        var survey = await _owner.OpenSurveyAsync();
        await AnswerAsync(survey, "before", 10, 2);
        await CloseAsync(survey, "before");
        Assert.Empty((await _neighbour.ReadAsync($"{survey}/results")).Body.GetProperty("changes").EnumerateArray());
        await AnswerAsync(survey, "after", 12, 4);
        await CloseAsync(survey, "after");
        var changes = (await _neighbour.ReadAsync($"{survey}/results")).Body.GetProperty("changes").EnumerateArray().ToList();
        Assert.Equal(7, changes.Count);
        Assert.All(changes, change => Assert.Equal(2m, change.GetProperty("change").GetDecimal()));
    }

    [Fact]
    public async Task Nine_answers_are_kept_back()
    {
        var survey = await _owner.OpenSurveyAsync();
        await AnswerAsync(survey, "before", 9, 5);
        await CloseAsync(survey, "before");
        var result = await _owner.ReadAsync($"{survey}/results");
        result.Is(200);
        var round = result.Body.GetProperty("rounds").EnumerateArray().Single();
        Assert.False(round.TryGetProperty("answered", out _));
        Assert.All(round.GetProperty("dimensions").EnumerateArray(), dimension => Assert.False(dimension.TryGetProperty("mean", out _)));
        Assert.Empty(result.Body.GetProperty("ideas").EnumerateArray());
    }

    [Fact]
    public async Task Nothing_can_be_read_while_a_round_is_open_so_that_no_answer_is_told_by_the_difference_it_makes()
    {
        var survey = await _owner.OpenSurveyAsync();
        var tokens = await AnswerAsync(survey, "before", 14, 3, invited: 16);
        (await _owner.ReadAsync($"{survey}/results")).Is(404, "not-found");
        Assert.Equal(10, Answered(await _owner.ReadAsync(survey)));
        (await _neighbour.AnswerSurveyAsync(survey, tokens[14], 3)).Is(200);
        Assert.Equal(15, Answered(await _owner.ReadAsync(survey)));
        await CloseAsync(survey, "before");
        var told = (await _owner.ReadAsync($"{survey}/results")).Text;
        (await _neighbour.AnswerSurveyAsync(survey, tokens[15], 1)).Is(404, "token-unknown");
        Assert.Equal(told, (await _owner.ReadAsync($"{survey}/results")).Text);

        static int Answered(Needs.Answer view) => view.Body.GetProperty("before").GetProperty("answered").GetInt32();
    }

    [Fact]
    public async Task Parallel_answers_are_all_counted_and_each_token_once()
    {
        var survey = await _owner.OpenSurveyAsync();
        var tokens = await _owner.TokensAsync($"{survey}/rounds/before", 60);
        var answers = await Task.WhenAll(tokens.SelectMany(token => new[] { 1, 5 }.Select(value => _neighbour.AnswerSurveyAsync(survey, token, value))));
        Assert.Equal(60, answers.Count(answer => answer.Status == 200));
        Assert.All(answers.Where(answer => answer.Status != 200), answer => answer.Is(409, "token-used"));
        Assert.Equal(60 * 7, await impact.CountAsync(
            "SELECT sum(n) FROM survey_rounds, unnest(counts) n WHERE survey_id = $1", BallotTests.IdOf(survey)));
        Assert.Equal(60, await impact.CountAsync(
            "SELECT answered FROM rolls JOIN survey_rounds ON roll_id = id WHERE survey_id = $1 AND round = 'before'", BallotTests.IdOf(survey)));
    }

    [Fact]
    public async Task A_token_counts_in_its_own_round_and_a_refused_answer_does_not_use_it()
    {
        var survey = await _owner.OpenSurveyAsync();
        var after = await AnswerAsync(survey, "after", 10, 5, invited: 11);
        (await _neighbour.AnswerSurveyAsync(survey, after[10], 6)).Is(422, "invalid-fields");
        (await _neighbour.AnswerSurveyAsync(await _owner.OpenSurveyAsync(), after[10], 5)).Is(404, "token-unknown");
        (await _neighbour.AnswerSurveyAsync(survey, after[10], 5)).Is(200);
        await CloseAsync(survey, "after");
        var rounds = (await _neighbour.ReadAsync($"{survey}/results")).Body.GetProperty("rounds").EnumerateArray().ToList();
        Assert.Equal("after", Assert.Single(rounds).GetProperty("round").GetString());
        Assert.Equal((11, 11), (rounds[0].GetProperty("answered").GetInt32(), rounds[0].GetProperty("invited").GetInt32()));
    }

    [Fact]
    public async Task The_middle_of_an_area_is_kept_and_shown_rounded_to_a_hundred_metres()
    {
        var opened = await _owner.PostAsync("/v1/surveys", Survey(55.653812, 12.515234));
        opened.Is(201);
        var shown = opened.Body.GetProperty("centre");
        Assert.NotEqual(55.653812, shown.GetProperty("latitude").GetDouble());
        Assert.InRange(shown.GetProperty("latitude").GetDouble(), 55.6530, 55.6546);
        Assert.Equal(0, await impact.CountAsync("SELECT count(*) FROM surveys WHERE latitude = 55.653812 OR longitude = 12.515234"));
        (await _owner.PostAsync("/v1/surveys", Survey(57.0, 9.9))).Is(422, "invalid-fields");

        static JsonObject Survey(double latitude, double longitude) => new()
        {
            ["title"] = "At bo her",
            ["municipality"] = "0101",
            ["centre"] = new JsonObject { ["latitude"] = latitude, ["longitude"] = longitude },
        };
    }

    private async Task<string[]> AnswerAsync(string survey, string round, int answers, int value, int? invited = null)
    {
        var tokens = await _owner.TokensAsync($"{survey}/rounds/{round}", invited ?? answers);
        foreach (var token in tokens[..answers]) (await _neighbour.AnswerSurveyAsync(survey, token, value)).Is(200);
        return tokens;
    }

    private async Task CloseAsync(string survey, string round) => (await _owner.PostAsync($"{survey}/rounds/{round}:close")).Is(200);
}
