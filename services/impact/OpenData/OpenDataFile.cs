using SocialEnzyme.Hub.Impact.Reports;

namespace SocialEnzyme.Hub.Impact.OpenData;

/// <summary>What everybody may know, take and build on.</summary>
/// <param name="Licence">Under which it may be used.</param>
/// <param name="Provenance">Where it is from and how it was made.</param>
public sealed record OpenDataFile(string Title, string Licence, string LicenceUrl, string Attribution, string Provenance, IReadOnlyList<OpenRelease> Releases);

/// <summary>A month as it was released; it never changes.</summary>
/// <param name="Month">As 2026-11: what was recorded in it, on whatever day the work was done.</param>
public sealed record OpenRelease(string Month, DateTimeOffset ReleasedAt, string Method, IReadOnlyList<OpenCell> Cells);

/// <summary>Writes releases for those who read them.</summary>
internal static class OpenDataFiles
{
    /// <summary>What is hidden and how months are cut; a changed way is a new version.</summary>
    public const string Method = "open-data/1";

    public const string Licence = "CC BY 4.0";
    public const string LicenceUrl = "https://creativecommons.org/licenses/by/4.0/";
    public const string Attribution = "SocialEnzyme.Hub";

    private const string Provenance =
        "Timer i partnerskaber mellem offentlige, virksomheder og civilsamfund, godkendt af en anden part end den, der indberettede, eller efter en regel, alle " +
        "har aftalt. En måned er det, der blev godkendt eller rettet i den; rettelser er med negative minutter. Arterne lægges aldrig sammen. Et tal, som færre " +
        "end fem personer eller fem partnerskaber står bag, er skjult, og med det så mange andre, at det ikke kan regnes ud. Det udgivne ændres aldrig.";

    private static readonly string[] Columns =
        ["month", "breakdown", "key", "name", "kind", "minutes", "suppressed", "releasedAt", "method", "licence", "attribution", "provenance"];

    public static OpenDataFile Of(IReadOnlyList<OpenRelease> releases) =>
        new("Frivillige og sociale timer, der tæller", Licence, LicenceUrl, Attribution, Provenance, releases);

    public static byte[] ToCsv(IReadOnlyList<OpenRelease> releases)
    {
        var csv = new Csv(Columns);
        foreach (var release in releases)
        {
            foreach (var cell in release.Cells)
            {
                csv.Row(
                    release.Month, cell.Breakdown, cell.Key, Name(cell), cell.Kind, cell.Minutes, cell.Suppressed, release.ReleasedAt, release.Method,
                    $"{Licence} ({LicenceUrl})", Attribution, Provenance);
            }
        }
        return csv.ToUtf8();
    }

    private static string? Name(OpenCell cell) => cell.Breakdown == "all" ? "Hele landet" : Groups.Name(cell.Breakdown, cell.Key, null);

}
