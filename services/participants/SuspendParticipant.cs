using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Participants;

/// <summary>Stops everything a participant may do; its data are kept.</summary>
public sealed record SuspendParticipant(string? Reason = null, bool? ConfirmNoPersonalData = null);

internal sealed class SuspendParticipantHandler(NpgsqlDataSource db, Outbox outbox, TimeProvider clock)
{
    private const int MaxReason = 500;

    /// <summary>Every key of the participant is void until it is resumed. Doing it twice changes nothing.</summary>
    public Task<Outcome<Participant>> SuspendAsync(Caller caller, Guid id, SuspendParticipant command, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.Operate) is { } denied)
        {
            return Task.FromResult<Outcome<Participant>>(denied);
        }
        var errors = new List<FieldError>();
        var reason = Participant.Line(command.Reason, "#/reason", MaxReason, errors);
        if (errors.Count > 0)
        {
            return Task.FromResult<Outcome<Participant>>(Rejections.Invalid(errors));
        }
        var now = clock.GetUtcNow();
        return id == caller.ParticipantId
            ? Task.FromResult<Outcome<Participant>>(NotYourself)
            : ChangeAsync(caller, id, ParticipantState.Suspended, ParticipantStore.Suspending(id, reason, now), new ParticipantSuspended(id, now), ct);
    }

    /// <summary>Ends a suspension; keys that were revoked meanwhile stay void.</summary>
    public Task<Outcome<Participant>> ResumeAsync(Caller caller, Guid id, CancellationToken ct) =>
        ChangeAsync(caller, id, ParticipantState.Active, ParticipantStore.Resuming(id), new ParticipantResumed(id, clock.GetUtcNow()), ct);

    private async Task<Outcome<Participant>> ChangeAsync(
        Caller caller, Guid id, ParticipantState state, NpgsqlBatchCommand change, object @event, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.Operate) is { } denied)
        {
            return denied;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await ParticipantStore.LockAsync(transaction, id, ct) is not { } participant)
        {
            return FindParticipantsHandler.Missing(id);
        }
        if (participant.State == state)
        {
            return participant;
        }
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { change } };
        outbox.Add(batch, @event);
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
        return participant with { State = state };
    }

    // An operator who shut himself out could not come back.
    private static readonly Rejection NotYourself = new(ProblemCode.Conflict, new(
        "En operatør kan ikke suspendere sig selv; lad en anden operatør gøre det.",
        "An operator cannot suspend itself; let another operator do it."));
}
