using System.Diagnostics;
using Npgsql;
using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>What is reported together is one batch in each partnership.</summary>
internal sealed class BatchIds
{
    private readonly Dictionary<Guid, Guid> _ids = [];

    public Guid Of(Guid partnership) => _ids.TryGetValue(partnership, out var id) ? id : _ids[partnership] = Guid.CreateVersion7();
}

/// <summary>Reports hours, one row or many at a time; those that the agreed rule lets through count at once.</summary>
internal sealed class ReportHoursHandler(NpgsqlDataSource db, Outbox outbox, TimeProvider clock)
{
    public async Task<Outcome<Reported>> HandleAsync(Caller caller, ReportHour row, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } forbidden)
        {
            return forbidden;
        }
        if (Check(caller, row).IsRejected(out var rejection, out var read))
        {
            return rejection;
        }
        var outcome = (await WriteAsync(caller, [read], new BatchIds(), ct))[0];
        if (!outcome.IsRejected(out _, out var reported))
        {
            Activity.Current?.SetTag("hours.id", reported.Hours.Id);
        }
        return outcome;
    }

    /// <summary>What the row says, if its fields are right by themselves.</summary>
    public Outcome<CheckedRow> Check(Caller caller, ReportHour row) => HoursRules.Check(row, caller.ParticipantId, DanishDay.Of(clock.GetUtcNow()));

    /// <summary>Commits those that are right, in order, and answers each.</summary>
    public async Task<IReadOnlyList<Outcome<Reported>>> WriteAsync(Caller caller, IReadOnlyList<CheckedRow> rows, BatchIds batches, CancellationToken ct)
    {
        if (rows.Count == 0)
        {
            return [];
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var desk = await OpenDeskAsync(transaction, caller, rows, ct);
        var now = FieldRules.Moment(clock.GetUtcNow());
        var reporting = new Reporting(desk, batches.Of, now);
        var answers = rows.Select(reporting.Take).ToList();
        await HoursCommit.WriteAsync(transaction, outbox, reporting.Change, now, ct);
        return answers;
    }

    private static async Task<ReporterDesk> OpenDeskAsync(NpgsqlTransaction transaction, Caller caller, IReadOnlyList<CheckedRow> rows, CancellationToken ct)
    {
        var reporter = caller.ParticipantId;
        // First the reporter, then its partnerships: whoever decides takes only the latter.
        await HoursStore.LockReporterAsync(transaction, reporter, ct);
        var partnerships = await PartnershipStore.LockAsync(transaction, rows.Select(row => row.Content.PartnershipId), ct);
        var present = await HoursStore.FindAsync(transaction, reporter, [.. rows.Select(row => row.Reference).Distinct()], ct);
        var days = rows.Where(row => row.Content.Volunteer is not null).Select(row => (row.Content.Volunteer!, row.Content.Day)).Distinct().ToList();
        var filled = await HoursStore.SumDaysAsync(transaction, reporter, days, [], ct);
        var rivals = await HoursStore.FindRivalsAsync(
            transaction, reporter, [.. rows.Select(row => (row.Content.PartnershipId, row.Content.Twin)).Distinct()], ct);
        return new ReporterDesk(reporter, caller.Name, partnerships, present.ToDictionary(hours => hours.Reference), filled, rivals);
    }
}
