using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Support;
using Xunit.Abstractions;

namespace SocialEnzyme.Hub.IntegrationTests.Voice;

public sealed class BallotTests(VoiceFixture impact, ITestOutputHelper output) : IClassFixture<VoiceFixture>
{
    private readonly HttpClient _owner = impact.App.Rest(VoiceFixture.Asker());
    private readonly HttpClient _voter = impact.App.Anonymous();

    [Fact]
    public async Task Five_hundred_votes_are_counted_in_one_statement_and_anyone_counts_the_same()
    {
        var ballot = await _owner.OpenBallotAsync(options: 5);
        var tokens = await _owner.TokensAsync(ballot, 510);
        var receipts = new string[500];
        await Parallel.ForEachAsync(Enumerable.Range(0, 500), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (n, _) =>
        {
            var vote = await _voter.VoteAsync(ballot, tokens[n], Choice(n));
            vote.Is(200);
            receipts[n] = vote.Body.GetProperty("receipt").GetString()!;
        });

        var watch = Stopwatch.StartNew();
        (await _owner.PostAsync($"{ballot}:close")).Is(200);
        var result = await _voter.ReadAsync($"{ballot}/result");
        output.WriteLine($"500 votes closed and counted in {watch.Elapsed.TotalMilliseconds:0} ms");
        result.Is(200);
        Assert.Equal((500, 510), (result.Body.GetProperty("votes").GetInt32(), result.Body.GetProperty("invited").GetInt32()));
        var counts = result.Body.GetProperty("counts").EnumerateArray().Select(option => option.GetProperty("votes").GetInt32()).ToArray();
        Assert.Equal(Enumerable.Range(1, 5).Select(option => Enumerable.Range(0, 500).Count(n => Choice(n) == option)), counts);

        // Anyone: the file, its digest, and a count of one's own; and every voter finds the own vote.
        var file = (await _voter.ReadAsync($"{ballot}/bulletin.csv")).Text;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file))), result.Body.GetProperty("bulletinSha256").GetString());
        var votes = file.Split('\n', StringSplitOptions.RemoveEmptyEntries).SkipWhile(line => line != "receipt,option").Skip(1).Select(line => line.Split(',')).ToList();
        Assert.Equal(counts, Enumerable.Range(1, 5).Select(option => votes.Count(vote => vote[1] == $"{option}")));
        var byReceipt = votes.ToDictionary(vote => vote[0], vote => int.Parse(vote[1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.All(Enumerable.Range(0, 500), n => Assert.Equal(Choice(n), byReceipt[receipts[n]]));

        static int Choice(int n) => (n * n % 5) + 1;
    }

    [Fact]
    public async Task Two_votes_with_one_token_at_once_are_one_vote()
    {
        var ballot = await _owner.OpenBallotAsync();
        var tokens = await _owner.TokensAsync(ballot, 20);
        foreach (var token in tokens)
        {
            var votes = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => _voter.VoteAsync(ballot, token, (n % 3) + 1)));
            Assert.Single(votes, vote => vote.Status == 200);
            Assert.All(votes.Where(vote => vote.Status != 200), vote => vote.Is(409, "token-used"));
        }
        (await _owner.PostAsync($"{ballot}:close")).Is(200);
        Assert.Equal(20, (await _voter.ReadAsync($"{ballot}/result")).Body.GetProperty("votes").GetInt32());
    }

    [Fact]
    public async Task Votes_that_race_with_the_close_are_counted_or_refused_and_nothing_between()
    {
        for (var round = 0; round < 5; round++)
        {
            var ballot = await _owner.OpenBallotAsync();
            var tokens = await _owner.TokensAsync(ballot, 40);
            var close = Task.Run(async () =>
            {
                await Eventually.Is("somebody has voted", async () => await impact.CountAsync("SELECT answered FROM rolls WHERE id = $1", IdOf(ballot)) >= 5);
                return await _owner.PostAsync($"{ballot}:close");
            });
            var votes = await Task.WhenAll(tokens.Select(async (token, n) =>
            {
                // A few at a time, so that the close comes among them.
                if (n >= 8) await Eventually.Is("those before have voted", async () => await impact.CountAsync("SELECT answered FROM rolls WHERE id = $1", IdOf(ballot)) >= 5);
                return await _voter.VoteAsync(ballot, token, 1);
            }));
            (await close).Is(200);
            var result = await _voter.ReadAsync($"{ballot}/result");
            Assert.Equal(votes.Count(vote => vote.Status == 200), result.Body.GetProperty("votes").GetInt32());
            Assert.All(votes.Where(vote => vote.Status != 200), vote => vote.Is(409, "deadline-passed"));
            Assert.Equal(result.Text, (await _voter.ReadAsync($"{ballot}/result")).Text);
        }
    }

    [Fact]
    public async Task Nothing_of_the_result_is_told_before_the_close_not_even_to_the_owner()
    {
        var ballot = await _owner.OpenBallotAsync();
        var tokens = await _owner.TokensAsync(ballot, 7);
        foreach (var token in tokens[..4]) (await _voter.VoteAsync(ballot, token, 2)).Is(200);
        foreach (var client in new[] { _owner, _voter })
        {
            (await client.ReadAsync($"{ballot}/result")).Is(404, "not-found");
            (await client.ReadAsync($"{ballot}/bulletin.csv")).Is(404, "not-found");
        }
        var roll = (await _owner.ReadAsync(ballot)).Body.GetProperty("roll");
        // In steps of five: four votes are none.
        Assert.Equal(("open", 0), (roll.GetProperty("state").GetString(), roll.GetProperty("answered").GetInt32()));
        foreach (var token in tokens[4..6]) (await _voter.VoteAsync(ballot, token, 2)).Is(200);
        Assert.Equal(5, (await _owner.ReadAsync(ballot)).Body.GetProperty("roll").GetProperty("answered").GetInt32());
    }

    [Fact]
    public async Task A_vote_before_the_opening_or_after_the_end_is_refused_by_the_clock_of_the_database()
    {
        var ballot = await _owner.OpenBallotAsync(opensAt: DateTimeOffset.UtcNow.AddDays(1));
        var tokens = await _owner.TokensAsync(ballot, 3);
        (await _voter.VoteAsync(ballot, tokens[0], 1)).Is(409, "not-open-yet");
        await impact.RunAsync("UPDATE rolls SET opens_at = now() - interval '1 hour' WHERE id = $1", IdOf(ballot));
        (await _voter.VoteAsync(ballot, tokens[0], 1)).Is(200);
        await impact.RunAsync("UPDATE rolls SET closes_at = now() WHERE id = $1", IdOf(ballot));
        (await _voter.VoteAsync(ballot, tokens[1], 1)).Is(409, "deadline-passed");
        (await _owner.PostAsync($"{ballot}:issueTokens", new JsonObject { ["count"] = 1 })).Is(409, "deadline-passed");
        // Nobody closed it: whoever looks first opens the box.
        Assert.Equal(1, (await _voter.ReadAsync($"{ballot}/result")).Body.GetProperty("votes").GetInt32());
        (await _voter.VoteAsync(ballot, tokens[2], 1)).Is(409, "deadline-passed");
        Assert.Equal(0, await impact.CountAsync("SELECT count(*) FROM tokens WHERE roll_id = $1", IdOf(ballot)));
    }

    [Fact]
    public async Task A_token_opens_its_own_ballot_only_and_a_refused_vote_does_not_use_it()
    {
        var (one, other) = (await _owner.OpenBallotAsync(), await _owner.OpenBallotAsync());
        var token = (await _owner.TokensAsync(one, 1))[0];
        (await _voter.VoteAsync(other, token, 1)).Is(404, "token-unknown");
        (await _voter.VoteAsync($"/v1/ballots/{Guid.NewGuid()}", token, 1)).Is(404, "token-unknown");
        (await _voter.VoteAsync(one, "hvad som helst", 1)).Is(404, "token-unknown");
        foreach (var option in new[] { 0, 4, -1, int.MaxValue }) (await _voter.VoteAsync(one, token, option)).Is(422, "invalid-fields");
        (await _voter.PostAsync($"{one}/votes", new JsonObject { ["token"] = token })).Is(422, "invalid-fields");
        (await _voter.PostAsync($"{one}/votes", new JsonObject { ["option"] = 1 })).Is(422, "invalid-fields");
        (await _voter.PostAsync($"{one}/votes", new JsonObject { ["token"] = token, ["option"] = 1, ["name"] = "Ane" })).Is(400, "malformed-request");
        (await _voter.VoteAsync(one, token.ToUpperInvariant().Replace('-', ' '), 1)).Is(200);
    }

    [Fact]
    public async Task No_more_than_ten_thousand_tokens_are_issued_also_in_parallel()
    {
        var ballot = await _owner.OpenBallotAsync();
        var calls = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _owner.PostAsync($"{ballot}:issueTokens", new JsonObject { ["count"] = 4_000 })));
        Assert.Equal(2, calls.Count(call => call.Status == 200));
        Assert.All(calls.Where(call => call.Status != 200), call => call.Is(422, "invalid-fields"));
        Assert.Equal(2_000, (await _owner.TokensAsync(ballot, 2_000)).Length);
        foreach (var count in new[] { 1, 0, -1, 10_001 }) (await _owner.PostAsync($"{ballot}:issueTokens", new JsonObject { ["count"] = count })).Is(422, "invalid-fields");
        Assert.Equal(10_000, await impact.CountAsync("SELECT count(DISTINCT number) FROM tokens WHERE roll_id = $1", IdOf(ballot)));
    }

    [Fact]
    public async Task A_random_sample_is_drawn_from_the_owners_list()
    {
        var ballot = await _owner.OpenBallotAsync();
        var issued = await _owner.PostAsync($"{ballot}:issueTokens", new JsonObject { ["count"] = 30, ["outOf"] = 1_000 });
        var drawn = issued.Body.GetProperty("drawn").EnumerateArray().Select(number => number.GetInt32()).ToList();
        Assert.Equal(30, drawn.Distinct().Count(number => number is >= 1 and <= 1_000));
        (await _owner.PostAsync($"{ballot}:issueTokens", new JsonObject { ["count"] = 30, ["outOf"] = 29 })).Is(422, "invalid-fields");
    }

    [Fact]
    public async Task Refusals_are_told_in_danish_and_in_english()
    {
        var ballot = await _owner.OpenBallotAsync();
        var token = (await _owner.TokensAsync(ballot, 1))[0];
        (await _voter.VoteAsync(ballot, token, 1)).Is(200);
        var body = new JsonObject { ["token"] = token, ["option"] = 1 };
        Assert.Contains("Der er svaret", (await _voter.PostAsync($"{ballot}/votes", body.DeepClone(), "da")).Text, StringComparison.Ordinal);
        var english = await _voter.PostAsync($"{ballot}/votes", body, "en");
        Assert.Contains("was used to answer", english.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(token, english.Text, StringComparison.OrdinalIgnoreCase);
    }

    internal static Guid IdOf(string path) => Guid.Parse(path.Split('/')[^1]);
}
