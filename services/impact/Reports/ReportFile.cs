using SocialEnzyme.Hub.Impact.Valuation;

namespace SocialEnzyme.Hub.Impact.Reports;

/// <summary>A report as a table: a row for each group and kind, so that nobody adds kinds by adding a column.</summary>
internal static class ReportFile
{
    private static readonly string[] Columns =
    [
        "groupBy", "key", "name", "kind", "minutes", "reports", "partnerships", "valueKr", "unvaluedMinutes", "measures", "measuresWithFigure", "measuresReached",
        "from", "until", "asOf", "method", "counted",
    ];

    public static byte[] Write(Report report)
    {
        var csv = new Csv(Columns);
        foreach (var row in report.Rows)
        {
            Add(csv, report, row.Key, row.Name, row.Inputs, row.Partnerships, row.Outcomes);
        }
        Add(csv, report, "sum", null, report.Sum.Inputs, report.Sum.Partnerships, report.Sum.Outcomes);
        return csv.ToUtf8();
    }

    private static void Add(Csv csv, Report report, string key, string? name, ReportInputs inputs, int partnerships, ReportOutcomes? outcomes)
    {
        foreach (var kind in inputs.Minutes.Keys.DefaultIfEmpty())
        {
            if (kind is null)
            {
                csv.Row(
                    report.GroupBy, key, name, null, null, null, partnerships, null, null,
                    outcomes?.Measures, outcomes?.WithFigure, outcomes?.ReachedTarget, report.From, report.Until, report.AsOf, null, report.Counted);
                continue;
            }
            csv.Row(
                report.GroupBy, key, name, kind, inputs.Minutes[kind], inputs.Reports[kind], partnerships,
                inputs.ValueOere is null ? null : inputs.ValueOere[kind] / 100m, inputs.UnvaluedMinutes?[kind],
                outcomes?.Measures, outcomes?.WithFigure, outcomes?.ReachedTarget, report.From, report.Until, report.AsOf,
                report.Valuation is null ? null : Methods.Rates, report.Counted);
        }
    }
}
