using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.IntegrationTests.Voice;

public sealed class HearingTests(VoiceFixture impact) : IClassFixture<VoiceFixture>
{
    private readonly HttpClient _owner = impact.App.Rest(VoiceFixture.Asker());
    private readonly HttpClient _stranger = impact.App.Rest(VoiceFixture.Asker("En anden forening"));
    private readonly HttpClient _neighbour = impact.App.Anonymous();

    [Fact]
    public async Task One_loud_participant_is_one_answer_of_those_who_were_asked()
    {
        var hearing = await _owner.OpenHearingAsync();
        var tokens = await _owner.TokensAsync(hearing, 40);
        foreach (var (token, n) in tokens[..20].Select((token, n) => (token, n))) (await _neighbour.AnswerHearingAsync(hearing, token, 1, (n % 2) + 1)).Is(200);
        var loud = await Task.WhenAll(Enumerable.Range(0, 30).Select(n => _neighbour.AnswerHearingAsync(hearing, tokens[20], 2, 1, $"Jeg siger det igen, gang nr. {n}")));
        Assert.Single(loud, answer => answer.Status == 200);
        Assert.All(loud.Where(answer => answer.Status != 200), answer => answer.Is(409, "token-used"));
        (await _neighbour.AnswerHearingAsync(hearing, tokens[21], 2, 1, "a", "b", "c", "d")).Is(422, "invalid-fields");
        (await _neighbour.AnswerHearingAsync(hearing, tokens[21], 2, 1, new string('a', 1_001))).Is(422, "invalid-fields");

        (await _neighbour.ReadAsync($"{hearing}/results")).Is(404, "not-found");
        (await _owner.PostAsync($"{hearing}:close")).Is(200);
        var result = (await _neighbour.ReadAsync($"{hearing}/results")).Body;
        Assert.Equal((40, 21, 52.5m), (result.GetProperty("invited").GetInt32(), result.GetProperty("answered").GetInt32(), result.GetProperty("responseRate").GetDecimal()));
        Assert.Equal([20, 1], result.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("answers").GetInt32()));
        Assert.Equal([(40, 11), (60, 10)], result.GetProperty("groups").EnumerateArray().Select(group => (group.GetProperty("areaShare").GetInt32(), group.GetProperty("answers").GetInt32())));
        Assert.Equal(1, result.GetProperty("comments").GetInt32());
    }

    [Fact]
    public async Task Forty_letters_on_one_theme_get_one_public_answer_that_is_linked_to_all()
    {
        var hearing = await _owner.OpenHearingAsync();
        var letters = await WriteAsync(hearing, 41);
        (await _neighbour.ReadAsync($"{hearing}/publicAnswers")).Is(404, "not-found");
        (await _neighbour.ReadAsync($"{hearing}/publicComments")).Is(404, "not-found");
        var theme = (await _owner.PostAsync($"{hearing}/themes", new JsonObject { ["title"] = "Frugttræer", ["comments"] = Ids(letters[..30]) }));
        theme.Is(201);
        var path = $"{hearing}/themes/{theme.Body.GetProperty("id").GetGuid()}";
        (await _owner.PostAsync($"{path}:add", new JsonObject { ["comments"] = Ids(letters[30..40]) })).Is(200);
        // Gathered but not answered: still for the owner alone.
        (await _neighbour.ReadAsync($"{hearing}/publicComments")).Is(404, "not-found");
        (await _owner.PostAsync($"{path}:answer", new JsonObject { ["answer"] = "Vi planter tolv i april." })).Is(200);

        var answer = Assert.Single((await _neighbour.ReadAsync($"{hearing}/publicAnswers")).Items());
        Assert.Equal(("Vi planter tolv i april.", 40), (answer.GetProperty("answer").GetString(), answer.GetProperty("comments").GetInt32()));
        var linked = (await _neighbour.ReadAsync($"{hearing}/publicComments?limit=200")).Items().ToList();
        Assert.Equal(letters[..40].Order(), linked.Select(comment => comment.GetProperty("id").GetGuid()).Order());
        Assert.All(linked, comment => Assert.False(comment.TryGetProperty("text", out _)));

        (await _owner.PostAsync($"{path}:answer", new JsonObject { ["answer"] = "Vi planter tolv i april.", ["publishComments"] = true })).Is(200);
        Assert.All((await _neighbour.ReadAsync($"{hearing}/publicComments?limit=200")).Items(), comment => Assert.StartsWith("Brev nr.", comment.GetProperty("text").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_of_comments_lead_to_every_comment_once()
    {
        var hearing = await _owner.OpenHearingAsync();
        var letters = await WriteAsync(hearing, 12);
        var (seen, cursor) = (new List<Guid>(), "");
        while (true)
        {
            var page = await _owner.ReadAsync($"{hearing}/comments?limit=5{cursor}");
            page.Is(200);
            seen.AddRange(page.Items().Select(comment => comment.GetProperty("id").GetGuid()));
            if (!page.Body.TryGetProperty("cursor", out var next)) break;
            cursor = "&cursor=" + next.GetString();
        }
        Assert.Equal(letters.Order(), seen.Order());
        (await _owner.ReadAsync($"{hearing}/comments?cursor=nonsense")).Is(422, "invalid-fields");
    }

    [Fact]
    public async Task A_comment_of_another_hearing_is_gathered_under_no_theme()
    {
        var (one, other) = (await _owner.OpenHearingAsync(), await _owner.OpenHearingAsync());
        var letters = await WriteAsync(other, 2);
        (await _owner.PostAsync($"{one}/themes", new JsonObject { ["title"] = "Træer", ["comments"] = Ids(letters) })).Is(422, "invalid-fields");
        Assert.Empty((await _owner.ReadAsync($"{one}/themes")).Items());
        var theme = (await _owner.PostAsync($"{one}/themes", new JsonObject { ["title"] = "Træer" })).Body.GetProperty("id").GetGuid();
        (await _owner.PostAsync($"{one}/themes/{theme}:add", new JsonObject { ["comments"] = Ids(letters) })).Is(422, "invalid-fields");
        (await _owner.PostAsync($"{other}/themes/{theme}:answer", new JsonObject { ["answer"] = "Nej." })).Is(404, "not-found");
    }

    [Fact]
    public async Task An_objection_becomes_a_draft_of_a_need_with_a_link_back_in_one_step()
    {
        var hearing = await _owner.OpenHearingAsync();
        var token = (await _owner.TokensAsync(hearing, 1))[0];
        var comment = (await _neighbour.AnswerHearingAsync(hearing, token, 2, null, "Nej tak til asfalt; giv os en bænk.")).Body.GetProperty("comments")[0];
        var draft = comment.GetProperty("suggestSomethingElse");
        Assert.Equal("Nej tak til asfalt; giv os en bænk.", draft.GetProperty("description").GetString());
        Assert.Equal(hearing, draft.GetProperty("extensions").GetProperty("hearing").GetString());
        Assert.True(draft.GetProperty("draft").GetBoolean());

        var path = $"{hearing}/comments/{comment.GetProperty("id").GetGuid()}/draftNeed";
        Assert.Equal(draft.ToString(), (await _owner.ReadAsync(path)).Body.ToString());
        (await _stranger.ReadAsync(path)).Is(404, "not-found");
        var theme = await _owner.PostAsync($"{hearing}/themes", new JsonObject { ["title"] = "Bænke", ["comments"] = Ids([comment.GetProperty("id").GetGuid()]) });
        await _owner.PostAsync($"{hearing}/themes/{theme.Body.GetProperty("id").GetGuid()}:answer", new JsonObject { ["answer"] = "Ja.", ["publishComments"] = true });
        (await _stranger.ReadAsync(path)).Is(200);
    }

    [Fact]
    public async Task A_comment_with_a_cpr_number_is_refused_and_the_token_is_not_used()
    {
        var hearing = await _owner.OpenHearingAsync();
        var token = (await _owner.TokensAsync(hearing, 1))[0];
        var refused = await _neighbour.AnswerHearingAsync(hearing, token, 1, null, "Min cpr er 070761-4285");
        refused.Is(422, "personal-data-detected");
        Assert.DoesNotContain("4285", refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, await impact.CountAsync("SELECT count(*) FROM hearing_comments WHERE hearing_id = $1", BallotTests.IdOf(hearing)));
        (await _neighbour.AnswerHearingAsync(hearing, token, 1, null, "En bænk, tak.")).Is(200);
    }

    [Fact]
    public async Task Half_an_answer_is_none()
    {
        var hearing = await _owner.OpenHearingAsync();
        var token = (await _owner.TokensAsync(hearing, 1))[0];
        (await _neighbour.AnswerHearingAsync(hearing, token, null)).Is(422, "invalid-fields");
        (await _neighbour.AnswerHearingAsync(hearing, token, 3)).Is(422, "invalid-fields");
        (await _neighbour.AnswerHearingAsync(hearing, token, 1, 3)).Is(422, "invalid-fields");
        (await _neighbour.AnswerHearingAsync(hearing, token, null, null, "Kun ord.")).Is(200);
    }

    private async Task<List<Guid>> WriteAsync(string hearing, int letters)
    {
        var ids = new List<Guid>();
        foreach (var (token, n) in (await _owner.TokensAsync(hearing, letters)).Select((token, n) => (token, n)))
        {
            var answer = await _neighbour.AnswerHearingAsync(hearing, token, 1, null, $"Brev nr. {n}: plant frugttræer.");
            answer.Is(200);
            ids.Add(answer.Body.GetProperty("comments")[0].GetProperty("id").GetGuid());
        }
        return ids;
    }

    private static JsonArray Ids(IEnumerable<Guid> ids) => [.. ids.Select(id => JsonValue.Create(id))];
}
