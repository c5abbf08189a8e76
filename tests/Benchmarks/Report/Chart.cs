using System.Globalization;
using System.Security;
using System.Text;

namespace SocialEnzyme.Hub.Benchmarks.Report;

/// <summary>The ratios to the yardsticks as bars on a logarithmic scale, which can be looked at in a browser.</summary>
internal static class Chart
{
    private const int RowHeight = 30;
    private const int Left = 300;
    private const int Width = 900;
    private const int Right = 220;
    private const double LowestPower = -3;
    private const double HighestPower = 4;

    public static string Of(IReadOnlyList<Figure> figures, string machine)
    {
        var height = ((figures.Count + 2) * RowHeight) + 30;
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {height}\" font-family=\"sans-serif\" font-size=\"13\">");
        svg.AppendLine(CultureInfo.InvariantCulture, $"<rect width=\"{Width}\" height=\"{height}\" fill=\"white\"/>");
        for (var power = (int)LowestPower; power <= HighestPower; power++)
        {
            var x = X(Math.Pow(10, power));
            svg.AppendLine(CultureInfo.InvariantCulture,
                $"<line x1=\"{x:F0}\" x2=\"{x:F0}\" y1=\"25\" y2=\"{height - 40}\" stroke=\"{(power == 0 ? "#444" : "#ddd")}\"/><text x=\"{x:F0}\" y=\"18\" text-anchor=\"middle\" fill=\"#666\">{Math.Pow(10, power):0.###}×</text>");
        }
        for (var i = 0; i < figures.Count; i++)
        {
            Row(svg, figures[i], 30 + (i * RowHeight));
        }
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"8\" y=\"{height - 12}\" fill=\"#666\" font-size=\"11\">{SecurityElement.Escape(machine)}</text>");
        return svg.AppendLine("</svg>").ToString();
    }

    private static void Row(StringBuilder svg, Figure figure, int y)
    {
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"8\" y=\"{y + 17}\">{SecurityElement.Escape(figure.Scenario)}</text>");
        var end = X(1);
        if (figure.Ratio is { } ratio)
        {
            end = X(ratio);
            svg.AppendLine(CultureInfo.InvariantCulture,
                $"<rect x=\"{Math.Min(end, X(1)):F0}\" y=\"{y + 4}\" width=\"{Math.Max(1, Math.Abs(end - X(1))):F0}\" height=\"18\" fill=\"{(figure.Holds ? "#2c7fb8" : "#d95f0e")}\"/>");
        }
        var says = $"{Table.Number(figure.Value)} {figure.Unit}{(figure.Holds ? "" : " ✗")}";
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{Math.Max(end, X(1)) + 6:F0}\" y=\"{y + 17}\" fill=\"#222\">{SecurityElement.Escape(says)}</text>");
    }

    private static double X(double ratio) =>
        Left + ((Math.Clamp(Math.Log10(ratio), LowestPower, HighestPower) - LowestPower) / (HighestPower - LowestPower) * (Width - Left - Right));
}
