using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>What a report shall say instead; what is left out stays.</summary>
public sealed record CorrectHours
{
    public int? Minutes { get; init; }

    public DateOnly? Day { get; init; }

    public HoursKind? Kind { get; init; }

    public string? Activity { get; init; }

    public Guid? PartyId { get; init; }

    /// <summary>true: it shall not count at all.</summary>
    public bool? Cancel { get; init; }

    /// <summary>Stands in the ledger.</summary>
    [Required]
    public string? Reason { get; init; }

    public bool? ConfirmNoPersonalData { get; init; }

    internal bool SaysSomething => Minutes is not null || Day is not null || Kind is not null || Activity is not null || PartyId is not null;
}

/// <summary>Corrects one's own report. What counts already is changed when another party, or the rule all agreed on, approves it.</summary>
internal sealed class CorrectHoursHandler(NpgsqlDataSource db, Outbox outbox, TimeProvider clock)
{
    public async Task<Outcome<HoursView>> HandleAsync(Caller caller, Guid id, CorrectHours correction, VersionMatch version, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } forbidden)
        {
            return forbidden;
        }
        if (HoursRules.CheckReason(correction.Reason).IsRejected(out var rejection, out var reason))
        {
            return rejection;
        }
        if (correction.Cancel is true == correction.SaysSomething)
        {
            return Rejections.Invalid("#", "Skriv enten det, der skal rettes, eller cancel: true.", "Write either what is to be corrected or cancel: true.");
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await HoursStore.LockReporterAsync(transaction, caller.ParticipantId, ct);
        var partnerships = await PartnershipStore.LockAsync(transaction, await HoursStore.ListPartnershipsAsync(transaction, [id], ct), ct);
        var present = (await HoursStore.FindAsync(transaction, [id], ct)).FirstOrDefault();
        if (present is null || !present.IsShownTo(caller.ParticipantId, partnerships[present.Content.PartnershipId]))
        {
            return Rejections.NotFound("report", id);
        }
        if ((Correcting.UnlessOwn(present, caller.ParticipantId) ?? version.UnlessMet(present.Version)) is { } refused)
        {
            return refused;
        }
        var now = FieldRules.Moment(clock.GetUtcNow());
        HoursContent? content = null;
        if (correction.Cancel is not true && HoursRules.Check(correction, present.Content, DanishDay.Of(now)).IsRejected(out rejection, out content))
        {
            return rejection;
        }
        var desk = await OpenDeskAsync(transaction, caller, partnerships, present, content, ct);
        var correcting = new Correcting(new Reporting(desk, _ => present.BatchId, now), desk, now);
        if (correcting.Decide(present, content, reason).IsRejected(out rejection, out var hours))
        {
            return rejection;
        }
        await HoursCommit.WriteAsync(transaction, outbox, correcting.Change, now, ct);
        return HoursView.Of(hours, caller.ParticipantId);
    }

    private static async Task<ReporterDesk> OpenDeskAsync(
        NpgsqlTransaction transaction, Caller caller, Dictionary<Guid, Partnership> partnerships, HoursReport present, HoursContent? content, CancellationToken ct)
    {
        List<(string, DateOnly)> days = content?.Volunteer is { } volunteer ? [(volunteer, content.Day)] : [];
        var filled = await HoursStore.SumDaysAsync(transaction, caller.ParticipantId, days, [present.Id], ct);
        var rivals = content is null ? [] : await HoursStore.FindRivalsAsync(transaction, caller.ParticipantId, [(content.PartnershipId, content.Twin)], ct);
        return new ReporterDesk(caller.ParticipantId, caller.Name, partnerships, [], filled, rivals);
    }
}
