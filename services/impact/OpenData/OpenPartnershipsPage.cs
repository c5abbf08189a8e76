using System.Globalization;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.OpenData;

/// <summary>The page on which everybody reads public agreements and their results: a table of two columns for each, so that it fits a phone.</summary>
internal static class OpenPartnershipsPage
{
    public static readonly Text Title = new("Offentlige partnerskaber", "Public partnerships");

    private static readonly NumberFormatInfo DanishNumbers = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    public static IResult Show(HttpContext http, OpenPartnershipFile file, string? limit) => HtmlPage.Show(http, Title, null, page =>
    {
        page.Paragraph(new Text(
            "Aftaler, som alle deres parter har gjort offentlige, og hvad der kom ud af dem. Det ventede blev lagt fast, da alle var enige. Her er ingen oplysninger om personer.",
            "Agreements that all their parties have made public, and what came of them. What was expected was fixed when all agreed. There is nothing here about persons."));
        if (file.Items.Count == 0)
        {
            page.Paragraph(new Text("Her er ingen flere.", "There are no more."));
        }
        foreach (var one in file.Items)
        {
            page.Table(one.Title, [.. About(page, one), .. one.Parties.Select(party => (party.Name, Lines(page, party))), .. one.Results.Select(result => (result.What, Lines(page, result)))]);
        }
        if (file.Cursor is { } next)
        {
            page.Link($"?cursor={Uri.EscapeDataString(next)}{(string.IsNullOrEmpty(limit) ? "" : $"&limit={Uri.EscapeDataString(limit)}")}", new("Næste side", "Next page"), "next");
        }
        page.Link("/v1/openData/partnerships.json", new("Det samme som åbne data (JSON)", "The same as open data (JSON)"), "alternate");
        page.Link(file.LicenceUrl, new($"Må bruges frit: {file.Licence}, {file.Attribution}", $"Free to use: {file.Licence}, {file.Attribution}"), "license");
    });

    private static IEnumerable<(string, IReadOnlyList<string>)> About(HtmlPage page, OpenPartnership one)
    {
        yield return (page.Say(new("Formål", "Purpose")), one.Purpose.ReplaceLineEndings("\n").Split('\n'));
        yield return (page.Say(new("Slags", "Kind")), [$"{page.Say(Kind(one.Kind))}, {page.Say(State(one.State))}"]);
        if (one.Municipality is { } code)
        {
            yield return (page.Say(new("Kommune", "Municipality")), [one.MunicipalityName ?? code]);
        }
        if (one.Goals.Count > 0)
        {
            yield return (page.Say(new("Verdensmål", "Sustainable development goals")), [string.Join(", ", one.Goals)]);
        }
        yield return (page.Say(new("Tid", "Time")), [page.Say(new($"I gang fra {Day(one.ActiveSince)}", $"Under way since {Day(one.ActiveSince)}")), .. Period(page, one)]);
    }

    private static IEnumerable<string> Period(HtmlPage page, OpenPartnership one) => one is { From: null, Until: null } ? []
        : [page.Say(new($"Aftalt: {Day(one.From)} – {Day(one.Until)}", $"Agreed: {Day(one.From)} – {Day(one.Until)}"))];

    private static string[] Lines(HtmlPage page, OpenParty party) =>
    [
        party.Role is { } role ? $"{page.Say(Sector(party.Sector))}, {role}" : page.Say(Sector(party.Sector)),
        .. party.Until is { } left ? [page.Say(new($"Gik den {Day(left)}", $"Left on {Day(left)}"))] : Array.Empty<string>(),
        .. party.Commitments.Select(one => one.Quantity is { } quantity ? $"{one.What}: {Number(page, quantity)} {one.Unit}" : one.What),
    ];

    private static string[] Lines(HtmlPage page, OpenResult result) =>
    [
        page.Say(new($"Mål for {result.Party}", $"Measure of {result.Party}")) + (result.Place is { } place ? $", {place}" : ""),
        .. new[]
        {
            (new Text("Udgangspunkt", "Baseline"), result.Baseline), (new Text("Ønsket", "Target"), result.Target), (new Text("Ventet", "Expected"), result.Expected),
        }.Where(one => one.Item2 is not null).Select(one => $"{page.Say(one.Item1)}: {Number(page, one.Item2!.Value)} {result.Unit}"),
        .. result.Actual is { } figure
            ?
            [
                $"{page.Say(new("Fundet", "Found"))} {Day(figure.Day)}: {Number(page, figure.Value)} {result.Unit}, {figure.Place}",
                $"{page.Say(new("Kilde", "Source"))}: {figure.Source}", $"{page.Say(new("Metode", "Method"))}: {figure.Method}",
            ]
            : new[] { page.Say(new("Endnu intet tal", "No figure yet")) },
    ];

    private static Text Kind(string kind) => kind switch
    {
        "declaration" => new("Fælles erklæring", "Joint statement"),
        "roundTable" => new("Rundbord", "Round table"),
        _ => new("Aftale", "Agreement"),
    };

    private static Text State(string state) => state switch
    {
        "completed" => new("gennemført", "completed"),
        "ended" => new("stoppet før tid", "stopped early"),
        _ => new("i gang", "under way"),
    };

    private static Text Sector(string sector) => sector switch
    {
        "public" => new("Det offentlige", "Public sector"),
        "market" => new("Virksomhed", "Company"),
        _ => new("Civilsamfund", "Civil society"),
    };

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string Number(HtmlPage page, decimal number) =>
        number.ToString("#,0.####", page.Say(new("da", "en")) == "da" ? DanishNumbers : NumberFormatInfo.InvariantInfo);
}
