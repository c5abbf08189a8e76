using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>The rules of approving and rejecting: another party than the reporter says what counts.</summary>
/// <param name="rivals">Of corrections that wait, what others than their reporter reported too.</param>
/// <param name="by">The party that decides.</param>
internal sealed class Deciding(HoursChange change, IReadOnlySet<(Guid Reporter, Guid Partnership, Guid Twin)> rivals, Guid by, DateTimeOffset now)
{
    /// <summary>Counts a report, or lets its correction take effect; once is as good as twice.</summary>
    /// <param name="isNoDuplicate">Whoever approves says that it was not reported by two.</param>
    public Outcome<HoursReport> Approve(HoursReport hours, bool isNoDuplicate)
    {
        if (UnlessMayDecide(hours) is { } refused)
        {
            return refused;
        }
        if (!isNoDuplicate && IsQuestioned(hours))
        {
            return new Rejection(ProblemCode.Conflict, new(
                "Timerne er måske indberettet af to systemer; se perhapsSameAs, og godkend med notDuplicate: true eller afvis.",
                "The hours were perhaps reported by two systems; see perhapsSameAs, and approve with notDuplicate: true or reject."));
        }
        switch (hours)
        {
            case { Correction: not null }:
                return Correcting.Apply(change, hours, by, now);
            case { State: HoursState.Approved }:
                return hours;
            case { State: HoursState.Rejected }:
                return new Rejection(ProblemCode.Conflict, new(
                    "Timerne er afvist; den, der indberettede, kan rette dem.", "The hours were rejected; their reporter can correct them."));
        }
        var approved = hours with { State = HoursState.Approved, Version = hours.Version + 1, DecidedAt = now, DecidedBy = by };
        change.Approve(approved);
        return approved;
    }

    /// <summary>Says no to a report that waits, or to its correction: then it counts as it did.</summary>
    public Outcome<HoursReport> Reject(HoursReport hours, string reason)
    {
        if (UnlessMayDecide(hours) is { } refused)
        {
            return refused;
        }
        switch (hours)
        {
            case { Correction: not null }:
                var kept = hours with { Correction = null, Version = hours.Version + 1, Reason = reason };
                change.Refuse(kept, reason);
                return kept;
            case { State: HoursState.Rejected }:
                return hours;
            case { State: HoursState.Approved }:
                return new Rejection(ProblemCode.Conflict, new(
                    "Timerne tæller allerede; den, der indberettede, kan rette dem med :correct.", "The hours count already; their reporter can correct them by :correct."));
        }
        var rejected = hours with { State = HoursState.Rejected, Version = hours.Version + 1, DecidedAt = now, DecidedBy = by, Reason = reason };
        change.Reject(rejected, reason);
        return rejected;
    }

    /// <summary>Somebody must say whether it was reported by two.</summary>
    public bool IsQuestioned(HoursReport hours) => hours.Correction is { } correction
        ? correction.Content is { } content && content.Twin != hours.Content.Twin
            && rivals.Contains((hours.ReporterId, content.PartnershipId, content.Twin))
        : hours.State is HoursState.Questioned;

    private Rejection? UnlessMayDecide(HoursReport hours)
    {
        var partnership = change.Partnerships.GetValueOrDefault(hours.Content.PartnershipId);
        if (partnership is null || !hours.IsShownTo(by, partnership))
        {
            return Rejections.NotFound("report", hours.Id);
        }
        if (hours.ReporterId == by)
        {
            return new Rejection(ProblemCode.Conflict, new(
                "I har selv indberettet timerne; en anden part skal tage stilling.", "You reported these hours yourselves; another party must decide."));
        }
        return partnership.Find(by)!.IsPresent ? null : new Rejection(ProblemCode.Conflict, new(
            "I er ikke længere med i partnerskabet.", "You are no longer at the table."));
    }
}
