using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>One party's own measure: where it stood, where it should go, what was expected of it, and what came of it.</summary>
/// <param name="Place">Where the measure is of, as it was agreed.</param>
/// <param name="Expected">Fixed when all first agreed on the measure.</param>
/// <param name="Actual">The figure of the latest day.</param>
public sealed record ResultLine(
    Guid ParticipantId, string ParticipantName, string MeasureKey, string What, string Unit, string? Place,
    decimal? Baseline, decimal? Target, decimal? Expected, Figure? Actual, IReadOnlyList<FollowUp> FollowUps);

/// <summary>From when to when the partnership looks.</summary>
/// <param name="Months">Whole months; absent when no end was agreed.</param>
public sealed record GoalHorizon(DateOnly? From, DateOnly? Until, int? Months);

/// <summary>The results of a partnership, a line for each party's own measure.</summary>
public sealed record ResultLines(Guid PartnershipId, string Title, string State, DateTimeOffset ActivatedAt, GoalHorizon Horizon, IReadOnlyList<ResultLine> Lines);

/// <summary>A page of figures as they were recorded, superseded ones too; the cursor is absent on the last.</summary>
public sealed record FigureList(IReadOnlyList<Figure> Items, string? Cursor = null);

internal sealed class ReadResultsHandler(NpgsqlDataSource db)
{
    public async Task<Outcome<ResultLines>> ListAsync(Caller caller, Guid partnershipId, CancellationToken ct)
    {
        if (await SeatStore.FindAsync(db, partnershipId, ct) is not { } partnership || !partnership.IsKnownTo(caller))
        {
            return Rejections.NotFound("partnership", partnershipId);
        }
        var figures = await ResultStore.LatestAsync(db, partnershipId, ct);
        var seen = partnership.Measures.Where(measure => partnership.IsOpenTo(caller) || measure.ParticipantId == caller.ParticipantId);
        return new ResultLines(
            partnershipId, partnership.Title, partnership.State, partnership.ActivatedAt, Horizon(partnership.Content?.From, partnership.Content?.Until),
            [.. seen.Select(measure => new ResultLine(
                measure.ParticipantId, partnership.NameOf(measure.ParticipantId), measure.Key, measure.What, measure.Unit, measure.Place,
                measure.Baseline, measure.Target, measure.Expected, figures.Where(figure => figure.IsOf(measure)).MaxBy(figure => (figure.Day, figure.Number)),
                [.. FollowUps.Months.Select(months => new FollowUp(
                    months, FollowUps.DueOn(measure.AgreedAt, months),
                    figures.Where(figure => figure.IsOf(measure) && figure.FollowUpMonths == months).MaxBy(figure => (figure.Day, figure.Number))))]))]);
    }

    public async Task<Outcome<FigureList>> HistoryAsync(Caller caller, Guid partnershipId, string? measure, long after, int limit, CancellationToken ct)
    {
        if (await SeatStore.FindAsync(db, partnershipId, ct) is not { } partnership || !partnership.IsKnownTo(caller))
        {
            return Rejections.NotFound("partnership", partnershipId);
        }
        var owner = partnership.IsOpenTo(caller) ? default(Guid?) : caller.ParticipantId;
        var key = string.IsNullOrEmpty(measure) || measure.Contains('\0', StringComparison.Ordinal) ? null : measure;
        var found = await ResultStore.ListAsync(db, partnershipId, owner, key, after, limit + 1, ct);
        var (items, cursor) = Page.OfNumbered(found, limit, figure => figure.Number);
        return new FigureList(items, cursor);
    }

    internal static GoalHorizon Horizon(DateOnly? from, DateOnly? until)
    {
        if (from is not { } first || until is not { } last)
        {
            return new GoalHorizon(from, until, null);
        }
        var months = ((last.Year - first.Year) * 12) + last.Month - first.Month;
        return new GoalHorizon(from, until, first.AddMonths(months) > last ? months - 1 : months);
    }
}
