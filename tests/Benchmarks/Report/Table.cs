using System.Globalization;
using System.Text;

namespace SocialEnzyme.Hub.Benchmarks.Report;

/// <summary>The figures as people read them.</summary>
internal static class Table
{
    private static readonly string[] Heads = ["scenario", "value", "spread", "unit", "yardstick", "ratio", "line to hold", "holds"];

    public static string Of(IReadOnlyList<Figure> figures)
    {
        string[][] rows = [Heads, .. figures.Select(Row)];
        var widths = Enumerable.Range(0, Heads.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder("\n");
        foreach (var row in rows)
        {
            text.AppendLine(string.Join("  ", row.Select((cell, column) => column is >= 1 and <= 5 and not 3 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
        }
        foreach (var figure in figures.Where(figure => figure.Note is not null))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{figure.Scenario}: {figure.Note}");
        }
        return text.ToString();
    }

    /// <summary>Three digits that count.</summary>
    public static string Number(double value) => value.ToString(
        Math.Abs(value) switch { >= 100 => "N0", >= 10 => "N1", >= 1 => "N2", _ => "0.000" }, CultureInfo.InvariantCulture);

    private static string[] Row(Figure figure) =>
    [
        figure.Scenario, Number(figure.Value), $"{Number(figure.Low)}–{Number(figure.High)}", figure.Unit,
        figure.Yardstick is { } yardstick ? Number(yardstick) : "", figure.Ratio is { } ratio ? Number(ratio) : "", figure.Line, figure.Holds ? "yes" : "NO",
    ];
}
