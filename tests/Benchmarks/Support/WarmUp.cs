using System.Diagnostics;
using System.Globalization;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.Benchmarks.Report;

namespace SocialEnzyme.Hub.Benchmarks.Support;

/// <summary>
/// Repeats work until .NET has compiled its hot paths for good: on two cores the compiler takes a fifth of the machine for half a minute, and a hub
/// runs for weeks. What a hub costs before that is told by the scenario start.
/// </summary>
internal static class WarmUp
{
    // Of one core, all services and this process together.
    private const double Quiet = 0.05;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    public static async Task RunAsync(Lab lab, Func<Task> work)
    {
        var hub = await lab.HubAsync();
        var spent = new Dictionary<string, double>();
        var started = Stopwatch.GetTimestamp();
        double share;
        do
        {
            var (before, looked) = (CompilerSeconds(hub, spent), Stopwatch.GetTimestamp());
            while (Stopwatch.GetElapsedTime(looked) < Look) await work();
            share = (CompilerSeconds(hub, spent) - before) / Stopwatch.GetElapsedTime(looked).TotalSeconds;
        }
        while (share > Quiet && Stopwatch.GetElapsedTime(started) < Longest);
        lab.Step($"warm after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s: compiling takes {Table.Number(100 * share)} % of a core");
    }

    // The compiler's threads come and go; what an ended one has spent still counts.
    private static double CompilerSeconds(LocalHub hub, Dictionary<string, double> spent)
    {
        foreach (var thread in hub.Services.Values.Select(service => service.ProcessId).OfType<int>().Append(Environment.ProcessId)
            .SelectMany(id => Directory.EnumerateDirectories($"/proc/{id}/task")))
        {
            try
            {
                var stat = File.ReadAllText(Path.Combine(thread, "stat"));
                if (!stat.Contains(".NET Tiered", StringComparison.Ordinal)) continue;
                var numbers = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                spent[thread] = (long.Parse(numbers[11], CultureInfo.InvariantCulture) + long.Parse(numbers[12], CultureInfo.InvariantCulture)) / 100.0;
            }
            catch (IOException)
            {
                // It has ended since it was listed.
            }
        }
        return spent.Values.Sum();
    }
}
