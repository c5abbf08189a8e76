using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>What became of a row.</summary>
/// <param name="Outcome">reported, replaced or unchanged.</param>
internal sealed record Reported(string Outcome, HoursReport Hours);

/// <summary>Everything that must be known before rows of one reporter can be judged, read while nobody else reports or decides.</summary>
/// <param name="Present">The reporter's reports by reference.</param>
/// <param name="Filled">Minutes of a day that a volunteer's reports fill already.</param>
/// <param name="Rivals">What others reported and nobody rejected.</param>
internal sealed record ReporterDesk(
    Guid ReporterId, string ReporterName,
    IReadOnlyDictionary<Guid, Partnership> Partnerships,
    Dictionary<string, HoursReport> Present,
    Dictionary<(string Volunteer, DateOnly Day), int> Filled,
    IReadOnlySet<(Guid Partnership, Guid Twin)> Rivals);

/// <summary>Takes rows one after another; each sees what those before it did.</summary>
/// <param name="batchOf">What the rows of a partnership are reported together as.</param>
internal sealed class Reporting(ReporterDesk desk, Func<Guid, Guid> batchOf, DateTimeOffset now)
{
    /// <summary>What there is to write.</summary>
    public HoursChange Change { get; } = new(desk.Partnerships);

    public Outcome<Reported> Take(CheckedRow row)
    {
        var content = row.Content;
        var partnership = desk.Partnerships.GetValueOrDefault(content.PartnershipId);
        if (Partnership.UnlessParty(partnership, content.PartnershipId, desk.ReporterId) is { } unseen)
        {
            return unseen;
        }
        var present = desk.Present.GetValueOrDefault(row.Reference);
        if (present?.Content == content)
        {
            return new Reported("unchanged", present);
        }
        if (UnlessMayReplace(present, content) is { } refused)
        {
            return refused;
        }
        return Place(present, row.Reference, content).Map(hours => new Reported(present is null ? "reported" : "replaced", hours));
    }

    /// <summary>Lets a report say something else, as if it were reported anew; for one that counts this is what an approved correction does.</summary>
    public Outcome<HoursReport> Place(HoursReport? present, string reference, HoursContent content)
    {
        var partnership = desk.Partnerships[content.PartnershipId];
        if ((UnlessAtTheTable(partnership, content) ?? UnlessFits(present, content)) is { } refused)
        {
            return refused;
        }
        var state = desk.Rivals.Contains((content.PartnershipId, content.Twin)) ? HoursState.Questioned
            : content.Minutes <= partnership.AutoApprovedMinutes ? HoursState.Approved : HoursState.Reported;
        var hours = new HoursReport
        {
            Id = present?.Id ?? Guid.CreateVersion7(),
            BatchId = batchOf(content.PartnershipId),
            ReporterId = desk.ReporterId,
            ReporterName = desk.ReporterName,
            Reference = reference,
            Content = content,
            State = state,
            Version = (present?.Version ?? 0) + 1,
            ReportedAt = now,
            DecidedAt = state is HoursState.Approved ? now : null,
        };
        desk.Present[reference] = hours;
        Change.Report(hours, present);
        return hours;
    }

    /// <summary>Null when the party was at the table on that day, and reports are taken.</summary>
    public Rejection? UnlessAtTheTable(Partnership partnership, HoursContent content)
    {
        if (!partnership.TakesReports)
        {
            return new Rejection(ProblemCode.Conflict, new(
                "Partnerskabet er ikke i gang; der kan ikke indberettes timer. Er det lige gået i gang, så prøv igen om lidt.",
                "The partnership is not active; no hours can be reported. If it has only just become active, try again shortly."));
        }
        if (!partnership.Has(partnership.Find(desk.ReporterId)!, content.Day))
        {
            return Rejections.Invalid("#/day", "I var ikke med i partnerskabet den dag.", "You were not at the table on that day.");
        }
        return partnership.Find(content.PartyId) is { } party && partnership.Has(party, content.Day) ? null : Rejections.Invalid(
            "#/partyId", "Parten var ikke med i partnerskabet den dag.", "The party was not at the table on that day.");
    }

    /// <summary>Null when the volunteer's day has room; then it is taken.</summary>
    public Rejection? UnlessFits(HoursReport? present, HoursContent content)
    {
        if (content.Volunteer is null)
        {
            Leave(present);
            return null;
        }
        var key = (content.Volunteer, content.Day);
        var own = present is { State: not HoursState.Rejected, Content: var said } && said.Volunteer == content.Volunteer && said.Day == content.Day ? said.Minutes : 0;
        var filled = desk.Filled.GetValueOrDefault(key) - own;
        if (filled + content.Minutes > HoursRules.MinutesOfADay)
        {
            return Rejections.Invalid("#/minutes",
                $"Et døgn har 24 timer; der er {Math.Max(HoursRules.MinutesOfADay - filled, 0)} minutter tilbage af den dag for denne frivillige.",
                $"A day has 24 hours; {Math.Max(HoursRules.MinutesOfADay - filled, 0)} minutes of it are left for this volunteer.");
        }
        Leave(present);
        desk.Filled[key] = desk.Filled.GetValueOrDefault(key) + content.Minutes;
        return null;
    }

    private void Leave(HoursReport? present)
    {
        if (present is { State: not HoursState.Rejected, Content: { Volunteer: { } volunteer } content }
            && desk.Filled.TryGetValue((volunteer, content.Day), out var filled))
        {
            desk.Filled[(volunteer, content.Day)] = filled - content.Minutes;
        }
    }

    private static Rejection? UnlessMayReplace(HoursReport? present, HoursContent content)
    {
        if (present is null)
        {
            return null;
        }
        if (present.State is HoursState.Approved or HoursState.Rejected)
        {
            return new Rejection(ProblemCode.Conflict, new(
                $"Der er taget stilling til denne række; ret den med POST /v1/hours/{present.Id}:correct.",
                $"This row was decided on; correct it by POST /v1/hours/{present.Id}:correct."));
        }
        return present.Content.PartnershipId == content.PartnershipId ? null : Rejections.Invalid(
            "#/partnershipId", "Rækken er indberettet i et andet partnerskab; brug en ny reference.",
            "The row was reported in another partnership; use a new reference.");
    }
}
