using System.Diagnostics;
using SocialEnzyme.Hub.AppHost.Servers;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.AppHost.Once;

/// <summary>What a sceptic does with the audit file: checks it with the offline command, then flips one bit and checks it again.</summary>
static class AuditPlay
{
    /// <exception cref="PlayFailedException">The file does not fit, or it still does when it was changed.</exception>
    public static async Task VerifyAsync(LocalHub hub, byte[] file, CancellationToken ct)
    {
        var path = Path.Combine(hub.Folder, "audit.ndjson");
        await File.WriteAllBytesAsync(path, file, ct);
        var (code, said) = await RunAsync(path, ct);
        if (code != 0 || !said.StartsWith("OK ", StringComparison.Ordinal)) throw new PlayFailedException("partnerships", $"the audit file does not verify: {said}");
        file[file.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(path, file, ct);
        (code, said) = await RunAsync(path, ct);
        if (code != 1) throw new PlayFailedException("partnerships", $"one bit of the audit file was flipped, and the check ended with {code}: {said}");
    }

    static async Task<(int Code, string Said)> RunAsync(string path, CancellationToken ct)
    {
        var start = new ProcessStartInfo(Programs.Find("dotnet") ?? "dotnet", [ServiceProgram.Assembly("partnerships"), "verify", path])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(ct);
        var output = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, output + await errors);
    }
}
