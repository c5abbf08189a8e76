using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>Who gave what to a partnership and its results.</summary>
/// <param name="Minutes">That count, by kind; kinds are never added together.</param>
/// <param name="Gap">What would be missing without the party that was named.</param>
public sealed record ContributionGraph(
    Guid PartnershipId, string Title, IReadOnlyList<PartyContribution> Parties, IReadOnlyDictionary<string, long> Minutes, Gap? Gap = null);

/// <summary>What one party gave.</summary>
/// <param name="Promised">What it said it would do.</param>
/// <param name="Reports">How many approved reports the minutes come from.</param>
/// <param name="Results">Its part of the results, as the owners of the measures see it.</param>
public sealed record PartyContribution(
    Guid ParticipantId, string Name, string Sector, string Role, string Standing, DateTimeOffset Since, DateTimeOffset? Until,
    IReadOnlyList<string> Promised, IReadOnlyDictionary<string, long> Minutes, long Reports, IReadOnlyList<ResultShare> Results);

/// <summary>A party's part of a result.</summary>
/// <param name="OwnerId">Whose measure it is.</param>
/// <param name="Share">In percent of the result, where its owner stated one.</param>
public sealed record ResultShare(Guid OwnerId, string MeasureKey, string What, string Unit, decimal Value, DateOnly Day, string Place, decimal? Share, string? Text);

/// <summary>What would be missing without one party.</summary>
/// <param name="Minutes">Its own, by kind.</param>
/// <param name="MinutesLeft">Those of the others, by kind.</param>
/// <param name="Results">The results that it had a part in.</param>
/// <param name="MissingSectors">Sectors that nobody else at the table is of.</param>
public sealed record Gap(
    Guid Without, string Name, IReadOnlyDictionary<string, long> Minutes, IReadOnlyDictionary<string, long> MinutesLeft, IReadOnlyList<ResultShare> Results,
    IReadOnlyList<string> MissingSectors);

/// <summary>Minutes that count, of one party and one kind.</summary>
internal sealed record GivenMinutes(Guid ParticipantId, string Kind, long Minutes, long Reports);

internal sealed class ContributionGraphHandler(NpgsqlDataSource db)
{
    /// <param name="without">Whose gap is to be shown; null: nobody's.</param>
    public async Task<Outcome<ContributionGraph>> HandleAsync(Caller caller, Guid partnershipId, Guid? without, CancellationToken ct)
    {
        if (await SeatStore.FindAsync(db, partnershipId, ct) is not { } partnership || !partnership.IsKnownTo(caller))
        {
            return Rejections.NotFound("partnership", partnershipId);
        }
        var minutes = await ContributionStore.MinutesAsync(db, partnershipId, ct);
        var figures = await ResultStore.LatestAsync(db, partnershipId, ct);
        return Draw(partnership, minutes, figures, partnership.IsOpenTo(caller) ? null : caller.ParticipantId, without);
    }

    /// <param name="only">Who sees no more than what it gave itself.</param>
    internal static Outcome<ContributionGraph> Draw(
        KnownPartnership partnership, IReadOnlyList<GivenMinutes> minutes, IReadOnlyList<Figure> figures, Guid? only, Guid? without)
    {
        var shares = Shares(partnership, figures).ToLookup(share => share.ParticipantId, share => share.Share);
        var seats = partnership.Seats.Where(seat => seat.WasTaken && (only is null || seat.ParticipantId == only)).ToList();
        var parties = seats.ConvertAll(seat => new PartyContribution(
            seat.ParticipantId, seat.Name, seat.Sector, seat.Role, seat.Standing, seat.Since, seat.Until,
            [.. (partnership.Content?.Commitments ?? []).Where(promise => promise.ParticipantId == seat.ParticipantId).Select(promise => promise.What)],
            ByKind(minutes.Where(given => given.ParticipantId == seat.ParticipantId)),
            minutes.Where(given => given.ParticipantId == seat.ParticipantId).Sum(given => given.Reports),
            [.. shares[seat.ParticipantId]]));
        var seen = minutes.Where(given => only is null || given.ParticipantId == only).ToList();
        if (without is null)
        {
            return new ContributionGraph(partnership.Id, partnership.Title, parties, ByKind(seen));
        }
        if (parties.Find(party => party.ParticipantId == without) is not { } missing)
        {
            return Rejections.Invalid("#/without", "Skriv en part i partnerskabet.", "Write a party of the partnership.");
        }
        var gap = new Gap(
            missing.ParticipantId, missing.Name, missing.Minutes, ByKind(seen.Where(given => given.ParticipantId != without)), missing.Results,
            seats.Exists(seat => seat.ParticipantId != without && seat.Sector == missing.Sector && seat.IsPresent) ? [] : [missing.Sector]);
        return new ContributionGraph(partnership.Id, partnership.Title, [.. parties.Where(party => party != missing)], ByKind(seen), gap);
    }

    // Of each measure the figure that counts now; what is said of a follow-up of the same measure is said of the same result.
    private static IEnumerable<(Guid ParticipantId, ResultShare Share)> Shares(KnownPartnership partnership, IReadOnlyList<Figure> figures) =>
        from measure in partnership.Measures
        let figure = figures.Where(figure => figure.IsOf(measure)).MaxBy(figure => (figure.Day, figure.Number))
        where figure is not null
        from part in figure.Contributions
        select (part.ParticipantId, new ResultShare(
            measure.ParticipantId, measure.Key, measure.What, measure.Unit, figure.Value, figure.Day, figure.Place, part.Share, part.Text));

    private static SortedDictionary<string, long> ByKind(IEnumerable<GivenMinutes> minutes) =>
        new(minutes.GroupBy(given => given.Kind).ToDictionary(kind => kind.Key, kind => kind.Sum(given => given.Minutes)), StringComparer.Ordinal);
}
