using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>Tells what a transaction did, batch by batch.</summary>
/// <param name="batches">Those that exist.</param>
/// <param name="counting">Partnerships in which something counted before.</param>
internal sealed class HoursNews(HoursChange change, Dictionary<Guid, ReportBatch> batches, HashSet<Guid> counting, DateTimeOffset now)
{
    private readonly List<object> _events = [];

    /// <summary>The batches with the versions of what was told of them.</summary>
    public IReadOnlyCollection<ReportBatch> Batches => batches.Values;

    public IReadOnlyList<object> Write()
    {
        foreach (var together in change.Reported.Values.GroupBy(hours => hours.BatchId))
        {
            var content = (HoursReport hours) => hours.Correction is { } correction ? (correction.Content ?? hours.Content, correction.Content?.Minutes ?? 0) : (hours.Content, hours.Content.Minutes);
            _events.Add(new HoursReported(together.Key, Next(together), Say(together, content), Audience(together), now));
        }
        foreach (var together in change.Approved.GroupBy(hours => hours.BatchId))
        {
            var isFirst = counting.Add(together.First().Content.PartnershipId);
            _events.Add(new HoursApproved(together.Key, Next(together), Say(together, AsItIs), isFirst, Audience(together), now));
        }
        foreach (var together in change.Rejected.GroupBy(item => (item.Hours.BatchId, item.Reason)))
        {
            var reports = together.Select(item => item.Hours).ToList();
            _events.Add(new HoursRejected(together.Key.BatchId, Next(reports), Say(reports, AsItIs), together.Key.Reason, Audience(reports), now));
        }
        foreach (var together in change.Corrected.GroupBy(item => (item.Hours.BatchId, item.Reason)))
        {
            var reports = together.Select(item => item.Hours).ToList();
            _events.Add(new HoursCorrected(together.Key.BatchId, Next(reports), Say(reports, ThatCount), together.Key.Reason, Audience(reports), now));
        }
        return _events;
    }

    private static (HoursContent Content, int Minutes) AsItIs(HoursReport hours) => (hours.Content, hours.Content.Minutes);

    private static (HoursContent Content, int Minutes) ThatCount(HoursReport hours) =>
        (hours.Content, hours.State is HoursState.Approved ? hours.Content.Minutes : 0);

    private long Next(IEnumerable<HoursReport> together)
    {
        var first = together.First();
        var batch = batches.TryGetValue(first.BatchId, out var known)
            ? known with { Version = known.Version + 1 }
            : new ReportBatch(first.BatchId, first.Content.PartnershipId, first.ReporterId, first.ReporterName, 1, now);
        batches[first.BatchId] = batch;
        return batch.Version;
    }

    private PublicHours Say(IEnumerable<HoursReport> together, Func<HoursReport, (HoursContent Content, int Minutes)> content)
    {
        var reports = together.ToList();
        var said = reports.ConvertAll(hours => content(hours));
        var partnership = change.Partnerships[reports[0].Content.PartnershipId];
        return new PublicHours(
            partnership.Id, partnership.Title, reports[0].ReporterId, reports[0].ReporterName, reports.Count,
            said.GroupBy(item => item.Content.Kind).ToDictionary(kind => kind.Key.Word(), kind => kind.Sum(item => (long)item.Minutes)),
            said.Min(item => item.Content.Day), said.Max(item => item.Content.Day), reports is [var only] ? only.Id : null,
            reports.Count(hours => hours.State is HoursState.Questioned));
    }

    private List<Guid> Audience(IEnumerable<HoursReport> together)
    {
        var first = together.First();
        return [.. change.Partnerships[first.Content.PartnershipId].Present.Append(first.ReporterId).Distinct()];
    }
}
