using System.Diagnostics;

namespace SocialEnzyme.Hub.EndToEndTests.Grpc;

/// <summary>Runs one foreign client once over a route and keeps what it said about each check.</summary>
public abstract class ForeignClient(bool throughProxy, string program, Func<ForeignClient, Task<string[]>> arguments) : Route(throughProxy)
{
    private readonly Dictionary<string, string> _lines = [];
    private string _rest = "";

    /// <summary>The checks it ran, in its order.</summary>
    public IEnumerable<string> Ran => _lines.Keys;

    private protected static string Clients => Path.Combine(Root, "tests", "EndToEndTests", "Grpc", "clients");

    private protected static string Artifacts => Directory.CreateDirectory(Path.Combine(Root, "artifacts", "conformance-clients")).FullName;

    private protected static string Root { get; } = FindRoot();

    /// <summary>Null when the check passed, else why not.</summary>
    public string? FailureOf(string check) =>
        !_lines.TryGetValue(check, out var line) ? $"The check did not run. {_rest}"
        : line == $"ok {check}" ? null
        : line;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var (output, errors) = await RunAsync(program, await arguments(this), Clients, TimeSpan.FromMinutes(3));
        _rest = errors;
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = line.Split(' ', 2);
            if (words is ["ok" or "FAIL", var rest]) _lines[rest.Split(':')[0]] = line;
            else _rest += line;
        }
    }

    private protected static async Task<(string Output, string Errors)> RunAsync(string program, string[] arguments, string folder, TimeSpan limit)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["NODE_PATH"] = Path.Combine(Artifacts, "node_modules") },
        };
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(limit);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (await output, $"{program} was stopped after {limit}. {await errors}");
        }

        return (await output, process.ExitCode == 0 ? await errors : $"{program} ended with {process.ExitCode}. {await errors}");
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props"))) return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}

/// <summary>grpcio, the C core under Python, from Debian; another python3 may come first on PATH.</summary>
public abstract class Grpcio(bool throughProxy) : ForeignClient(throughProxy, "/usr/bin/python3", async route =>
{
    var descriptors = Path.Combine(Artifacts, $"{Guid.CreateVersion7()}.binpb");
    await File.WriteAllBytesAsync(descriptors, ConformanceServer.DescriptorSet());
    return ["conformance.py", route.Target, descriptors];
});

/// <summary>@grpc/grpc-js on Node, and bare HTTP/2.</summary>
public abstract class GrpcJs(bool throughProxy) : ForeignClient(throughProxy, "node", async route =>
{
    await Packages.Value;
    var standard = Path.Combine(Root, "contracts", "Grpc", "protos", "grpc");
    return
    [
        "conformance.js", route.Target, Path.Combine(Clients, "..", "conformance.proto"), Path.Combine(standard, "health", "v1", "health.proto"),
        Path.Combine(standard, "reflection", "v1", "reflection.proto"), Path.Combine(standard, "reflection", "v1alpha", "reflection.proto"),
    ];
})
{
    private static readonly Lazy<Task> Packages = new(InstallAsync);

    private static async Task InstallAsync()
    {
        var wanted = Path.Combine(Clients, "package-lock.json");
        var installed = Path.Combine(Artifacts, "package-lock.json");
        var isInstalled = Directory.Exists(Path.Combine(Artifacts, "node_modules")) && File.Exists(installed);
        if (isInstalled && await File.ReadAllTextAsync(installed) == await File.ReadAllTextAsync(wanted)) return;

        File.Copy(Path.Combine(Clients, "package.json"), Path.Combine(Artifacts, "package.json"), overwrite: true);
        File.Copy(wanted, installed, overwrite: true);
        var (_, errors) = await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], Artifacts, TimeSpan.FromMinutes(2));
        if (!Directory.Exists(Path.Combine(Artifacts, "node_modules")))
            throw new InvalidOperationException($"npm ci could not install the packages of the grpc-js client: {errors}");
    }
}
