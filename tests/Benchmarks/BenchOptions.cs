using System.Globalization;

namespace SocialEnzyme.Hub.Benchmarks;

/// <summary>What was asked for on the command line.</summary>
internal sealed record BenchOptions
{
    /// <summary>Empty: all scenarios.</summary>
    public IReadOnlyList<string> Names { get; private init; } = [];

    public string? JsonFile { get; private init; }

    public int Runs { get; private init; } = 3;

    /// <summary>How many events the catch-up reads.</summary>
    public int Events { get; private init; } = 1_000_000;

    /// <summary>The largest number of subscriptions that one need is matched against.</summary>
    public int Subscriptions { get; private init; } = 1_000_000;

    /// <summary>How many rows of hours are imported.</summary>
    public int Rows { get; private init; } = 50_000;

    /// <summary>How many entries the ledger has that reports are of.</summary>
    public int Entries { get; private init; } = 10_000_000;

    /// <summary>Whether the services send traces, metrics and logs to a receiver on the same machine.</summary>
    public bool Telemetry { get; private init; }

    /// <exception cref="FormatException">A word that is not understood.</exception>
    public static BenchOptions Parse(string[] words)
    {
        var options = new BenchOptions();
        var names = new List<string>();
        for (var i = 0; i < words.Length; i++)
        {
            options = words[i] switch
            {
                "--json" => options with { JsonFile = Value(words, ref i) },
                "--runs" => options with { Runs = Number(words, ref i) },
                "--events" => options with { Events = Number(words, ref i) },
                "--subscriptions" => options with { Subscriptions = Number(words, ref i) },
                "--rows" => options with { Rows = Number(words, ref i) },
                "--entries" => options with { Entries = Number(words, ref i) },
                "--telemetry" => options with { Telemetry = true },
                var word when word.StartsWith('-') => throw new FormatException($"{word} is not an option; see ./bench --help."),
                var word => Named(options, names, word),
            };
        }
        return options with { Names = names };
    }

    private static BenchOptions Named(BenchOptions options, List<string> names, string word)
    {
        names.Add(word);
        return options;
    }

    private static string Value(string[] words, ref int i) =>
        ++i < words.Length ? words[i] : throw new FormatException($"{words[i - 1]} wants a value; see ./bench --help.");

    private static int Number(string[] words, ref int i) =>
        int.TryParse(Value(words, ref i), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number : throw new FormatException($"{words[i - 1]} wants a whole number above 0; got {words[i]}.");
}
