namespace SocialEnzyme.Hub.Benchmarks.Report;

/// <summary>What was measured: the medians over all runs, and how far the runs lay apart.</summary>
/// <param name="Yardstick">The same work without the hub, in the same unit and the same run; null where there is none.</param>
/// <param name="Ratio">The median of the runs' own ratios.</param>
/// <param name="Line">What it should hold, in words.</param>
internal sealed record Figure(
    string Scenario, double Value, string Unit, double? Yardstick, double? Ratio, string Line, bool Holds, double Low, double High, string? Note = null)
{
    /// <summary>A figure that is judged by its ratio to a yardstick.</summary>
    public static Figure OfRatio(string scenario, string unit, IReadOnlyList<(double Value, double Yardstick)> runs, string line, Func<double, bool> holds, string? note = null)
    {
        var values = runs.Select(run => run.Value).ToList();
        var ratio = Median(runs.Select(run => run.Value / run.Yardstick));
        return new Figure(
            scenario, Median(values), unit, Median(runs.Select(run => run.Yardstick)), ratio, line, holds(ratio), values.Min(), values.Max(), note);
    }

    /// <summary>A figure that is judged by itself.</summary>
    public static Figure OfValue(string scenario, string unit, IReadOnlyList<double> runs, string line, Func<double, bool> holds, double? yardstick = null, string? note = null)
    {
        var value = Median(runs);
        return new Figure(scenario, value, unit, yardstick, value / yardstick, line, holds(value), runs.Min(), runs.Max(), note);
    }

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    public static double Percentile(IEnumerable<double> values, double percent)
    {
        var sorted = values.Order().ToArray();
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * percent / 100))];
    }
}
