using System.Diagnostics;

namespace SocialEnzyme.Hub.AppHost;

/// <summary>The lines a person sees: one for every step that takes time. Colours only on a terminal, steps never in the way of data.</summary>
sealed class Screen(bool stepsToError) : IProgress<string>
{
    readonly long _start = Stopwatch.GetTimestamp();
    readonly Lock _gate = new();

    static bool Colours { get; } = !Console.IsOutputRedirected && !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null;

    public void Report(string value) => Step(value);

    public void Step(string text) =>
        Line(stepsToError ? Console.Error : Console.Out, $"{Dim($"{Stopwatch.GetElapsedTime(_start).TotalSeconds,6:0.0} s")}  {text}");

    public void Say(string text) => Line(Console.Out, text);

    public void Fail(string text) => Line(Console.Error, Red(text));

    public static string Strong(string text) => Colours ? $"\e[1m{text}\e[0m" : text;

    static string Dim(string text) => Colours ? $"\e[2m{text}\e[0m" : text;

    static string Red(string text) => Colours ? $"\e[31m{text}\e[0m" : text;

    void Line(TextWriter to, string text)
    {
        lock (_gate) to.WriteLine(text);
    }
}
