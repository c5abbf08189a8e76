using Npgsql;
using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>Where a link stands.</summary>
internal enum LinkState
{
    Unknown,
    Expired,
    Open,
    Done,
}

/// <summary>What somebody who follows a link is shown.</summary>
internal sealed record FollowedLink(LinkState State)
{
    public string Partnership { get; init; } = "";

    public string Reporter { get; init; } = "";

    public string Approver { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public IReadOnlyList<WaitingSum> Waiting { get; init; } = [];

    /// <summary>How many reports were approved just now.</summary>
    public int Approved { get; init; }

    /// <summary>How many were left, because two systems reported them.</summary>
    public int Left { get; init; }
}

/// <summary>Lets whoever holds a link see a batch and approve it, once. Whatever only looks, a scanner of mails too, approves nothing.</summary>
internal sealed class FollowApprovalLinkHandler(NpgsqlDataSource db, DecideHoursHandler decide, TimeProvider clock)
{
    public async Task<FollowedLink> LookAsync(string token, CancellationToken ct)
    {
        var link = await LinkStore.FindAsync(db, LinkToken.Hash(token), ct);
        return await ShowAsync(link, ct);
    }

    public async Task<FollowedLink> ApproveAsync(string token, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Of two that press the button the second finds it done.
        var link = await LinkStore.LockAsync(transaction, LinkToken.Hash(token), ct);
        var shown = await ShowAsync(link, ct);
        if (shown.State is not LinkState.Open)
        {
            return shown;
        }
        var batch = (await BatchStore.FindAsync(db, link!.BatchId, ct))!;
        var now = FieldRules.Moment(clock.GetUtcNow());
        await LinkStore.UseAsync(transaction, link.TokenHash, now, ct);
        var outcome = await decide.DecideBatchAsync(
            transaction, link.ApproverId, batch,
            (deciding, hours) => hours.Correction is not null || deciding.IsQuestioned(hours) ? (Outcome<HoursReport>?)null : deciding.Approve(hours, isNoDuplicate: false), ct);
        return outcome.IsRejected(out _, out var decided)
            ? new FollowedLink(LinkState.Expired)
            : shown with { State = LinkState.Done, At = now, Approved = decided.Decided, Left = decided.Questioned };
    }

    private async Task<FollowedLink> ShowAsync(KeptLink? link, CancellationToken ct)
    {
        if (link is null)
        {
            return new FollowedLink(LinkState.Unknown);
        }
        var batch = (await BatchStore.FindAsync(db, link.BatchId, ct))!;
        var partnership = (await PartnershipStore.FindAsync(db, batch.PartnershipId, ct))!;
        var state = link.UsedAt is not null ? LinkState.Done
            : link.ExpiresAt <= clock.GetUtcNow() || partnership.Find(link.ApproverId) is not { IsPresent: true } ? LinkState.Expired : LinkState.Open;
        // Of a link that leads nowhere any more nothing is told.
        return state is LinkState.Expired ? new FollowedLink(state) : new FollowedLink(state)
        {
            Partnership = partnership.Title,
            Reporter = batch.ReporterName,
            Approver = link.ApproverName,
            At = link.UsedAt ?? link.ExpiresAt,
            Waiting = state is LinkState.Open ? await HoursReadStore.SumBatchAsync(db, batch.Id, ct) : [],
        };
    }
}
