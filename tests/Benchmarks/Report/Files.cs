using System.Text.Encodings.Web;
using System.Text.Json;

namespace SocialEnzyme.Hub.Benchmarks.Report;

/// <summary>The chart, and the figures as programs read them.</summary>
internal static class Files
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(IReadOnlyList<Figure> figures, string? jsonFile)
    {
        var chart = Path.Combine(Directory.CreateDirectory(Path.Combine("artifacts", "bench")).FullName, "bench.svg");
        await File.WriteAllTextAsync(chart, Chart.Of(figures, Machine.Describe()));
        Console.WriteLine($"Chart: {Path.GetRelativePath(Environment.CurrentDirectory, chart)}");
        if (jsonFile is not null)
        {
            await File.WriteAllTextAsync(jsonFile, JsonSerializer.Serialize(figures, Json) + "\n");
        }
    }
}
