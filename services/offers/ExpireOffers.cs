using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Telemetry;

namespace SocialEnzyme.Hub.Offers;

/// <summary>Ends offers, and lets go of holds, whose time is up by the clock of the database; any number may run.</summary>
internal sealed partial class ExpireOffers(NpgsqlDataSource db, Outbox outbox, ILogger<ExpireOffers> logger) : BackgroundService
{
    private const int BatchSize = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Those that could not be changed: set aside until the next start, so that they never hold up the others.
    private readonly HashSet<Guid> _setAside = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var found = await RunOnceAsync(stoppingToken);
                failures = 0;
                if (found < BatchSize)
                {
                    await Task.Delay(Pause, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // What was not committed is due still.
                LogFailed(error);
                await Task.Delay(RelayBackoff.After(++failures), stoppingToken);
            }
        }
    }

    private async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var due = await OfferUpkeepStore.FindDueAsync(db, BatchSize, [.. _setAside], ct);
        foreach (var id in due)
        {
            using var activity = HubTelemetry.Source.StartActivity("expire offer");
            try
            {
                await ExpireAsync(id, ct);
            }
            catch (Exception error) when (!FailurePolicy.IsTransient(error) && !ct.IsCancellationRequested)
            {
                _setAside.Add(id);
                LogSetAside(id, error);
            }
        }
        return due.Count;
    }

    // Asked again under the lock: the owner may have prolonged it, or another process was here first.
    private async Task ExpireAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await OfferStore.LockAsync(transaction, id, ct) is not { } locked)
        {
            return;
        }
        var isOver = !locked.Offer.IsEnded && locked.Offer.ExpiresAt <= locked.Now;
        var change = isOver
            ? locked.Offer.End(Offer.TimeRanOut, by: null, await ReservationStore.ListHeldAsync(transaction, id, ct), locked.Now)
            : locked.Drawing.Expire();
        if (!change.IsRejected(out _, out var decided))
        {
            await OfferChanges.CommitAsync(transaction, outbox, decided, ct);
        }
    }

    [LoggerMessage(4001, LogLevel.Error, "Expiring offers and holds failed and is tried again")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(4002, LogLevel.Error, "The offer {Id} could not be changed and is set aside until the next start")]
    private partial void LogSetAside(Guid id, Exception error);
}
