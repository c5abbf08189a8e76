using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace SocialEnzyme.Hub.IntegrationTests.Voice;

/// <summary>What somebody with a copy of the database can tell. The tables are dumped with xmin and ctid: who wrote a row when, and where it lies.</summary>
public sealed class SecrecyTests(VoiceFixture impact) : IClassFixture<VoiceFixture>
{
    private const int Voters = 200;
    private const int Options = 20;

    private readonly HttpClient _owner = impact.App.Rest(VoiceFixture.Asker());
    private readonly HttpClient _voter = impact.App.Anonymous();

    [Fact]
    public async Task Voting_changes_one_row_of_the_roll_and_one_box_and_no_token()
    {
        var ballot = await _owner.OpenBallotAsync();
        var tokens = await _owner.TokensAsync(ballot, 20);
        var changed = await ChangedAsync(async () =>
        {
            foreach (var token in tokens[..15]) (await _voter.VoteAsync(ballot, token, 2)).Is(200);
        });
        Assert.Equal(["ballot_boxes", "rolls"], changed);
    }

    [Fact]
    public async Task Answering_a_survey_changes_one_row_of_the_roll_and_one_of_counters()
    {
        var survey = await _owner.OpenSurveyAsync();
        var tokens = await _owner.TokensAsync($"{survey}/rounds/before", 20);
        var changed = await ChangedAsync(async () =>
        {
            foreach (var (token, n) in tokens[..15].Select((token, n) => (token, n))) (await _voter.AnswerSurveyAsync(survey, token, (n % 5) + 1)).Is(200);
        });
        Assert.Equal(["rolls", "survey_rounds"], changed);
    }

    [Fact]
    public async Task Answering_a_hearing_touches_no_token_and_comments_carry_nothing_but_their_text()
    {
        var hearing = await _owner.OpenHearingAsync();
        var tokens = await _owner.TokensAsync(hearing, 12);
        var before = await impact.DumpAsync();
        foreach (var (token, n) in tokens.Select((token, n) => (token, n))) (await _voter.AnswerHearingAsync(hearing, token, (n % 2) + 1, null, $"Nr. {n}")).Is(200);
        var after = await impact.DumpAsync();
        var added = after.Except(before).ToList();
        Assert.Equal(["hearing_comments", "hearing_counts", "rolls"], added.Select(row => row.Table).Distinct().Order());
        Assert.Single(added, row => row.Table == "rolls");
        Assert.Single(added, row => row.Table == "hearing_counts");
        Assert.All(added.Where(row => row.Table == "hearing_comments"), row => Assert.Equal(
            ["hearing_id", "id", "is_public", "text", "theme_id"],
            JsonDocument.Parse(row.Content).RootElement.EnumerateObject().Select(column => column.Name).Order()));
        // Of the tokens, all that is known is that each was used: nothing puts them into an order that comments could be laid beside.
        Assert.Equal(before.Where(row => row.Table == "tokens"), after.Where(row => row.Table == "tokens"));
    }

    [Fact]
    public async Task From_a_full_dump_no_ordering_of_tokens_and_votes_finds_pairs_better_than_chance()
    {
        var ballot = await _owner.OpenBallotAsync(Options);
        var tokens = await _owner.TokensAsync(ballot, Voters);
        // In an order of their own, so that the order of issuing is not the order of voting.
        var order = Enumerable.Range(0, Voters).ToArray();
        Random.Shared.Shuffle(order);
        var chosen = new int[Voters];
        foreach (var voter in order)
        {
            chosen[voter] = Random.Shared.Next(1, Options + 1);
            (await _voter.VoteAsync(ballot, tokens[voter], chosen[voter])).Is(200);
        }

        var dump = (await impact.DumpAsync()).Where(row => row.Content.Contains(BallotTests.IdOf(ballot).ToString(), StringComparison.Ordinal)).ToList();
        var truth = tokens.Select((token, voter) => (Hash: HashOf(token), Option: chosen[voter])).ToDictionary(pair => pair.Hash, pair => pair.Option);
        var rows = dump.Where(row => row.Table == "tokens").ToList();
        Assert.Equal(Voters, rows.Count);
        var votes = JsonDocument.Parse(Assert.Single(dump, row => row.Table == "ballot_boxes").Content).RootElement.GetProperty("votes")
            .EnumerateArray().Select(vote => vote.GetString()!).ToList();

        // Every order that the dump offers for tokens against every order that it offers for votes, and backwards.
        var tokenOrders = new List<IEnumerable<DumpedRow>>
        {
            rows.OrderBy(row => row.Xmin).ThenBy(row => Place(row.Ctid)), rows.OrderBy(row => Place(row.Ctid)), rows.OrderBy(row => Column(row, "hash"), StringComparer.Ordinal),
            rows.OrderBy(row => int.Parse(Column(row, "number"), System.Globalization.CultureInfo.InvariantCulture)),
        };
        var voteOrders = new List<IEnumerable<string>> { votes, votes.Order(StringComparer.Ordinal), votes.AsEnumerable().Reverse() };
        foreach (var tokenOrder in tokenOrders)
        {
            foreach (var voteOrder in voteOrders)
            {
                var right = tokenOrder.Zip(voteOrder).Count(pair => truth[Column(pair.First, "hash")] == int.Parse(pair.Second.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture));
                // By chance ten of two hundred, with a standard deviation of about three; a kept order would give two hundred.
                Assert.True(right < 40, $"{right} of {Voters} pairs were told rightly");
            }
        }
    }

