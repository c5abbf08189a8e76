using Npgsql;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Ballots;

internal sealed class CloseBallotHandler(NpgsqlDataSource db)
{
    /// <summary>Closes a ballot of one's own now, and opens its box; once is as good as twice.</summary>
    public async Task<Outcome<BallotView>> HandleAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } missing)
        {
            return missing;
        }
        return await BallotStore.FindAsync(db, id, ct) is { } ballot && ballot.OwnerId == caller.ParticipantId
            ? BallotView.Of(ballot, await CountBallot.EndAsync(db, ballot, ct))
            : Rejections.NotFound("ballot", id);
    }
}

/// <summary>Opens the box when the ballot is over.</summary>
internal static class CountBallot
{
    /// <summary>The roll as it is; when its time is up, the first who looks opens the box.</summary>
    public static async Task<Roll> EndIfDueAsync(NpgsqlDataSource db, Ballot ballot, CancellationToken ct)
    {
        var roll = await RollStore.GetAsync(db, ballot.Id, ct);
        return roll is { IsOver: true, EndedAt: null } ? await EndAsync(db, ballot, ct) : roll;
    }

    /// <summary>Ends it now. Votes that are on their way into the box hold the roll: they are waited for, and none comes after.</summary>
    public static async Task<Roll> EndAsync(NpgsqlDataSource db, Ballot ballot, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var roll = await RollStore.LockAsync(transaction, ballot.Id, ct);
        if (roll.EndedAt is not null)
        {
            return roll;
        }
        roll = await RollStore.EndAsync(transaction, roll, ct);
        var votes = await BallotStore.OpenBoxAsync(transaction, ballot.Id, ct);
        await BallotStore.SealAsync(transaction, ballot.Id, Bulletin.Digest(Bulletin.Write(ballot, votes)), ct);
        await transaction.CommitAsync(ct);
        return roll;
    }
}
