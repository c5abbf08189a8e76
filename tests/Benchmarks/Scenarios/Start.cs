using System.Diagnostics;
using System.Globalization;
using SocialEnzyme.Hub.AppHost.Servers;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.Benchmarks.Report;
using SocialEnzyme.Hub.Benchmarks.Support;

namespace SocialEnzyme.Hub.Benchmarks.Scenarios;

/// <summary>From nothing to ready, servers included, and what our processes then hold in memory.</summary>
internal sealed class Start() : Scenario("start", "start to ready of a hub that was started before, and resident memory")
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    public override async Task<IReadOnlyList<Figure>> RunAsync(Lab lab)
    {
        await lab.StopHubAsync();
        var folder = Path.Combine(RunFolder.Root, $"bench-start-{Guid.CreateVersion7():n}");
        var first = await StartAsync();
        lab.Step($"the first time, with new servers and empty databases: {Table.Number(first.Seconds)} s");
        var runs = await RepeatAsync(lab, StartAsync);
        Directory.Delete(folder, recursive: true);
        return
        [
            Figure.OfValue("start", "s", [.. runs.Select(run => run.Seconds)], "≤ 15 s", seconds => seconds <= 15, note: $"the first time {Table.Number(first.Seconds)} s"),
            Figure.OfValue("memory idle", "MB", [.. runs.Select(run => run.Megabytes)], "≤ 900 MB", memory => memory <= 900),
        ];

        async Task<(double Seconds, double Megabytes)> StartAsync()
        {
            var started = Stopwatch.GetTimestamp();
            await using var hub = await lab.StartAsync(folder);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await Task.Delay(Idle);
            return (seconds, hub.Services.Values.Sum(Resident));
        }
    }

    private static double Resident(ServiceProcess service)
    {
        var line = File.ReadLines($"/proc/{service.ProcessId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1_024;
    }
}
