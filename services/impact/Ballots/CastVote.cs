using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Ballots;

/// <summary>Votes with a code.</summary>
/// <param name="Option">The number of the option, from 1.</param>
public sealed record CastVote([property: Required] string? Token = null, [property: Required] int? Option = null);

/// <summary>The vote is in the box.</summary>
/// <param name="Receipt">Stands beside the vote in the published file; it is not kept with the code, and it is not told again.</param>
public sealed record VoteReceipt(string Receipt);

internal sealed class CastVoteHandler(NpgsqlDataSource db)
{
    public async Task<Outcome<VoteReceipt>> HandleAsync(Guid id, CastVote command, CancellationToken ct)
    {
        if (command.Token is null)
        {
            return VoiceProblems.Missing;
        }
        if (Token.Hash(command.Token) is not { } hash || await BallotStore.FindAsync(db, id, ct) is not { } ballot)
        {
            return VoiceProblems.Unknown;
        }
        if (command.Option is not { } option || option < 1 || option > ballot.Options.Count)
        {
            return Rejections.Invalid("#/option",
                FormattableString.Invariant($"Vælg 1 til {ballot.Options.Count}."), FormattableString.Invariant($"Choose 1 to {ballot.Options.Count}."));
        }
        var receipt = Token.CreateReceipt();
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var (taking, _) = await RollStore.TakeAsync(transaction, hash, [id], ct);
        if (VoiceProblems.Unless(taking) is { } rejection)
        {
            return rejection;
        }
        await BallotStore.PutAsync(transaction, id, FormattableString.Invariant($"{receipt},{option}"), ct);
        await transaction.CommitAsync(ct);
        return new VoteReceipt(receipt);
    }
}
