using System.Globalization;
using System.Text.RegularExpressions;
using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests;

/// <summary>./chaos finds damage where there is some: a run that is always green would say nothing.</summary>
public sealed partial class ChaosTests
{
    [Fact]
    public async Task A_hub_that_loses_events_before_they_are_sent_is_found_out()
    {
        var (counts, _) = await PlayAsync("outbox");
        Assert.True(counts["lost"] > 0, "nothing was lost");
        Assert.True(counts["difference"] > 0, "the log did not differ");
    }

    [Fact]
    public async Task A_hub_that_forgets_what_it_has_seen_is_found_out()
    {
        var (counts, text) = await PlayAsync("inbox");
        Assert.True(counts["broken"] > 0, "nothing was broken");
        Assert.Contains("the inbox knows nothing", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("How many minutes?")]
    [InlineData("The time is a number of minutes", "soon")]
    [InlineData("--without takes inbox or outbox", "1", "--without", "seatbelt")]
    [InlineData("--sed is not an option", "1", "--sed", "3")]
    public async Task What_is_not_understood_is_said_before_anything_is_started(string told, params string[] words)
    {
        await using var run = RunningProgram.Start(Repository.File("chaos"), [.. words, "--no-build"]);
        Assert.Equal(2, await run.ExitAsync(TimeSpan.FromMinutes(2)));
        Assert.Contains(told, run.Text, StringComparison.Ordinal);
    }

    private static async Task<(Dictionary<string, int> Counts, string Text)> PlayAsync(string without)
    {
        await using var run = RunningProgram.Start(Repository.File("chaos"), ["0.4", "--without", without, "--seed", "7", "--no-build"]);
        var exit = await run.ExitAsync(TimeSpan.FromMinutes(7));
        var counts = Counts().Match(run.Lines[^1]);
        Assert.True(counts.Success, run.Text);
        Assert.Equal(1, exit);
        return (counts.Groups.Values.Skip(1).ToDictionary(group => group.Name, group => int.Parse(group.Value, CultureInfo.InvariantCulture)), run.Text);
    }

    [GeneratedRegex(@"^accepted=(?<accepted>[1-9]\d*) kills=(?<kills>[1-9]\d*) lost=(?<lost>\d+) doubled=(?<doubled>\d+) broken=(?<broken>\d+) difference=(?<difference>\d+)$")]
    private static partial Regex Counts();
}
