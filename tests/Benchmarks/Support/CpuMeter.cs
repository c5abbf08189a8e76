using System.Globalization;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.Benchmarks.Report;

namespace SocialEnzyme.Hub.Benchmarks.Support;

/// <summary>
/// What each process of the hub spends of a core. Others on the machine slow it down but do not change what it costs, so this says where time goes
/// even when the clock does not.
/// </summary>
internal sealed class CpuMeter(LocalHub hub)
{
    private const double MillisecondsPerTick = 10;
    private Dictionary<string, double> _start = Read(hub);

    public void Restart() => _start = Read(hub);

    /// <summary>Milliseconds of a core for each of so many pieces of work, by process, the dearest first.</summary>
    public string PerPiece(double pieces)
    {
        var costs = Read(hub).Select(now => (Name: now.Key, Each: (now.Value - _start.GetValueOrDefault(now.Key)) / pieces)).Where(cost => cost.Each > 0.0005);
        return string.Join(", ", costs.OrderByDescending(cost => cost.Each).Select(cost => $"{cost.Name} {Table.Number(cost.Each)}")) + " core-ms each";
    }

    // Everything that descends from this process is the hub; a process that has gone meanwhile costs nothing more.
    private static Dictionary<string, double> Read(LocalHub hub)
    {
        var services = hub.Services.Values.Where(service => service.ProcessId is not null).ToDictionary(service => service.ProcessId!.Value, service => service.Name);
        var processes = Directory.EnumerateDirectories("/proc").Select(ReadOne).OfType<(int Id, int Parent, string Name, double Cpu)>().ToDictionary(process => process.Id);
        return processes.Values.Where(process => IsOurs(process.Id)).GroupBy(Name).ToDictionary(group => group.Key, group => group.Sum(process => process.Cpu));

        bool IsOurs(int id) => id == Environment.ProcessId || (processes.TryGetValue(id, out var process) && process.Parent > 1 && IsOurs(process.Parent));
        string Name((int Id, int Parent, string Name, double Cpu) process) =>
            process.Id == Environment.ProcessId ? "client" : services.GetValueOrDefault(process.Id) ?? process.Name;
    }

    private static (int Id, int Parent, string Name, double Cpu)? ReadOne(string folder)
    {
        if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id)) return null;
        try
        {
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            // The name stands in brackets and may hold anything; what follows the last one is numbers.
            var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
            var numbers = stat[(close + 2)..].Split(' ');
            return (id, int.Parse(numbers[1], CultureInfo.InvariantCulture), stat[(open + 1)..close], MillisecondsPerTick * (Number(numbers[11]) + Number(numbers[12])));
        }
        catch (IOException) { return null; }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
