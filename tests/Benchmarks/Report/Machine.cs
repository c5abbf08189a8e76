using System.Globalization;
using System.Runtime.InteropServices;

namespace SocialEnzyme.Hub.Benchmarks.Report;

/// <summary>Where and under what circumstances the figures came about.</summary>
internal static class Machine
{
    private static readonly Lazy<string> Servers = new(() => string.Join(" · ", ServerVersions.All()));

    public static string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GB, {RuntimeInformation.OSArchitecture}, load {Load()}, {RuntimeInformation.FrameworkDescription} · {Servers.Value}");

    /// <summary>The processes that wanted to run, on average over the last minute.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";
}
