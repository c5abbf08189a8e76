using Npgsql;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Ballots;

internal sealed class ReadBallotsHandler(NpgsqlDataSource db)
{
    private static readonly TokenLimits Limits = new(10_000, 10_000);

    public async Task<Outcome<VoiceList<BallotView>>> ListAsync(Caller caller, string? cursor, int? limit, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } missing)
        {
            return missing;
        }
        if (VoicePage.Read(cursor, limit).IsRejected(out var rejection, out var page))
        {
            return rejection;
        }
        var found = await BallotStore.ListAsync(db, caller.ParticipantId, page.After, page.Size + 1, ct);
        var rolls = await RollStore.GetManyAsync(db, [.. found.Select(ballot => ballot.Id)], ct);
        return page.Of(found, ballot => ballot.Id, ballot => BallotView.Of(ballot, rolls[ballot.Id]));
    }

    public async Task<Outcome<BallotView>> GetAsync(Caller caller, Guid id, CancellationToken ct) =>
        (await OwnAsync(caller, id, ct)).IsRejected(out var rejection, out var ballot)
            ? rejection
            : BallotView.Of(ballot, await CountBallot.EndIfDueAsync(db, ballot, ct));

    public async Task<Outcome<IssuedTokens>> IssueAsync(Caller caller, Guid id, IssueTokens command, CancellationToken ct) =>
        (await OwnAsync(caller, id, ct)).IsRejected(out var rejection, out _)
            ? rejection
            : TokenIssue.Check(command, Limits) is { } wrong ? wrong : await TokenIssue.RunAsync(db, id, command, Limits, ct);

    /// <summary>What whoever has the address may read before voting.</summary>
    public Task<Ballot?> PaperAsync(Guid id, CancellationToken ct) => BallotStore.FindAsync(db, id, ct);

    /// <summary>For everybody, once the ballot has ended; before that it is not there.</summary>
    public async Task<Outcome<BallotResult>> ResultAsync(Guid id, CancellationToken ct)
    {
        if (await EndedAsync(id, ct) is not var (ballot, roll, box))
        {
            return Rejections.NotFound("ballot", id);
        }
        var counts = await BallotStore.CountAsync(db, id, ct);
        var options = ballot.Options.Select((text, place) => new OptionCount(place + 1, text, counts.GetValueOrDefault(place + 1))).ToList();
        return new BallotResult(
            id, ballot.Title, ballot.Question, ballot.OwnerName, options, box.Votes.Count, roll.Issued, roll.EndedAt!.Value, $"/v1/ballots/{id}/bulletin.csv", box.Sha256);
    }

    /// <summary>The file of all votes; as with the result.</summary>
    public async Task<Outcome<string>> BulletinAsync(Guid id, CancellationToken ct) =>
        await EndedAsync(id, ct) is var (ballot, _, box) ? Bulletin.Write(ballot, box.Votes) : Rejections.NotFound("ballot", id);

    private async Task<(Ballot, Roll, OpenedBox)?> EndedAsync(Guid id, CancellationToken ct)
    {
        if (await BallotStore.FindAsync(db, id, ct) is not { } ballot)
        {
            return null;
        }
        var roll = await CountBallot.EndIfDueAsync(db, ballot, ct);
        return await BallotStore.FindOpenedAsync(db, id, ct) is { } box ? (ballot, roll, box) : null;
    }

    private async Task<Outcome<Ballot>> OwnAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } missing)
        {
            return missing;
        }
        return await BallotStore.FindAsync(db, id, ct) is { } ballot && ballot.OwnerId == caller.ParticipantId ? ballot : Rejections.NotFound("ballot", id);
    }
}
