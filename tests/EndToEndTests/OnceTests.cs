using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using SocialEnzyme.Hub.AppHost.Servers;
using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests;

/// <summary>./run as a user starts it, beside a hub that runs already.</summary>
public sealed partial class OnceTests(SharedHub shared) : IClassFixture<SharedHub>
{
    private const string Mark = "HUB_TEST_MARK";

    [Fact]
    public async Task The_play_ends_with_its_counts_and_leaves_nothing_behind()
    {
        var mark = Guid.CreateVersion7().ToString();
        var before = Folders();
        await using var run = Start(mark);
        var exit = await run.ExitAsync(TimeSpan.FromMinutes(4));

        Assert.True(exit == 0, run.Text);
        var counts = Counts().Match(run.Lines[^1]);
        Assert.True(counts.Success, run.Text);
        Assert.Equal("28", counts.Groups["needs"].Value);
        Assert.Equal("2", counts.Groups["matched"].Value);
        Assert.Equal(counts.Groups["needs"].Value, counts.Groups["traces"].Value);
        await NothingIsLeftAsync(mark, before);
        (await shared.Hub.Operator.GetAsync("/v1/participants/me")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_interrupted_play_stops_the_gateway_first_and_the_servers_last()
    {
        var mark = Guid.CreateVersion7().ToString();
        var before = Folders();
        await using var run = Start(mark);
        await Eventually.Is("the play has begun", () => run.Text.Contains("Publishing", StringComparison.Ordinal), TimeSpan.FromMinutes(3));
        await using (var interrupt = RunningProgram.Start("bash", ["-c", $"kill -INT {run.Id}"])) await interrupt.ExitAsync(TimeSpan.FromSeconds(10));
        var exit = await run.ExitAsync(TimeSpan.FromMinutes(1));

        Assert.True(exit == 130, run.Text);
        string[] order = ["Stopping gateway", "Stopping opportunities", "Stopping needs", "Stopping participants", "Stopping RabbitMQ"];
        var places = order.Select(step => run.Text.IndexOf(step, StringComparison.Ordinal)).ToList();
        Assert.True(places[0] >= 0, run.Text);
        Assert.Equal(places.Order(), places);
        await NothingIsLeftAsync(mark, before);
    }

    // What is started in the background, as tests may be, ignores Ctrl-C, and so would all that it starts.
    private static RunningProgram Start(string mark) =>
        RunningProgram.Start("env", ["--default-signal=INT", Repository.File("run"), "--once", "--no-build"], (Mark, mark));

    private static async Task NothingIsLeftAsync(string mark, string[] before)
    {
        // Every process that the run started, and those that they started, carry its mark.
        await Eventually.Is("no process of the run is left", () => Marked(mark).Count == 0, TimeSpan.FromSeconds(5));
        Assert.Empty(Folders().Except(before));
    }

    private static string[] Folders() => Directory.GetDirectories(Path.Combine(RunFolder.Root, "temporary"), "once-*");

    private static List<string> Marked(string mark)
    {
        var marked = new List<string>();
        foreach (var process in Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), out _)))
        {
            try
            {
                if (File.ReadAllText(Path.Combine(process, "environ"), Encoding.Latin1).Contains($"{Mark}={mark}", StringComparison.Ordinal)) marked.Add(process);
            }
            // It ended while we looked, or is another user's.
            catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
        }
        return marked;
    }

    [GeneratedRegex(@"^OK needs=(?<needs>\d+) matched=(?<matched>\d+) delivered=[1-9]\d* partnerships=\d+ hours=\d+ traces=(?<traces>\d+)$")]
    private static partial Regex Counts();
}
