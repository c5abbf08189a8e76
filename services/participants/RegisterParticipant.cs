using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Participants;

/// <summary>Lets an organisation into the hub.</summary>
public sealed record RegisterParticipant(
    string? Name, string? Sector, string? Kind, string? Cvr = null, string? Municipality = null, string? ContactRole = null,
    bool? ConfirmNoPersonalData = null);

internal sealed class RegisterParticipantHandler(NpgsqlDataSource db, Outbox outbox, TimeProvider clock)
{
    public async Task<Outcome<Participant>> HandleAsync(Caller caller, RegisterParticipant command, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.Operate) is { } denied)
        {
            return denied;
        }
        if (Participant.Register(command, clock.GetUtcNow()).IsRejected(out var rejection, out var participant))
        {
            return rejection;
        }
        await using var batch = db.CreateBatch();
        batch.BatchCommands.Add(ParticipantStore.Inserting(participant));
        outbox.Add(batch, Registered(participant));
        try
        {
            await batch.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException error) when (error.ConstraintName == ParticipantStore.OnePerCvr)
        {
            return CvrTaken;
        }
        outbox.Wake();
        return participant;
    }

    internal static ParticipantRegistered Registered(Participant participant) => new(
        participant.Id, participant.Name, Words.Of(participant.Sector), Words.Of(participant.Kind), participant.RegisteredAt);

    private static readonly Rejection CvrTaken = new(ProblemCode.Conflict, new(
        "CVR-nummeret er allerede registreret; brug den deltager, der findes.",
        "The CVR number is registered already; use the participant that exists."))
    {
        Errors = [new FieldError("#/cvr", new("Numre er unikke.", "Numbers are unique."))],
    };
}
