using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>The rules of correcting one report: what waits is replaced at once, what counts stays until the correction is approved.</summary>
/// <param name="reporting">For what is reported anew; the report's own minutes are not in the day's.</param>
internal sealed class Correcting(Reporting reporting, ReporterDesk desk, DateTimeOffset now)
{
    public HoursChange Change => reporting.Change;

    /// <param name="content">What it shall say; null: nothing, it is taken back.</param>
    public Outcome<HoursReport> Decide(HoursReport present, HoursContent? content, string reason)
    {
        if (present.State is HoursState.Approved)
        {
            return content == present.Content ? Unchanged(present) : AskOrApply(present, content, reason);
        }
        if (content is not null)
        {
            // Its own minutes are not in the day's any more.
            return reporting.Place(present with { State = HoursState.Rejected }, present.Reference, content);
        }
        if (present.State is HoursState.Rejected)
        {
            return present;
        }
        var cancelled = present with { State = HoursState.Rejected, Version = present.Version + 1, DecidedAt = now, DecidedBy = desk.ReporterId, Reason = reason };
        Change.Reject(cancelled, reason);
        return cancelled;
    }

    /// <summary>Null when the report is the participant's own.</summary>
    public static Rejection? UnlessOwn(HoursReport hours, Guid participant) => hours.ReporterId == participant ? null : new Rejection(
        ProblemCode.Conflict, new("Kun den, der har indberettet, kan rette.", "Only the reporter can correct it."));

    /// <summary>What a correction does when it is approved: a reversing entry, and a new one unless it is taken back.</summary>
    public static HoursReport Apply(HoursChange change, HoursReport present, Guid? by, DateTimeOffset now)
    {
        var correction = present.Correction!;
        var corrected = present with
        {
            Content = correction.Content ?? present.Content,
            State = correction.Content is null ? HoursState.Rejected : HoursState.Approved,
            Version = present.Version + 1,
            DecidedAt = now,
            DecidedBy = by,
            Reason = correction.Reason,
            Correction = null,
        };
        change.Correct(corrected, present, correction.Reason);
        return corrected;
    }

    // A correction to what it says already takes back one that waits.
    private HoursReport Unchanged(HoursReport present)
    {
        if (present.Correction is null)
        {
            return present;
        }
        var kept = present with { Correction = null, Version = present.Version + 1 };
        Change.Ask(kept);
        return kept;
    }

    private Outcome<HoursReport> AskOrApply(HoursReport present, HoursContent? content, string reason)
    {
        var partnership = desk.Partnerships[present.Content.PartnershipId];
        if (content is not null && (reporting.UnlessAtTheTable(partnership, content) ?? reporting.UnlessFits(null, content)) is { } refused)
        {
            return refused;
        }
        var asked = present with { Correction = new Correction(content, reason, now), Version = present.Version + 1 };
        // As with reports: small ones count at once, unless somebody else reported the same.
        var isByRule = Math.Max(present.Content.Minutes, content?.Minutes ?? 0) <= partnership.AutoApprovedMinutes
            && (content is null || content.Twin == present.Content.Twin || !desk.Rivals.Contains((content.PartnershipId, content.Twin)));
        if (isByRule)
        {
            return Apply(Change, asked with { Version = present.Version }, null, now);
        }
        Change.Ask(asked);
        return asked;
    }
}
