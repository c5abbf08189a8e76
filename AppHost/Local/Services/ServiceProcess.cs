using System.Diagnostics;
using SocialEnzyme.Hub.AppHost.Operations;
using SocialEnzyme.Hub.AppHost.Servers;

namespace SocialEnzyme.Hub.AppHost.Services;

/// <summary>One service of the hub as a process: started, watched, and started again when it dies.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    readonly RunFolder _folder;
    readonly IReadOnlyDictionary<string, string> _environment;
    readonly IProgress<string>? _progress;
    readonly RestartBackoff _backoff = new();
    CancellationTokenSource _stopping = new();
    ChildProcess? _process;
    Task _watch = Task.CompletedTask;

    public ServiceProcess(string name, RunFolder folder, Uri address, IReadOnlyDictionary<string, string> environment, IProgress<string>? progress)
    {
        Name = name;
        Address = address;
        _folder = folder;
        _environment = environment;
        _progress = progress;
        Log = new BoundedLog(Path.Combine(folder.Path, "logs", name + ".log"));
    }

    public string Name { get; }

    /// <summary>Its HTTP/1.1 address, where its health is asked for.</summary>
    public Uri Address { get; }

    public BoundedLog Log { get; }

    /// <summary>How often it died and was started again.</summary>
    public int Restarts { get; private set; }

    public int? ProcessId => _process is { HasExited: false } process ? process.Id : null;

    /// <summary>Starts the service and waits until it is ready; one that ends while starting is a failure, with the end of its log.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        _stopping = new CancellationTokenSource();
        _process = await ChildProcess.StartAsync(Command());
        await WaitUntilReadyAsync(ct);
        _watch = WatchAsync(_stopping.Token);
    }

    /// <summary>Waits until the service answers that it and what it depends on are ready.</summary>
    public Task WaitUntilReadyAsync(CancellationToken ct) => Ready.WhenAsync(Name, _process!, Log, IsReadyAsync, ct);

    /// <summary>Waits until it also reaches what it can do without for a while.</summary>
    public Task WaitUntilHealthyAsync(CancellationToken ct) => Ready.WhenAsync(Name, _process!, Log, IsHealthyAsync, ct);

    public async Task<bool> IsReadyAsync(CancellationToken ct)
    {
        using var answer = await Http.GetAsync(new Uri(Address, "/health/ready"), ct);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>What its health check says of it and of each dependency; null when it does not answer.</summary>
    public async Task<string?> HealthAsync(CancellationToken ct)
    {
        try
        {
            using var answer = await Http.GetAsync(new Uri(Address, "/health/ready"), ct);
            return await answer.Content.ReadAsStringAsync(ct);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested) { return null; }
    }

    async Task<bool> IsHealthyAsync(CancellationToken ct) => (await ServiceState.OfAsync(this, ct)).Status == "healthy";

    /// <summary>kill -9. It is started again as after any other death.</summary>
    public Task KillAsync() => _process?.KillAsync() ?? Task.CompletedTask;

    /// <summary>Asks the service to end and leaves it down.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        if (_process is not null) await _process.StopAsync(TimeSpan.FromSeconds(20));
        await _watch;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stopping.Dispose();
        Log.Dispose();
    }

    async Task WatchAsync(CancellationToken stopping)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var code = await _process!.Exited;
            if (stopping.IsCancellationRequested) return;
            var wait = _backoff.After(Stopwatch.GetElapsedTime(started));
            _progress?.Report($"{Name} ended with code {code}; it is started again in {wait.TotalSeconds:0.0} s (log: {Log.File})");
            if (await Task.Delay(wait, stopping).ContinueWith(delay => delay.IsCanceled, TaskScheduler.Default)) return;
            started = Stopwatch.GetTimestamp();
            _process = await ChildProcess.StartAsync(Command());
            Restarts++;
        }
    }

    ChildCommand Command() => new(Name, Programs.Find("dotnet") ?? "dotnet", [ServiceProgram.Assembly(Name)], Path.GetDirectoryName(ServiceProgram.Assembly(Name))!, Log)
    {
        Environment = _environment,
        PidFile = Path.Combine(_folder.Path, Name + ".pid"),
    };
}
