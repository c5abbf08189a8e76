using System.Data;
using Npgsql;
using SocialEnzyme.Hub.Impact.Valuation;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Reports;

/// <summary>Counts what the caller may see: the partnerships at whose table it is, or all of them for an operator.</summary>
internal sealed class MakeReportHandler(NpgsqlDataSource db, TimeProvider clock)
{
    private const int UsualRows = 1_000;
    private const int MaxRows = 10_000;
    private const int MaxKey = 100;

    /// <summary>How many rows a file has at most.</summary>
    public const int MaxFileRows = 100_000;

    /// <param name="isFile">All rows, not a page of them.</param>
    public async Task<Outcome<Report>> HandleAsync(Caller caller, ReportQuery query, bool isFile, CancellationToken ct)
    {
        var errors = new List<FieldError>();
        var groupBy = ReportFilters.Word("groupBy", query.GroupBy, Groups.All, errors) ?? "partnership";
        var isValued = ReportFilters.Word("value", query.Value, ["none", "rates"], errors) == "rates";
        var said = ReportFilters.Read(query, clock.GetUtcNow(), errors);
        var search = Groups.Narrow(groupBy, said);
        if (said.Sector is not null && said.Sector != search.Sector)
        {
            ReportFilters.Wrong(errors, "sector", "Virksomheder er erhverv, foreninger civilsamfund; udelad sector.", "Companies are market and NGOs civil; leave out sector.");
        }
        var limit = isFile ? MaxFileRows : Page.ReadLimit(query.Limit, errors, UsualRows, MaxRows);
        var after = ReadKey(isFile ? null : query.Cursor, errors);
        if (errors.Count > 0)
        {
            return Rejections.Invalid(errors);
        }
        if (search.AsOf is { } past && await SettledStore.IsUnsettledAsync(db, past, ct))
        {
            return PastMoment.Unsettled;
        }
        var report = await CountAsync(caller, query, search, groupBy, isValued, after, limit, ct);
        return isFile && report.Cursor is not null
            ? Rejections.Invalid("#/groupBy", $"Filen har over {MaxFileRows} rækker; vælg en kortere periode.", $"The file has over {MaxFileRows} rows; choose a shorter period.")
            : report;
    }

    private async Task<Report> CountAsync(
        Caller caller, ReportQuery query, ReportSearch search, string groupBy, bool isValued, string? after, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        // One moment for rows, sum, measures and rates: what commits meanwhile is in all of them or in none.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var cells = await ReportStore.CountAsync(transaction, caller, search, groupBy, isValued, after, limit + 1, ct);
        // Hours have a kind and a day, measures have neither.
        var measures = groupBy is "kind" or "month" || search.Kind is not null
            ? null
            : await ReportStore.MeasuresAsync(transaction, caller, search, groupBy, ct);
        var rates = isValued ? await RateStore.AsOfAsync(transaction, search.AsOf ?? clock.GetUtcNow().AddDays(1), ct) : null;

        var rows = cells.Where(cell => cell.Key is not null).GroupBy(cell => cell.Key!)
            .OrderBy(group => group.Key.Length).ThenBy(group => group.Key, StringComparer.Ordinal).ToList();
        var shown = rows.Take(limit).Select(group => Row([.. group], group.Key)).ToList();
        var sum = cells.Where(cell => cell.Key is null).ToList();
        return new Report(
            groupBy, search.From, search.Until, search.AsOf, Groups.Counted(groupBy), shown,
            new ReportSum(All(sum).Partnerships, Inputs(sum), Outcomes(null), Groups.Entries(query, groupBy, null)),
            rates is null ? null : new ReportValuation(Methods.Rates, Methods.RatesRounding, rates),
            rows.Count > limit ? "k" + shown[^1].Key : null);

        ReportRow Row(List<Cell> group, string key) => new(
            key, Groups.Name(groupBy, key, All(group).Name), All(group).Partnerships, Inputs(group), Outcomes(key), Groups.Entries(query, groupBy, key));

        ReportInputs Inputs(List<Cell> group) => new(
            ByKind(group, cell => cell.Minutes), ByKind(group, cell => cell.Reports),
            isValued ? ByKind(group, cell => cell.Value) : null, isValued ? ByKind(group, cell => cell.Unvalued) : null);

        ReportOutcomes? Outcomes(string? key) => measures is null ? null
            : measures.Find(count => count.Key == key) is { } found ? new(found.Measures, found.WithFigure, found.ReachedTarget) : new(0, 0, 0);
    }

    private static Cell All(List<Cell> group) => group.Single(cell => cell.Kind is null);

    private static SortedDictionary<string, long> ByKind(List<Cell> group, Func<Cell, long> number) =>
        new(group.Where(cell => !string.IsNullOrEmpty(cell.Kind)).ToDictionary(cell => cell.Kind!, number), StringComparer.Ordinal);

    private static string? ReadKey(string? cursor, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return null;
        }
        if (cursor[0] != 'k' || cursor.Length > MaxKey || cursor.Any(char.IsControl))
        {
            ReportFilters.Wrong(errors, "cursor", "Brug cursor, som den stod i svaret før.", "Use the cursor as it stood in the answer before.");
        }
        return cursor[1..];
    }
}
