using System.Diagnostics;
using System.Globalization;

namespace SocialEnzyme.Hub.AppHost.Servers;

/// <summary>Remembers a process so that it cannot be mistaken for another: its number, when it was started, and in which boot.</summary>
public static class PidFile
{
    public static void Write(string file, int process)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"{process}\n{Identity(process)}\n");
    }

    public static void Remove(string file, int process)
    {
        if (Read(file)?.Process == process) File.Delete(file);
    }

    /// <summary>Whether the process that was remembered still runs; a stranger that got its number does not count.</summary>
    public static bool IsRunning(string file) => Read(file) is var (process, identity) && Identity(process) == identity;

    /// <summary>Ends what an earlier run left behind, if it is still that process. Says so, or null where there was nothing to end.</summary>
    public static async Task<string?> EndStaleAsync(string file, CancellationToken ct)
    {
        if (Read(file) is not var (id, identity)) return null;
        string? told = null;
        if (Identity(id) == identity)
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException) { /* it ended in this moment */ }
            // Not by waiting for its exit: a dead process whose parent never asks for it stays in the list for good.
            while (Identity(id) == identity) await Task.Delay(20, ct);
            told = $"{Path.GetFileNameWithoutExtension(file)} (process {id}) was left over from an earlier run and was ended";
        }
        File.Delete(file);
        return told;
    }

    static (int Process, string Identity)? Read(string file)
    {
        if (!File.Exists(file)) return null;
        var lines = File.ReadAllLines(file);
        return lines.Length >= 2 && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var process) ? (process, lines[1]) : null;
    }

    /// <summary>Empty where no such process runs.</summary>
    static string Identity(int process)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                using var other = Process.GetProcessById(process);
                return other.StartTime.ToUniversalTime().ToString("o", CultureInfo.InvariantCulture);
            }
            // After the name in brackets, which may hold blanks, comes the state; the 20th word from there is the start in clock ticks.
            var stat = File.ReadAllText($"/proc/{process}/stat");
            var words = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return words[0] == "Z" ? "" : $"{File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim()} {words[19]}";
        }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
