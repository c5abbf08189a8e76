using System.Diagnostics;

namespace SocialEnzyme.Hub.Chaos.Report;

/// <summary>What a person sees while it runs. Colours only on a terminal.</summary>
internal sealed class Screen : IProgress<string>
{
    private static readonly bool Colours = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Lock _gate = new();

    public void Report(string value) => Line($"{Paint("2", $"{Stopwatch.GetElapsedTime(_start).TotalSeconds,6:0.0} s")}  {value}");

    public void Say(string text) => Line(text);

    public void Fail(string text) => Line(Paint("31", text));

    private static string Paint(string colour, string text) => Colours ? $"\e[{colour}m{text}\e[0m" : text;

    private void Line(string text)
    {
        lock (_gate) Console.Out.WriteLine(text);
    }
}
