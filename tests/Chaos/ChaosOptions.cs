using System.Globalization;

namespace SocialEnzyme.Hub.Chaos;

/// <summary>What was asked for on the command line.</summary>
internal sealed record ChaosOptions
{
    /// <summary>How long the hub is under load.</summary>
    public TimeSpan Time { get; private init; } = TimeSpan.FromMinutes(1);

    /// <summary>Decides what is called, killed and cut, and when.</summary>
    public int Seed { get; private init; } = Random.Shared.Next(1, 1_000_000);

    public string? JsonFile { get; private init; }

    /// <summary>inbox or outbox: a guard that is taken away, to see that it is missed.</summary>
    public string? Without { get; private init; }

    /// <exception cref="FormatException">A word that is not understood.</exception>
    public static ChaosOptions Parse(string[] words)
    {
        var options = new ChaosOptions();
        var minutes = 0.0;
        for (var i = 0; i < words.Length; i++)
        {
            options = words[i] switch
            {
                "--seed" => options with { Seed = Seeded(words, ref i) },
                "--json" => options with { JsonFile = Value(words, ref i) },
                "--without" => options with { Without = Guard(words, ref i) },
                var word when word.StartsWith('-') => throw new FormatException($"{word} is not an option; see ./chaos --help."),
                var word when minutes > 0 => throw new FormatException($"One number of minutes is enough; got {word} too."),
                var word => options with { Time = TimeSpan.FromMinutes(minutes = Minutes(word)) },
            };
        }
        return minutes > 0 ? options : throw new FormatException("How many minutes? For example: ./chaos 1 (see ./chaos --help).");
    }

    private static double Minutes(string word) =>
        double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var minutes) && minutes is >= 0.25 and <= 1_440
            ? minutes : throw new FormatException($"The time is a number of minutes from 0.25 to 1440; got {word}.");

    private static int Seeded(string[] words, ref int i) =>
        int.TryParse(Value(words, ref i), NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed : throw new FormatException($"--seed wants a whole number, 0 or more; got {words[i]}.");

    private static string Guard(string[] words, ref int i) =>
        Value(words, ref i) is "inbox" or "outbox" ? words[i] : throw new FormatException($"--without takes inbox or outbox; got {words[i]}.");

    private static string Value(string[] words, ref int i) =>
        ++i < words.Length ? words[i] : throw new FormatException($"{words[i - 1]} wants a value; see ./chaos --help.");
}
