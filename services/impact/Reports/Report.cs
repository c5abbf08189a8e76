using SocialEnzyme.Hub.Impact.Valuation;

namespace SocialEnzyme.Hub.Impact.Reports;

/// <summary>What came of it, in groups.</summary>
/// <param name="AsOf">As it was known then; absent: as it stands now.</param>
/// <param name="Counted">How a partnership that belongs to several groups is counted.</param>
/// <param name="Sum">Of everything the groups are made of, each hour once: never the sum of groups that overlap.</param>
/// <param name="Valuation">How the values were made; absent when none were asked for.</param>
/// <param name="Cursor">Absent on the last page.</param>
public sealed record Report(
    string GroupBy, DateOnly? From, DateOnly? Until, DateTimeOffset? AsOf, string Counted, IReadOnlyList<ReportRow> Rows, ReportSum Sum,
    ReportValuation? Valuation = null, string? Cursor = null);

/// <summary>One group.</summary>
/// <param name="Partnerships">That hours of it count in; in groups of partnerships also those that have none yet.</param>
/// <param name="Key">Empty: those that belong to no group of this kind.</param>
/// <param name="Entries">The address of the ledger entries behind the minutes: their sums are these.</param>
public sealed record ReportRow(string Key, string? Name, int Partnerships, ReportInputs Inputs, ReportOutcomes? Outcomes, string Entries);

/// <summary>Everything, each hour once.</summary>
public sealed record ReportSum(int Partnerships, ReportInputs Inputs, ReportOutcomes? Outcomes, string Entries);

/// <summary>What was given. Hours of different kinds, and money, are never added together.</summary>
/// <param name="Minutes">That were approved, by kind.</param>
/// <param name="Reports">Approved reports, by kind.</param>
/// <param name="ValueOere">What the minutes are held to be worth, by kind.</param>
/// <param name="UnvaluedMinutes">Minutes of months that no rate is known for, by kind.</param>
public sealed record ReportInputs(
    IReadOnlyDictionary<string, long> Minutes, IReadOnlyDictionary<string, long> Reports,
    IReadOnlyDictionary<string, long>? ValueOere = null, IReadOnlyDictionary<string, long>? UnvaluedMinutes = null);

/// <summary>What came of it: measures have units of their own, so they are counted, not added.</summary>
/// <param name="WithFigure">Measures with at least one figure.</param>
/// <param name="ReachedTarget">Measures whose latest figure is at the target or beyond it.</param>
public sealed record ReportOutcomes(int Measures, int WithFigure, int ReachedTarget);

/// <summary>How values were made.</summary>
public sealed record ReportValuation(string Method, string Rounding, IReadOnlyList<Rate> Rates);

/// <summary>One kind of one group, as the database counts it; the group's own line has no kind.</summary>
internal sealed record Cell(string? Key, string? Name, string? Kind, long Minutes, long Reports, long Value, long Unvalued, int Partnerships);

/// <summary>Measures of one group; without a key: of all.</summary>
internal sealed record MeasureCount(string? Key, int Measures, int WithFigure, int ReachedTarget);
