using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>Says what a measure of one's own was found to be.</summary>
/// <param name="MeasureKey">The measure's name within the agreement.</param>
/// <param name="Place">Where it was found; required, for it says nothing of other places.</param>
/// <param name="Source">Who or what says so.</param>
/// <param name="Method">How it was found.</param>
/// <param name="FollowUpMonths">12 or 36: it is the figure of a follow-up.</param>
public sealed record RecordResult(
    [property: Required] string? MeasureKey = null, [property: Required] decimal? Value = null, [property: Required] DateOnly? Day = null,
    [property: Required] string? Place = null, [property: Required] string? Source = null, [property: Required] string? Method = null,
    int? FollowUpMonths = null, IReadOnlyList<ResultContribution>? Contributions = null, bool? ConfirmNoPersonalData = null);

internal sealed class RecordResultHandler(NpgsqlDataSource db, Outbox outbox, TimeProvider clock)
{
    public async Task<Outcome<Figure>> HandleAsync(Caller caller, Guid partnershipId, RecordResult command, IdempotencyKey? key, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } missing)
        {
            return missing;
        }
        if (await SeatStore.FindAsync(db, partnershipId, ct) is not { } partnership || !partnership.IsPresent(caller.ParticipantId))
        {
            return Rejections.NotFound("partnership", partnershipId);
        }
        while (true)
        {
            if (await Repetition.FindAsync<Figure>(db, key, ct) is { } repeated)
            {
                return repeated;
            }
            if (ResultRules.Check(command, partnership, caller.ParticipantId, clock.GetUtcNow()).IsRejected(out var rejection, out var figure))
            {
                return rejection;
            }
            if (await CommitAsync(partnership, figure, key, ct))
            {
                return figure;
            }
        }
    }

    private async Task<bool> CommitAsync(KnownPartnership partnership, Figure figure, IdempotencyKey? key, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (!await Repetition.ClaimAsync(transaction, key, figure, ct))
        {
            return false;
        }
        await SeatStore.LockAsync(transaction, partnership.Id, ct);
        await using var batch = new NpgsqlBatch(connection, transaction);
        ResultStore.Add(batch, partnership.Id, figure);
        outbox.Add(batch, Tell(partnership, figure));
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
        return true;
    }

    private static ResultRecorded Tell(KnownPartnership partnership, Figure figure)
    {
        var measure = partnership.Measures.First(figure.IsOf);
        return new ResultRecorded(
            figure.Id, 1,
            new PublicResult(partnership.Id, measure.Key, measure.What, measure.Unit, figure.Value, figure.Day, figure.Place, figure.Source, figure.Method),
            [.. partnership.Seats.Where(seat => seat.IsPresent).Select(seat => seat.ParticipantId)],
            figure.RecordedAt);
    }
}