    [Fact]
    public async Task The_box_keeps_no_order_of_voting()
    {
        var ballot = await _owner.OpenBallotAsync(Options);
        var tokens = await _owner.TokensAsync(ballot, 60);
        var receipts = new List<string>();
        foreach (var token in tokens)
        {
            var vote = await _voter.VoteAsync(ballot, token, 1);
            receipts.Add(vote.Body.GetProperty("receipt").GetString()!);
        }
        (await _owner.PostAsync($"{ballot}:close")).Is(200);
        var published = (await _voter.ReadAsync($"{ballot}/bulletin.csv")).Text.Split('\n').Select(line => line.Split(',')[0]).Where(receipts.Contains).ToList();
        Assert.Equal(receipts.Order(StringComparer.Ordinal), published);
        Assert.NotEqual(receipts, published);
    }

    [Fact]
    public async Task No_table_holds_a_token_or_a_time_of_an_answer()
    {
        var ballot = await _owner.OpenBallotAsync();
        var token = (await _owner.TokensAsync(ballot, 2))[0];
        (await _voter.VoteAsync(ballot, token, 1)).Is(200);
        var bare = token.Replace("-", "", StringComparison.Ordinal);
        Assert.DoesNotContain(await impact.DumpAsync(), row =>
            row.Content.Contains(token, StringComparison.OrdinalIgnoreCase) || row.Content.Contains(bare, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(0, await impact.CountAsync("""
            SELECT count(*) FROM information_schema.columns
            WHERE table_name IN ('tokens', 'ballot_boxes', 'survey_rounds', 'hearing_counts', 'hearing_comments') AND data_type LIKE '%time%'
            """));
    }

    [Fact]
    public async Task No_trace_says_a_token()
    {
        var told = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => told.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))} " +
                string.Join(' ', activity.Events.SelectMany(happening => happening.Tags).Select(tag => tag.Value))),
        };
        ActivitySource.AddActivityListener(listener);
        var ballot = await _owner.OpenBallotAsync();
        var tokens = await _owner.TokensAsync(ballot, 3);
        (await _voter.VoteAsync(ballot, tokens[0], 1)).Is(200);
        (await _voter.VoteAsync(ballot, tokens[0], 1)).Is(409, "token-used");
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", tokens[1]), KeyValuePair.Create("option", "1")]);
        (await _voter.PostAsync(new Uri($"{ballot}/page", UriKind.Relative), form)).EnsureSuccessStatusCode();
        Assert.Contains(told, span => span.Contains("/votes", StringComparison.Ordinal));
        Assert.DoesNotContain(told, span => tokens.Any(token => span.Contains(token[..9], StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>In which tables rows were added or changed; each only in one row.</summary>
    private async Task<List<string>> ChangedAsync(Func<Task> act)
    {
        var before = await impact.DumpAsync();
        await act();
        var after = await impact.DumpAsync();
        var changed = after.Except(before).Select(row => row.Table).ToList();
        Assert.Equal(changed.Distinct(), changed);
        Assert.Equal(before.Count, after.Count);
        return [.. changed.Order(StringComparer.Ordinal)];
    }

    private static string HashOf(string token) => "\\x" + Convert.ToHexStringLower(
        System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(token.Replace("-", "", StringComparison.Ordinal))));

    private static string Column(DumpedRow row, string name) => JsonDocument.Parse(row.Content).RootElement.GetProperty(name).ToString();

    private static (int, int) Place(string ctid)
    {
        var parts = ctid.Trim('(', ')').Split(',').Select(part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return (parts[0], parts[1]);
    }
}
