using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SocialEnzyme.Hub.Chaos.Checks;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Report;

/// <summary>What came of a run.</summary>
internal sealed record Summary(
    int Seed, double Minutes, int Accepted, int Kills, int Lost, int Doubled, int Broken, int Difference, string SlowestRecovery,
    IReadOnlyDictionary<string, int> Done, IReadOnlyList<string> Faults)
{
    private const int Shown = 20, LeastKills = 6, LeastPerMinute = 2_000, AgreeingMinutes = 2;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Summary Of(ChaosOptions options, int accepted, Findings findings, Tally tally, (string Target, TimeSpan Time) slowest) => new(
        options.Seed, options.Time.TotalMinutes, accepted, tally["kills"], findings.Count("lost"), findings.Count("doubled"), findings.Count("broken"),
        findings.Count("difference"), string.Create(CultureInfo.InvariantCulture, $"{slowest.Target} {slowest.Time.TotalSeconds:0.0} s"), tally.Counts,
        [.. findings.All.Select(finding => $"{finding.Word}: {finding.Text}")]);

    /// <summary>Why the run proves nothing; null: enough was done.</summary>
    public string? TooLittle =>
        Kills < LeastKills ? $"Only {Kills} kills; a run counts with {LeastKills} or more."
        : Accepted < LeastPerMinute * Minutes ? string.Create(CultureInfo.InvariantCulture, $"Only {Accepted} publishes were accepted in {Minutes} minutes; a run counts with {LeastPerMinute} a minute or more.")
        // In a shorter run on a busy machine the two services and all they lean on may hardly ever be up at once.
        : Minutes >= AgreeingMinutes && (Done.GetValueOrDefault("partnerships active") == 0 || Done.GetValueOrDefault("hours approved") == 0) ? "No partnership became active, or no hours were approved; a run counts with some of both."
        : null;

    public bool IsSound => (Lost, Doubled, Broken, Difference) == (0, 0, 0, 0);

    /// <summary>What was done, one line each.</summary>
    public string Table()
    {
        var width = Done.Keys.Append("slowest recovery").Max(key => key.Length);
        var text = new StringBuilder("\n");
        foreach (var (what, count) in Done) text.AppendLine(CultureInfo.InvariantCulture, $"  {what.PadRight(width)}  {count,9:N0}");
        return text.AppendLine(CultureInfo.InvariantCulture, $"  {"slowest recovery".PadRight(width)}  {SlowestRecovery}").ToString();
    }

    /// <summary>A line for each fault; where one word has very many, the first of them.</summary>
    public IEnumerable<string> FaultLines() => Faults.GroupBy(fault => fault[..fault.IndexOf(':', StringComparison.Ordinal)]).SelectMany(group =>
        group.Take(Shown).Concat(group.Count() > Shown ? [$"{group.Key}: and {group.Count() - Shown} more (all of them with --json FILE)"] : []));

    public string LastLine() => $"accepted={Accepted} kills={Kills} lost={Lost} doubled={Doubled} broken={Broken} difference={Difference}";

    public Task WriteAsync(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        return File.WriteAllTextAsync(file, JsonSerializer.Serialize(this, Json) + "\n");
    }
}
