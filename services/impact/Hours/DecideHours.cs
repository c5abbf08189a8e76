using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>Approves one report, or the correction that waits for it.</summary>
public sealed record ApproveOne
{
    /// <summary>Two systems reported it; this one counts.</summary>
    public bool? NotDuplicate { get; init; }
}

/// <summary>Says why a report, or its correction, does not count.</summary>
public sealed record RejectOne
{
    [Required]
    public string? Reason { get; init; }

    public bool? ConfirmNoPersonalData { get; init; }
}

/// <summary>Approves reports by their ids, all or none, or whatever waits of a batch.</summary>
public sealed record ApproveMany
{
    /// <summary>At most 1,000; or batchId.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }

    public Guid? BatchId { get; init; }

    /// <summary>Also those that two systems reported; without it those of a batch are left as they are.</summary>
    public bool? NotDuplicate { get; init; }
}

/// <summary>Rejects reports by their ids, all or none, or whatever waits of a batch.</summary>
public sealed record RejectMany
{
    /// <summary>At most 1,000; or batchId.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }

    public Guid? BatchId { get; init; }

    [Required]
    public string? Reason { get; init; }

    public bool? ConfirmNoPersonalData { get; init; }
}

/// <summary>What was decided.</summary>
/// <param name="Decided">How many reports.</param>
/// <param name="Questioned">How many of the batch were left, because two systems reported them.</param>
/// <param name="Items">The reports, when they were named by ids.</param>
public sealed record DecidedHours(int Decided, int Questioned, IReadOnlyList<HoursView>? Items = null);

/// <summary>Says of reported hours whether they count: for another party than the reporter.</summary>
internal sealed class DecideHoursHandler(NpgsqlDataSource db, Outbox outbox, TimeProvider clock)
{
    public const int MaxIds = 1_000;

    public Task<Outcome<DecidedHours>> ApproveAsync(Caller caller, IReadOnlyList<Guid> ids, bool isNoDuplicate, VersionMatch version, CancellationToken ct) =>
        ByIdAsync(caller, ids, version, (deciding, hours) => deciding.Approve(hours, isNoDuplicate), ct);

    public async Task<Outcome<DecidedHours>> RejectAsync(Caller caller, IReadOnlyList<Guid> ids, string? why, VersionMatch version, CancellationToken ct) =>
        HoursRules.CheckReason(why).IsRejected(out var rejection, out var reason)
            ? Rejections.UnlessAllowed(caller, Scopes.ImpactApprove) ?? rejection
            : await ByIdAsync(caller, ids, version, (deciding, hours) => deciding.Reject(hours, reason), ct);

    /// <summary>Everything that waits in a batch, but what two systems reported.</summary>
    public Task<Outcome<DecidedHours>> ApproveBatchAsync(Caller caller, Guid batch, bool isNoDuplicate, CancellationToken ct) =>
        ByBatchAsync(caller, batch, (deciding, hours) => !isNoDuplicate && deciding.IsQuestioned(hours) ? (Outcome<HoursReport>?)null : deciding.Approve(hours, isNoDuplicate), ct);

    public async Task<Outcome<DecidedHours>> RejectBatchAsync(Caller caller, Guid batch, string? why, CancellationToken ct) =>
        HoursRules.CheckReason(why).IsRejected(out var rejection, out var reason)
            ? Rejections.UnlessAllowed(caller, Scopes.ImpactApprove) ?? rejection
            : await ByBatchAsync(caller, batch, (deciding, hours) => deciding.Reject(hours, reason), ct);

