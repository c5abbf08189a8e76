using System.Diagnostics;

namespace SocialEnzyme.Hub.AppHost.Servers;

/// <summary>
/// Where PostgreSQL's data lie. As an ordinary user inside the run folder; as root in a folder of the postgres user under
/// /var/tmp, because PostgreSQL refuses root and its user may not be able to enter the run folder, which then records where.
/// </summary>
sealed class PostgresFolder
{
    PostgresFolder(string path, string? user)
    {
        Path = path;
        User = user;
    }

    public string Path { get; }

    /// <summary>The user that must run PostgreSQL; null: the one we are.</summary>
    public string? User { get; }

    public string Data => System.IO.Path.Combine(Path, "data");

    public bool IsInitialised => File.Exists(System.IO.Path.Combine(Data, "PG_VERSION"));

    public static async Task<PostgresFolder> OpenAsync(string folder, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess) return new PostgresFolder(folder, null);
        var record = Record(folder);
        var path = File.Exists(record) ? (await File.ReadAllTextAsync(record, ct)).Trim() : null;
        if (path is null || !Directory.Exists(path))
        {
            path = $"/var/tmp/socialenzyme-hub-{Guid.CreateVersion7():n}";
            await File.WriteAllTextAsync(record, path + "\n", ct);
            await RunAsync("install", ["-d", "-o", "postgres", "-g", "postgres", "-m", "0700", path], ct);
        }
        return new PostgresFolder(path, "postgres");
    }

    /// <summary>Deletes the data of a hub that was only for once.</summary>
    public static void Remove(string folder)
    {
        var record = Record(folder);
        if (!File.Exists(record)) return;
        var path = File.ReadAllText(record).Trim();
        // The record is a file like any other: nothing but a folder that we named ourselves is deleted on its word.
        if (path.StartsWith("/var/tmp/socialenzyme-hub-", StringComparison.Ordinal) && Directory.Exists(path)) Directory.Delete(path, recursive: true);
        File.Delete(record);
    }

    public async Task InitialiseAsync(string programs, string password, bool durable, CancellationToken ct)
    {
        var own = System.IO.Path.Combine(Path, "superuser");
        await File.WriteAllTextAsync(own, password, ct);
        File.SetUnixFileMode(own, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (User is not null) await RunAsync("chown", [$"{User}:{User}", own], ct);
        List<string> words = [System.IO.Path.Combine(programs, "initdb"), "-D", Data, "-U", "hub", "--pwfile", own,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale"];
        if (!durable) words.Add("--no-sync");
        if (User is not null) words.InsertRange(0, ["runuser", "-u", User, "--"]);
        await RunAsync(words[0], words.Skip(1), ct);
        File.Delete(own);
    }

    static string Record(string folder) => System.IO.Path.Combine(folder, "location");

    static async Task RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(Programs.Find(program) ?? program, arguments)
        {
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = await process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        if (process.ExitCode == 0) return;
        throw new InvalidOperationException($"{program} {string.Join(' ', start.ArgumentList)} failed: {errors}{await output}");
    }
}
