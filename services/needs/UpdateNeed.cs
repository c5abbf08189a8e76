using System.Text.Json.Nodes;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Needs;

/// <summary>What a need shall say instead.</summary>
/// <param name="IsDraft">False publishes a draft; null leaves it as it is.</param>
internal sealed record UpdatedContent(NeedContent Content, bool? IsDraft)
{
    /// <summary>What a need says with a patch applied; a patch without draft leaves it one or none.</summary>
    public static Outcome<UpdatedContent> Patch(NeedContent content, JsonObject patch) => MergePatch.Apply<NeedContent, PublishNeed>(content, patch)
        .Map(read => new UpdatedContent(read, patch.ContainsKey("draft") ? read.Draft ?? false : null));
}

/// <summary>Changes one's own need, based on the version one knows.</summary>
internal sealed class UpdateNeedHandler(NpgsqlDataSource db, Outbox outbox, TimeProvider clock)
{
    /// <param name="revise">What the need shall say, given what it says now.</param>
    public async Task<Outcome<NeedView>> HandleAsync(
        Caller caller, Guid id, VersionMatch version, Func<NeedContent, Outcome<UpdatedContent>> revise, CancellationToken ct)
    {
        if (Need.UnlessMayPublish(caller) is { } forbidden)
        {
            return forbidden;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var need = await NeedStore.LockAsync(transaction, id, ct);
        if ((Need.UnlessOwn(need, id, caller) ?? version.UnlessMet(need!.Version)) is { } refused)
        {
            return refused;
        }
        var now = clock.GetUtcNow();
        if (revise(need!.AsStated()).IsRejected(out var rejection, out var revised)
            || NeedRules.Check(revised.Content, now).IsRejected(out rejection, out var content)
            || need.Update(content, revised.IsDraft, caller, now).IsRejected(out rejection, out var change))
        {
            return rejection;
        }
        try
        {
            await NeedChanges.CommitAsync(transaction, outbox, change, ct);
        }
        catch (PostgresException error) when (error.ConstraintName == NeedStore.ReferenceOnce)
        {
            return new Rejection(ProblemCode.Conflict, new(
                "Et andet af jeres behov har denne reference.", "Another of your needs has this reference."))
            { Errors = [new("#/reference", new("Vælg en anden reference.", "Choose another reference."))] };
        }
        return NeedView.Of(change.Need, caller.ParticipantId) with { Warnings = NeedRules.Warn(change.Need.Content) };
    }
}
