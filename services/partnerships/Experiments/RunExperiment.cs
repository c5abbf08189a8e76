using Npgsql;
using SocialEnzyme.Hub.Partnerships.Programmes;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Partnerships.Experiments;

/// <summary>Starts, changes and closes one's own experiments, and adopts the results of others.</summary>
internal sealed class RunExperimentHandler(NpgsqlDataSource db, FindExperimentsHandler find, TimeProvider clock)
{
    public async Task<Outcome<ExperimentView>> StartAsync(Caller caller, StartExperiment command, IdempotencyKey? key, CancellationToken ct)
    {
        if (Programme.UnlessMayWrite(caller) is { } forbidden)
        {
            return forbidden;
        }
        if (ExperimentRules.Check(command).IsRejected(out var rejection, out var content))
        {
            return rejection;
        }
        return await OnceOnly.RunAsync<ExperimentView>(db, key, async transaction =>
        {
            if (command.ReplicationOf is { } original && await ExperimentStore.CountAsync(transaction, [original], ct) == 0)
            {
                return Rejections.Invalid("#/replicationOf", "Forsøget findes ikke.", "The experiment does not exist.");
            }
            var experiment = Experiment.Start(content, command.ReplicationOf, caller, clock.GetUtcNow());
            await ExperimentStore.SaveAsync(transaction, experiment, ct);
            return ExperimentView.Of(experiment).Warned(experiment);
        }, ct);
    }

    /// <param name="revise">What it shall say, given what it says now.</param>
    public Task<Outcome<ExperimentView>> UpdateAsync(
        Caller caller, Guid id, VersionMatch version, Func<ExperimentContent, Outcome<ExperimentContent>> revise, CancellationToken ct) =>
        ChangeAsync(caller, id, version, experiment =>
            revise(experiment.Content).IsRejected(out var rejection, out var revised) || ExperimentRules.Check(revised).IsRejected(out rejection, out var content)
                ? rejection
                : experiment.Revise(content, clock.GetUtcNow()), ct);

    public Task<Outcome<ExperimentView>> CloseAsync(Caller caller, Guid id, VersionMatch version, CloseExperiment command, CancellationToken ct) =>
        ChangeAsync(caller, id, version, experiment =>
            ExperimentRules.Check(command).IsRejected(out var rejection, out var end) ? rejection : experiment.Close(end, clock.GetUtcNow()), ct);

    /// <summary>The caller makes the result its practice; said again, its last word stands.</summary>
    public async Task<Outcome<ExperimentView>> AdoptAsync(Caller caller, Guid id, AdoptResult command, CancellationToken ct)
    {
        if (Programme.UnlessMayWrite(caller) is { } forbidden)
        {
            return forbidden;
        }
        if (ExperimentRules.Check(command).IsRejected(out var rejection, out var adoption))
        {
            return rejection;
        }
        if (await ExperimentStore.FindAsync(db, id, ct) is not { } experiment)
        {
            return Experiment.Missing(id);
        }
        if (!experiment.IsClosed)
        {
            return new Rejection(ProblemCode.Conflict, new(
                "Forsøget er i gang; der er intet resultat endnu.", "The experiment is under way; it has no result yet."));
        }
        await ExperimentStore.AdoptAsync(db, id, caller, adoption, clock.GetUtcNow(), ct);
        return await find.GetAsync(id, ct);
    }

    private async Task<Outcome<ExperimentView>> ChangeAsync(
        Caller caller, Guid id, VersionMatch version, Func<Experiment, Outcome<Experiment>> decide, CancellationToken ct)
    {
        if (Programme.UnlessMayWrite(caller) is { } forbidden)
        {
            return forbidden;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await ExperimentStore.LockAsync(transaction, id, ct) is not { } experiment || experiment.OwnerId != caller.ParticipantId)
        {
            return Experiment.Missing(id);
        }
        if (version.UnlessMet(experiment.Version) is { } conflict)
        {
            return conflict;
        }
        if (decide(experiment).IsRejected(out var rejection, out var next))
        {
            return rejection;
        }
        if (next.Version != experiment.Version)
        {
            await ExperimentStore.SaveAsync(transaction, next with { OwnerName = caller.Name, OwnerSector = caller.Sector }, ct);
            await transaction.CommitAsync(ct);
        }
        return ExperimentView.Of(next).Warned(next);
    }
}
