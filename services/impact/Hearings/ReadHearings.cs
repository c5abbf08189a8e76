using Npgsql;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hearings;

internal sealed class ReadHearingsHandler(NpgsqlDataSource db)
{
    private static readonly TokenLimits Limits = new(5_000, 20_000);

    public async Task<Outcome<VoiceList<HearingView>>> ListAsync(Caller caller, string? cursor, int? limit, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } missing)
        {
            return missing;
        }
        if (VoicePage.Read(cursor, limit).IsRejected(out var rejection, out var page))
        {
            return rejection;
        }
        var found = await HearingStore.ListAsync(db, caller.ParticipantId, page.After, page.Size + 1, ct);
        var rolls = await RollStore.GetManyAsync(db, [.. found.Select(hearing => hearing.Id)], ct);
        return page.Of(found, hearing => hearing.Id, hearing => HearingView.Of(hearing, rolls[hearing.Id]));
    }

    public async Task<Outcome<HearingView>> GetAsync(Caller caller, Guid id, CancellationToken ct) =>
        (await OwnAsync(caller, id, ct)).IsRejected(out var rejection, out var hearing) ? rejection : HearingView.Of(hearing, await EndIfDueAsync(id, ct));

    public async Task<Outcome<IssuedTokens>> IssueAsync(Caller caller, Guid id, IssueTokens command, CancellationToken ct) =>
        (await OwnAsync(caller, id, ct)).IsRejected(out var rejection, out _)
            ? rejection
            : TokenIssue.Check(command, Limits) is { } wrong ? wrong : await TokenIssue.RunAsync(db, id, command, Limits, ct);

    /// <summary>Ends a hearing of one's own now; once is as good as twice.</summary>
    public async Task<Outcome<HearingView>> CloseAsync(Caller caller, Guid id, CancellationToken ct) =>
        (await OwnAsync(caller, id, ct)).IsRejected(out var rejection, out var hearing) ? rejection : HearingView.Of(hearing, await EndAsync(id, ct));

    /// <summary>For everybody, once the hearing has ended; before that it is not there.</summary>
    public async Task<Outcome<HearingResult>> ResultAsync(Guid id, CancellationToken ct)
    {
        if (await HearingStore.FindAsync(db, id, ct) is not { } hearing || await EndIfDueAsync(id, ct) is not { EndedAt: not null } roll)
        {
            return Rejections.NotFound("hearing", id);
        }
        var (choices, groups, comments) = await HearingStore.CountsAsync(db, id, ct);
        return HearingResults.Of(hearing, roll, choices, groups, comments);
    }

    /// <summary>What whoever has the address may read before answering.</summary>
    public Task<Hearing?> PaperAsync(Guid id, CancellationToken ct) => HearingStore.FindAsync(db, id, ct);

    public async Task<Outcome<Hearing>> OwnAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } missing)
        {
            return missing;
        }
        return await HearingStore.FindAsync(db, id, ct) is { } hearing && hearing.OwnerId == caller.ParticipantId ? hearing : Rejections.NotFound("hearing", id);
    }

    private async Task<Roll> EndIfDueAsync(Guid id, CancellationToken ct)
    {
        var roll = await RollStore.GetAsync(db, id, ct);
        return roll is { IsOver: true, EndedAt: null } ? await EndAsync(id, ct) : roll;
    }

    private async Task<Roll> EndAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var roll = await RollStore.LockAsync(transaction, id, ct);
        if (roll.EndedAt is null)
        {
            roll = await RollStore.EndAsync(transaction, roll, ct);
            await transaction.CommitAsync(ct);
        }
        return roll;
    }
}
