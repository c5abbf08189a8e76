using System.Diagnostics;
using System.Globalization;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.Benchmarks.Report;
using SocialEnzyme.Hub.Benchmarks.Support;

namespace SocialEnzyme.Hub.Benchmarks.Scenarios;

/// <summary>From nothing to ready, servers included, and what our processes then hold in memory.</summary>
internal sealed class Start() : Scenario("start", "start to ready with new servers and empty databases, and resident memory")
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    public override async Task<IReadOnlyList<Figure>> RunAsync(Lab lab)
    {
        await lab.StopHubAsync();
        var runs = await RepeatAsync(lab, async () =>
        {
            var started = Stopwatch.GetTimestamp();
            var hub = await lab.HubAsync();
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await Task.Delay(Idle);
            var memory = hub.Services.Values.Sum(Resident);
            await lab.StopHubAsync();
            return (Seconds: seconds, Megabytes: memory);
        });
        return
        [
            Figure.OfValue("start", "s", [.. runs.Select(run => run.Seconds)], "≤ 15 s", seconds => seconds <= 15),
            Figure.OfValue("memory idle", "MB", [.. runs.Select(run => run.Megabytes)], "≤ 900 MB", memory => memory <= 900),
        ];
    }

    private static double Resident(ServiceProcess service)
    {
        var line = File.ReadLines($"/proc/{service.ProcessId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1_024;
    }
}