    /// <summary>The same within a transaction that does more; it is committed.</summary>
    /// <param name="decide">Null: the report is left as it is.</param>
    /// <returns>How many were decided, and how many were left.</returns>
    public async Task<Outcome<DecidedHours>> DecideBatchAsync(
        NpgsqlTransaction transaction, Guid approver, ReportBatch batch, Func<Deciding, HoursReport, Outcome<HoursReport>?> decide, CancellationToken ct)
    {
        var partnerships = await PartnershipStore.LockAsync(transaction, [batch.PartnershipId], ct);
        if (Partnership.UnlessParty(partnerships.GetValueOrDefault(batch.PartnershipId), batch.Id, approver) is not null)
        {
            return Rejections.NotFound("batch", batch.Id);
        }
        var waiting = await HoursStore.FindWaitingAsync(transaction, batch.Id, ct);
        var (change, deciding, now) = await OpenAsync(transaction, partnerships, waiting, approver, ct);
        var (decided, left) = (0, 0);
        foreach (var hours in waiting)
        {
            if (decide(deciding, hours) is not { } outcome)
            {
                left++;
            }
            else if (outcome.IsRejected(out var rejection, out _))
            {
                return rejection;
            }
            else
            {
                decided++;
            }
        }
        await HoursCommit.WriteAsync(transaction, outbox, change, now, ct);
        return new DecidedHours(decided, left);
    }

    private async Task<Outcome<DecidedHours>> ByBatchAsync(
        Caller caller, Guid id, Func<Deciding, HoursReport, Outcome<HoursReport>?> decide, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactApprove) is { } forbidden)
        {
            return forbidden;
        }
        if (await BatchStore.FindAsync(db, id, ct) is not { } batch)
        {
            return Rejections.NotFound("batch", id);
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        return await DecideBatchAsync(transaction, caller.ParticipantId, batch, decide, ct);
    }

    private async Task<Outcome<DecidedHours>> ByIdAsync(
        Caller caller, IReadOnlyList<Guid> ids, VersionMatch version, Func<Deciding, HoursReport, Outcome<HoursReport>> decide, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactApprove) is { } forbidden)
        {
            return forbidden;
        }
        var wanted = ids.Distinct().ToArray();
        if (wanted.Length is 0 or > MaxIds)
        {
            return Rejections.Invalid("#/ids", "Skriv 1 til 1.000 id'er.", "Write 1 to 1,000 ids.");
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var partnerships = await PartnershipStore.LockAsync(transaction, await HoursStore.ListPartnershipsAsync(transaction, wanted, ct), ct);
        var found = (await HoursStore.FindAsync(transaction, wanted, ct)).ToDictionary(hours => hours.Id);
        var (change, deciding, now) = await OpenAsync(transaction, partnerships, found.Values, caller.ParticipantId, ct);
        var decided = new List<HoursReport>(wanted.Length);
        foreach (var id in wanted)
        {
            if (!found.TryGetValue(id, out var hours))
            {
                return Rejections.NotFound("report", id);
            }
            if (decide(deciding, hours).IsRejected(out var rejection, out var after))
            {
                return rejection;
            }
            // After the decision, so that who may not see it learns nothing of its version.
            if (version.UnlessMet(hours.Version) is { } changed)
            {
                return changed;
            }
            decided.Add(after);
        }
        await HoursCommit.WriteAsync(transaction, outbox, change, now, ct);
        return new DecidedHours(decided.Count, 0, decided.ConvertAll(hours => HoursView.Of(hours, caller.ParticipantId)));
    }

    private async Task<(HoursChange Change, Deciding Deciding, DateTimeOffset Now)> OpenAsync(
        NpgsqlTransaction transaction, Dictionary<Guid, Partnership> partnerships, IEnumerable<HoursReport> reports, Guid by, CancellationToken ct)
    {
        var change = new HoursChange(partnerships);
        var rivals = new HashSet<(Guid, Guid, Guid)>();
        foreach (var corrected in reports.Where(hours => hours.Correction?.Content is not null).GroupBy(hours => hours.ReporterId))
        {
            var keys = corrected.Select(hours => (hours.Content.PartnershipId, hours.Correction!.Content!.Twin)).Distinct().ToList();
            foreach (var (partnership, twin) in await HoursStore.FindRivalsAsync(transaction, corrected.Key, keys, ct))
            {
                rivals.Add((corrected.Key, partnership, twin));
            }
        }
        var now = FieldRules.Moment(clock.GetUtcNow());
        return (change, new Deciding(change, rivals, by, now), now);
    }
}
