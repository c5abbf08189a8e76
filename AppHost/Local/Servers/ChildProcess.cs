using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace SocialEnzyme.Hub.AppHost.Servers;

/// <summary>What to start: a program with its arguments, its variables and where its output goes.</summary>
public sealed record ChildCommand(string Name, string Program, IReadOnlyList<string> Arguments, string Folder, BoundedLog Log)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Only as root: the user the program runs as.</summary>
    public string? User { get; init; }

    /// <summary>Where a later run finds what this one left behind, should it crash.</summary>
    public required string PidFile { get; init; }
}

/// <summary>A process that this one started, in a session of its own, and that does not outlive it.</summary>
public sealed class ChildProcess
{
    const int Sigterm = 15, Sigint = 2;

    // The kernel's parent-death signal follows the thread that forked, not the process: were it a thread of the pool,
    // the child would be killed when the pool lets the thread go. This one stays.
    static readonly BlockingCollection<Action> Forks = [];

    readonly ChildCommand _command;
    readonly Process _process;

    static ChildProcess() =>
        new Thread(() => { foreach (var fork in Forks.GetConsumingEnumerable()) fork(); }) { IsBackground = true, Name = "children" }.Start();

    ChildProcess(ChildCommand command, Process process)
    {
        _command = command;
        _process = process;
        Exited = ExitAsync();
    }

    public int Id => _process.Id;

    /// <summary>Completes with the exit code.</summary>
    public Task<int> Exited { get; }

    public bool HasExited => Exited.IsCompleted;

    public static async Task<ChildProcess> StartAsync(ChildCommand command)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Forks.Add(() =>
        {
            try { started.SetResult(Fork(command)); }
            catch (Exception e) { started.SetException(e); }
        });
        var child = new ChildProcess(command, await started.Task);
        PidFile.Write(command.PidFile, child.Id);
        return child;
    }

    /// <summary>Asks the process to end (SIGTERM, or SIGINT where that is what a server understands) and kills it when it does not.</summary>
    public async Task StopAsync(TimeSpan grace, bool interrupt = false)
    {
        if (!HasExited)
        {
            _ = Signal(Id, interrupt ? Sigint : Sigterm);
            if (await Task.WhenAny(Exited, Task.Delay(grace)) != Exited) await KillAsync();
        }
        await Exited;
    }

    /// <summary>kill -9: the process gets no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        try { _process.Kill(); }
        catch (InvalidOperationException) { /* it has ended already */ }
        await Exited;
    }

    static Process Fork(ChildCommand command)
    {
        var start = new ProcessStartInfo
        {
            WorkingDirectory = command.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var words = Wrapped(command);
        start.FileName = words[0];
        foreach (var word in words.Skip(1)) start.ArgumentList.Add(word);
        foreach (var (name, value) in command.Environment) start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => command.Log.Add(line.Data);
        process.ErrorDataReceived += (_, line) => command.Log.Add(line.Data);
        try { process.Start(); }
        catch (Win32Exception e) { throw new InvalidOperationException($"{command.Name} could not be started: {e.Message}", e); }
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    /// <summary>setsid keeps a terminal's Ctrl-C from the child, so that we choose the order; setpriv ends it with us. Both exec.</summary>
    static List<string> Wrapped(ChildCommand command)
    {
        var words = new List<string>();
        if (Programs.Find("setsid") is { } setsid) words.Add(setsid);
        if (Programs.Find("setpriv") is { } setpriv)
        {
            words.AddRange([setpriv, "--pdeathsig", "KILL"]);
            if (command.User is { } user) words.AddRange(["--reuid", user, "--regid", user, "--init-groups"]);
            words.Add("--");
        }
        else if (command.User is { } user)
        {
            words.AddRange([Programs.Find("runuser") ?? "runuser", "-u", user, "--"]);
        }
        words.Add(command.Program);
        words.AddRange(command.Arguments);
        return words;
    }

    async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync();
        PidFile.Remove(_command.PidFile, _process.Id);
        var code = _process.ExitCode;
        _command.Log.Add($"[{_command.Name} ended with code {code}]");
        return code;
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Signal(int process, int signal);
}
