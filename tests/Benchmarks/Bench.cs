using SocialEnzyme.Hub.Benchmarks.Report;
using SocialEnzyme.Hub.Benchmarks.Scenarios;
using SocialEnzyme.Hub.Benchmarks.Support;

namespace SocialEnzyme.Hub.Benchmarks;

/// <summary>Measures the hub against the smallest programs that do the same work without it.</summary>
public static class Bench
{
    private static readonly IReadOnlyList<Scenario> All =
    [
        new Publish(), new GatewayHop(), new Import(), new Latency(), new Sustained(), new Match(), new OfferChanges(), new CatchUp(), new Webhooks(), new HoursImport(), new Reports(),
        new Start(),
    ];

    public static async Task<int> Main(string[] args)
    {
        try
        {
            return await RunAsync(BenchOptions.Parse(args));
        }
        catch (FormatException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return 2;
        }
    }

    private static async Task<int> RunAsync(BenchOptions options)
    {
        if (options.Names.Except(All.Select(scenario => scenario.Name)).FirstOrDefault() is { } unknown)
        {
            throw new FormatException($"There is no scenario {unknown}; there are {string.Join(", ", All.Select(scenario => scenario.Name))}.");
        }
        Step(Machine.Describe());
        var figures = new List<Figure>();
        var failures = 0;
        await using var lab = new Lab(options, Step);
        foreach (var scenario in All.Where(scenario => options.Names.Count == 0 || options.Names.Contains(scenario.Name)))
        {
            Step($"{scenario.Name}: {scenario.What} (load {Machine.Load()})");
            try
            {
                figures.AddRange(await scenario.RunAsync(lab));
            }
            catch (Exception error)
            {
                // The others are still worth measuring.
                failures++;
                Step($"{scenario.Name} failed: {error}");
            }
        }
        Console.Write(Table.Of(figures));
        Console.WriteLine(Machine.Describe());
        await Files.WriteAsync(figures, options.JsonFile);
        return failures > 0 ? 1 : figures.TrueForAll(figure => figure.Holds) ? 0 : 3;
    }

    private static void Step(string text) => Console.Error.WriteLine($"        {text}");
}
