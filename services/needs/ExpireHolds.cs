using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Telemetry;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Gives back the places of holds whose time is up, by the clock of the database; any number may run.</summary>
internal sealed partial class ExpireHolds(NpgsqlDataSource db, Outbox outbox, ILogger<ExpireHolds> logger)
{
    internal const int BatchSize = 100;

    // Needs whose holds could not be given back: set aside until the next start, so that they never hold up the others.
    private readonly HashSet<Guid> _setAside = [];

    /// <summary>Settles one batch of needs, each in a transaction of its own.</summary>
    /// <returns>How many had holds that were due.</returns>
    internal async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var due = await ReservationStore.FindDueNeedsAsync(db, BatchSize, [.. _setAside], ct);
        if (due.Count == 0)
        {
            return 0;
        }
        using var activity = HubTelemetry.Source.StartActivity("expire holds");
        foreach (var need in due)
        {
            try
            {
                await ExpireAsync(need, ct);
            }
            catch (Exception error) when (!FailurePolicy.IsTransient(error) && !ct.IsCancellationRequested)
            {
                _setAside.Add(need);
                LogSetAside(need, error);
            }
        }
        return due.Count;
    }

    private async Task ExpireAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var locked = await ReservationStore.LockAsync(transaction, id, Guid.Empty, ct);
        // Somebody else, another replica or whoever reserved, may have been here first.
        if (locked is not { Need: { } need, Due.Count: > 0 })
        {
            return;
        }
        await NeedChanges.CommitAsync(
            transaction, outbox, [need.GiveBack(locked.PlacesDue, null, locked.Now)],
            batch => ReservationStore.Change(batch, locked.Due, ReservationState.Expired), ct);
    }

    [LoggerMessage(2301, LogLevel.Error, "The holds of need {Id} could not be given back and are set aside until the next start")]
    private partial void LogSetAside(Guid id, Exception error);
}
