using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Npgsql;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Partnerships.Activation;

/// <summary>
/// Takes the reservations of a partnership where its state wants them: one step, one note, the next. It may be broken off anywhere and run anywhere
/// else, also twice at once: the calls have no second effect, and of two notes on the same turn one counts.
/// </summary>
internal sealed class Activations(NpgsqlDataSource db, Reservations reservations, Outbox outbox, IOptions<ActivationOptions> settings)
{
    private TimeSpan Lease => settings.Value.Lease;

    /// <summary>Goes on until there is nothing to do, somebody else goes on, or nobody answers.</summary>
    public async Task RunAsync(Guid id, CancellationToken ct)
    {
        while (await LoadAsync(id, ct) is { } now && await TakeAsync(now, ActivationRules.Next(now.Situation), ct))
        {
        }
    }

    private async Task<Loaded?> LoadAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        // The row first: a change that comes between the two makes its version newer than the row's, and it is looked at again.
        if (await ActivationStore.FindAsync(connection, id, ct) is not { } row || await PartnershipStore.FindAsync(db, id, ct) is not { } partnership)
        {
            return null;
        }
        // What was planned for another text says nothing of this one.
        var isPlanned = row.PlannedFor == partnership.Hash;
        return new Loaded(row, partnership, new Situation(
            Promises.AimOf(partnership), Promises.Of(partnership), row.Holds, isPlanned, isPlanned ? row.Problem : null, row.IsTimeUp));
    }

    /// <returns>False: it rests, or it is another's.</returns>
    private async Task<bool> TakeAsync(Loaded now, NextStep step, CancellationToken ct)
    {
        switch (step)
        {
            case NextStep.Plan(var wishes):
                return await NoteAsync(now, batch => ActivationStore.Plan(batch, now.Id, now.Partnership.Hash, wishes, settings.Value.HoldFor), ct);
            case NextStep.Reserve(var hold):
                return await HearAsync(now, hold, await reservations.ReserveAsync(hold, now.Parties, ct), HoldState.Held, ct);
            case NextStep.Confirm(var hold):
                return await HearAsync(now, hold, await reservations.ConfirmAsync(hold, ct), HoldState.Confirmed, ct);
            case NextStep.Return(var hold):
                return await HearAsync(now, hold, await reservations.ReturnAsync(hold, ct), HoldState.Returned, ct);
            case NextStep.GiveBack(var holds, var problem):
                return await GiveBackAsync(now, holds, problem, ct);
            case NextStep.Activate:
                return await ChangeAsync(now, new PartnershipCommand.HoldsConfirmed(now.Partnership.Hash), ct);
            case NextStep.Tell(var problem):
                return await ChangeAsync(now, new PartnershipCommand.ActivationReturned(now.Partnership.Hash, Why(problem)), ct);
            default:
                await ActivationStore.RestAsync(db, now.Row, ct);
                return false;
        }
    }

    private async Task<bool> HearAsync(Loaded now, Hold hold, Said said, HoldState done, CancellationToken ct)
    {
        if (said.IsAway)
        {
            var pause = RelayBackoff.After(now.Row.Failures + 1);
            await ActivationStore.PauseAsync(db, now.Row, pause < settings.Value.LongestPause ? pause : settings.Value.LongestPause, ct);
            return false;
        }
        if (said.Refusal is not { } code)
        {
            return await NoteAsync(now, batch => ActivationStore.Change(batch, [hold], done), ct);
        }
        var concerned = now.Situation.Aim is Aim.AllOrNone ? now.Situation.Holds.Where(each => each.IsWanted) : [hold];
        return await GiveBackAsync(now, [.. concerned], new HoldProblem(hold.Wish.Key, code), ct);
    }

    private Task<bool> GiveBackAsync(Loaded now, IReadOnlyList<Hold> holds, HoldProblem? problem, CancellationToken ct)
    {
        if (problem is not null && now.Situation.Aim is Aim.EachByItself)
        {
            // The others go on; all hear which promise could not be kept, and why.
            var said = new JsonObject { ["commitment"] = problem.Commitment, ["why"] = Why(problem) };
            return ChangeAsync(
                now, new PartnershipCommand.Remark(null, "commitmentReturned", said), ct,
                batch => ActivationStore.Change(batch, holds, HoldState.Returning, isRefused: true));
        }
        return NoteAsync(now, batch =>
        {
            ActivationStore.Change(batch, holds, HoldState.Returning);
            if (problem is null)
            {
                ActivationStore.Settle(batch, now.Id);
            }
            else
            {
                ActivationStore.Note(batch, now.Id, problem);
            }
        }, ct);
    }

    private async Task<bool> NoteAsync(Loaded now, Action<NpgsqlBatch> note, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await ActivationStore.TakeTurnAsync(transaction, now.Row, Lease, ct))
        {
            return false;
        }
        await using var batch = new NpgsqlBatch(connection, transaction);
        note(batch);
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>A change of the partnership itself, if it is still as it was when this was decided.</summary>
    private async Task<bool> ChangeAsync(Loaded now, PartnershipCommand command, CancellationToken ct, Action<NpgsqlBatch>? note = null)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // The partnership before its reservations, as everywhere.
        if (await PartnershipStore.LockAsync(transaction, now.Id, ct) is not { } locked || !await ActivationStore.TakeTurnAsync(transaction, now.Row, Lease, ct))
        {
            return false;
        }
        if (locked.Partnership.Version != now.Partnership.Version)
        {
            // Without a commit the turn is not taken: it is decided anew.
            return true;
        }
        if (PartnershipStep.Take(locked.Partnership, command, locked.Now).IsRejected(out var rejection, out var change))
        {
            throw new InvalidOperationException($"Reservations asked for what partnership {now.Id} refuses: {rejection.Code.Name}.");
        }
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (note is null)
        {
            ActivationStore.Settle(batch, now.Id);
        }
        else
        {
            note(batch);
        }
        PartnershipChanges.Add(batch, outbox, change);
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
        return true;
    }

    private static string Why(HoldProblem problem) => HoldProblems.Say(problem) is var why ? $"{why.Danish} ({why.English})" : "";

    private sealed record Loaded(ActivationRow Row, Partnership Partnership, Situation Situation)
    {
        public Guid Id => Row.PartnershipId;

        /// <summary>Who is at the table: what is taken must be one of theirs to give.</summary>
        public IReadOnlySet<Guid> Parties => Partnership.Bound.Select(seat => seat.ParticipantId).ToHashSet();
    }
}
