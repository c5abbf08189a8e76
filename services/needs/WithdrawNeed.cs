using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Takes a need back; everyone who heard of it hears of this.</summary>
public sealed record WithdrawNeed
{
    /// <summary>Why, for those who heard of the need.</summary>
    [Required]
    public string? Reason { get; init; }

    /// <summary>Repeats a call that was refused with personal-data-possible.</summary>
    public bool? ConfirmNoPersonalData { get; init; }
}

internal sealed class WithdrawNeedHandler(NpgsqlDataSource db, Outbox outbox, TimeProvider clock)
{
    public async Task<Outcome<NeedView>> HandleAsync(Caller caller, Guid id, string? reason, VersionMatch version, CancellationToken ct)
    {
        if (Need.UnlessMayPublish(caller) is { } forbidden)
        {
            return forbidden;
        }
        if (NeedRules.CheckReason(reason).IsRejected(out var rejection, out var why))
        {
            return rejection;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var need = await NeedStore.LockAsync(transaction, id, ct);
        if ((Need.UnlessOwn(need, id, caller) ?? version.UnlessMet(need!.Version)) is { } refused)
        {
            return refused;
        }
        if (need!.Withdraw(why, caller, clock.GetUtcNow()).IsRejected(out rejection, out var change))
        {
            return rejection;
        }
        await NeedChanges.CommitAsync(transaction, outbox, change, ct);
        return NeedView.Of(change.Need, caller.ParticipantId);
    }
}
