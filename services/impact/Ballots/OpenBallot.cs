using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Ballots;

/// <summary>Opens a secret ballot.</summary>
/// <param name="Options">What can be chosen: 2 to 20.</param>
/// <param name="OpensAt">Absent: at once.</param>
/// <param name="ClosesAt">Absent: when its owner closes it.</param>
public sealed record OpenBallot(
    [property: Required] string? Title = null, [property: Required] string? Question = null, [property: Required] IReadOnlyList<string?>? Options = null,
    DateTimeOffset? OpensAt = null, DateTimeOffset? ClosesAt = null, bool? ConfirmNoPersonalData = null);

internal sealed class BallotRules : Opening
{
    private const int MaxOptions = 20;

    public static Outcome<(Ballot Ballot, DateTimeOffset OpensAt, DateTimeOffset? ClosesAt)> Check(OpenBallot said, Caller caller, DateTimeOffset now)
    {
        var rules = new BallotRules();
        var (opensAt, closesAt) = rules.Window(said.OpensAt, said.ClosesAt, now);
        return rules.Say((new Ballot(
            Guid.CreateVersion7(now), caller.ParticipantId, caller.Name,
            rules.Required("#/title", said.Title, MaxTitle), rules.Required("#/question", said.Question, MaxQuestion, isMultiline: true),
            rules.Texts("#/options", said.Options, 2, MaxOptions), Moment(now)), opensAt, closesAt));
    }
}

internal sealed class OpenBallotHandler(NpgsqlDataSource db, TimeProvider clock)
{
    public async Task<Outcome<BallotView>> HandleAsync(Caller caller, OpenBallot command, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } missing)
        {
            return missing;
        }
        if (BallotRules.Check(command, caller, clock.GetUtcNow()).IsRejected(out var rejection, out var opened))
        {
            return rejection;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RollStore.AddAsync(transaction, opened.Ballot.Id, opened.OpensAt, opened.ClosesAt, ct);
        await BallotStore.AddAsync(transaction, opened.Ballot, ct);
        await transaction.CommitAsync(ct);
        return BallotView.Of(opened.Ballot, await RollStore.GetAsync(db, opened.Ballot.Id, ct));
    }
}
