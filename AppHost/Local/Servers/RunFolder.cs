namespace SocialEnzyme.Hub.AppHost.Servers;

/// <summary>
/// The folder under artifacts/run/ in which one hub, or one set of servers, keeps its data, logs and process numbers.
/// One process holds it at a time; what a crashed one left in it is ended before it is used again.
/// </summary>
public sealed class RunFolder : IDisposable
{
    readonly FileStream _hold;
    readonly bool _temporary;

    RunFolder(string path, FileStream hold, bool temporary)
    {
        Path = path;
        _hold = hold;
        _temporary = temporary;
    }

    public string Path { get; }

    /// <summary>artifacts/run/ of the tree that this program was built in.</summary>
    public static string Root => System.IO.Path.GetFullPath(System.IO.Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "run"));

    /// <summary>A folder whose data are kept.</summary>
    /// <exception cref="InvalidOperationException">Another process holds it.</exception>
    public static async Task<RunFolder> KeptAsync(string path, IProgress<string>? told, CancellationToken ct)
    {
        var hold = TryHold(path)
            ?? throw new InvalidOperationException($"The hub of {path} is running already. Stop it first (Ctrl-C in its window), or use its addresses: they are in {System.IO.Path.Combine(path, "hub.json")}.");
        await EndStaleAsync(path, told, ct);
        return new RunFolder(path, hold, temporary: false);
    }

    /// <summary>A new folder that is deleted when it is disposed of. Also removes those that crashed runs left behind.</summary>
    public static async Task<RunFolder> TemporaryAsync(string purpose, IProgress<string>? told, CancellationToken ct)
    {
        await RemoveAbandonedAsync(told, ct);
        var path = System.IO.Path.Combine(Root, "temporary", $"{purpose}-{Guid.CreateVersion7():n}");
        return new RunFolder(path, TryHold(path)!, temporary: true);
    }

    /// <summary>Copies the logs to where they outlive a temporary folder. Returns that place.</summary>
    public string KeepLogs()
    {
        var logs = System.IO.Path.Combine(Path, "logs");
        if (!_temporary || !Directory.Exists(logs)) return logs;
        var kept = System.IO.Path.Combine(Root, "failed");
        if (Directory.Exists(kept)) Directory.Delete(kept, recursive: true);
        Directory.CreateDirectory(kept);
        foreach (var log in Directory.GetFiles(logs)) File.Copy(log, System.IO.Path.Combine(kept, System.IO.Path.GetFileName(log)));
        return kept;
    }

    /// <summary>Call it after the servers were stopped.</summary>
    public void Dispose()
    {
        if (_temporary) Delete(Path);
        _hold.Dispose();
    }

    static async Task RemoveAbandonedAsync(IProgress<string>? told, CancellationToken ct)
    {
        var all = System.IO.Path.Combine(Root, "temporary");
        if (!Directory.Exists(all)) return;
        // A minute's grace: between making its folder and holding it, another process is not yet seen to be alive.
        foreach (var path in Directory.GetDirectories(all).Where(p => DateTime.UtcNow - Directory.GetCreationTimeUtc(p) > TimeSpan.FromMinutes(1)))
        {
            using var hold = TryHold(path);
            if (hold is null) continue;
            await EndStaleAsync(path, told, ct);
            Delete(path);
        }
    }

    static async Task EndStaleAsync(string path, IProgress<string>? told, CancellationToken ct)
    {
        // The temporary folders below a kept one belong to other processes, which may well be alive.
        var folders = Directory.GetDirectories(path).Where(folder => System.IO.Path.GetFileName(folder) != "temporary").Prepend(path);
        foreach (var file in folders.SelectMany(folder => Directory.GetFiles(folder, "*.pid")))
        {
            if (await PidFile.EndStaleAsync(file, ct) is { } ended) told?.Report(ended);
        }
    }

    static FileStream? TryHold(string path)
    {
        Directory.CreateDirectory(path);
        try { return new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); }
        catch (IOException) { return null; }
    }

    static void Delete(string path)
    {
        PostgresFolder.Remove(System.IO.Path.Combine(path, "postgres"));
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
    }
}
