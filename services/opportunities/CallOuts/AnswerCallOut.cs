using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.Opportunities.Volunteers;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>What a volunteer answers, told by their holder: accept, decline or dropOut.</summary>
public sealed record AnswerCallOut([property: Required] Guid? VolunteerId = null, [property: Required] Answer? Answer = null);

internal sealed class AnswerCallOutHandler(NpgsqlDataSource db, Settlement settlement, ReadResponsesHandler responses)
{
    // A call of an earlier answer that was cut off is finished first; then this answer meets a state that stands.
    private const int Steps = 3;

    public async Task<Outcome<ResponseView>> HandleAsync(Caller caller, Guid callOutId, AnswerCallOut command, CancellationToken ct)
    {
        if (Holder.UnlessMayHold(caller) is { } forbidden)
        {
            return forbidden;
        }
        if (Check(command) is { Count: > 0 } errors)
        {
            return Rejections.Invalid(errors);
        }
        for (var step = 0; step < Steps; step++)
        {
            if ((await DecideAsync(caller, callOutId, command, ct)).IsRejected(out var rejection, out var decided))
            {
                return rejection;
            }
            if (!decided.Ask.IsUnderWay)
            {
                return await responses.ShowAsync(decided.Ask, ct);
            }
            var settled = await settlement.FinishAsync(decided.Ask, ct);
            if (settled.Said is PlaceAnswer.Unavailable)
            {
                return NotNow;
            }
            if (decided.IsOwn)
            {
                return await responses.ShowAsync(decided.Ask with { State = settled.State }, ct, settled.Place);
            }
        }
        return NotNow;
    }

    /// <summary>Writes down what is to happen before needs is asked: whatever is killed then, it happens wholly or not at all.</summary>
    private async Task<Outcome<Decided>> DecideAsync(Caller caller, Guid callOutId, AnswerCallOut command, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var callOut = await CallOutStore.LockAsync(transaction, callOutId, ct);
        var ask = callOut is null ? null : await AskStore.FindAsync(connection, callOutId, command.VolunteerId!.Value, caller.ParticipantId, ct);
        if (ask is null)
        {
            return Rejections.NotFound("call-out", callOutId);
        }
        if (ask.IsUnderWay)
        {
            return new Decided(ask, IsOwn: false);
        }
        var isCapReached = command.Answer is Answer.Accept && await AskStore.IsCapReachedAsync(transaction, callOut!, ct);
        if (Answering.Decide(callOut!, ask.State, command.Answer!.Value, isCapReached).IsRejected(out var rejection, out var to))
        {
            return rejection;
        }
        if (to != ask.State)
        {
            var isYes = to is AskState.Accepting or AskState.Waiting;
            if (!await AskStore.MoveAsync(transaction, ask, to, isYes, ct))
            {
                // Erased this moment.
                return Rejections.NotFound("call-out", callOutId);
            }
            await transaction.CommitAsync(ct);
        }
        return new Decided(ask with { State = to }, IsOwn: true);
    }

    private static List<FieldError> Check(AnswerCallOut command)
    {
        var errors = new List<FieldError>();
        if (command.VolunteerId is null)
        {
            errors.Add(new("#/volunteerId", new("Skriv den frivilliges id.", "Write the id of the volunteer.")));
        }
        if (command.Answer is null)
        {
            errors.Add(new("#/answer", new("Skriv accept, decline eller dropOut.", "Write accept, decline or dropOut.")));
        }
        return errors;
    }

    /// <param name="IsOwn">False: what is under way is an earlier answer's.</param>
    private sealed record Decided(Ask Ask, bool IsOwn);

    private static readonly Rejection NotNow = new(ProblemCode.Unavailable, new(
        "Det kan ikke afgøres lige nu, om der er en plads; svaret er modtaget, og det afgøres snart. Spørg igen.",
        "Whether there is a place cannot be decided just now; the answer was received, and it will be soon. Ask again."))
    { RetryAfter = TimeSpan.FromSeconds(5) };
}
