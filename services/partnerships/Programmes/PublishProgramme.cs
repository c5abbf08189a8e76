using System.Text.Json.Serialization;
using Npgsql;
using SocialEnzyme.Hub.Partnerships.Experiments;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>Writes down what worked, so that others can do it too.</summary>
public sealed record PublishProgramme : ProgrammeContent
{
    /// <summary>Kept with its owner until it is published; what is published stays so.</summary>
    public bool? Draft { get; init; }

    /// <summary>Repeats a call that was refused with personal-data-possible.</summary>
    public bool? ConfirmNoPersonalData { get; init; }

    /// <summary>Says nothing yet.</summary>
    [JsonConstructor]
    public PublishProgramme()
    {
    }
}

/// <summary>What a programme shall say instead.</summary>
/// <param name="IsDraft">False publishes a draft; null leaves it as it is.</param>
internal sealed record RevisedProgramme(ProgrammeContent Content, bool? IsDraft);

internal sealed class PublishProgrammeHandler(NpgsqlDataSource db, TimeProvider clock)
{
    public async Task<Outcome<ProgrammeView>> HandleAsync(Caller caller, PublishProgramme command, IdempotencyKey? key, CancellationToken ct)
    {
        if (Programme.UnlessMayWrite(caller) is { } forbidden)
        {
            return forbidden;
        }
        if (ProgrammeRules.Check(command).IsRejected(out var rejection, out var content))
        {
            return rejection;
        }
        return await OnceOnly.RunAsync<ProgrammeView>(db, key, async transaction =>
        {
            if (await UnlessKnownAsync(transaction, content, ct) is { } unknown)
            {
                return unknown;
            }
            var programme = Programme.Create(content, command.Draft == true, caller, clock.GetUtcNow());
            await ProgrammeStore.SaveAsync(transaction, programme, ct);
            return ProgrammeView.Of(programme).Warned(programme);
        }, ct);
    }

    /// <param name="revise">What it shall say, given what it says now.</param>
    public async Task<Outcome<ProgrammeView>> UpdateAsync(
        Caller caller, Guid id, VersionMatch version, Func<ProgrammeContent, Outcome<RevisedProgramme>> revise, CancellationToken ct)
    {
        if (Programme.UnlessMayWrite(caller) is { } forbidden)
        {
            return forbidden;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await ProgrammeStore.LockAsync(transaction, id, ct) is not { } programme || programme.OwnerId != caller.ParticipantId)
        {
            return Programme.Missing(id);
        }
        if (version.UnlessMet(programme.Version) is { } conflict)
        {
            return conflict;
        }
        if (revise(programme.Content).IsRejected(out var rejection, out var revised)
            || ProgrammeRules.Check(revised.Content).IsRejected(out rejection, out var content)
            || programme.Revise(content, revised.IsDraft, caller, clock.GetUtcNow()).IsRejected(out rejection, out var next))
        {
            return rejection;
        }
        if (next.Version != programme.Version)
        {
            if (await UnlessKnownAsync(transaction, content, ct) is { } unknown)
            {
                return unknown;
            }
            await ProgrammeStore.SaveAsync(transaction, next, ct);
            await transaction.CommitAsync(ct);
        }
        return ProgrammeView.Of(next, [.. (await ProgrammeStore.PlacesAsync(db, [id], ct))[id]]).Warned(next);
    }

    private static async Task<Rejection?> UnlessKnownAsync(NpgsqlTransaction transaction, ProgrammeContent content, CancellationToken ct) =>
        content.Experiments is { } stated && await ExperimentStore.CountAsync(transaction, [.. stated], ct) < stated.Count
            ? Rejections.Invalid("#/experiments", "Et af forsøgene findes ikke.", "One of the experiments does not exist.")
            : null;
}
