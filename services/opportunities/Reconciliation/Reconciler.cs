using System.Diagnostics.Metrics;
using Grpc.Core;
using Microsoft.Extensions.Options;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Telemetry;

namespace SocialEnzyme.Hub.Opportunities.Reconciliation;

/// <summary>Compares what should have happened since the last time with what did, repairs it, and reports a difference.</summary>
internal sealed partial class Reconciler(
    NpgsqlDataSource db, LostEvents lost, MissingDeliveries deliveries, IOptions<ReconciliationOptions> options, TimeProvider clock,
    ILogger<Reconciler> logger)
{
    private static readonly Counter<long> Differences = HubTelemetry.Meter.CreateCounter<long>(
        "hub.reconciliation.differences", "{difference}", "Events that were lost, deliveries that were missing or too many.");

    /// <summary>Runs to the end of what is old enough, whoever asks: one at a time in all replicas.</summary>
    /// <param name="unlessSince">Does nothing when another comparison went further than this.</param>
    /// <returns>Null: another runs just now, or has just run.</returns>
    public async Task<ReconciliationResult?> RunAsync(DateTimeOffset? unlessSince, CancellationToken ct)
    {
        await using var locked = await db.OpenConnectionAsync(ct);
        if (!await ReconciliationStore.TryLockAsync(locked, ct))
        {
            return null;
        }
        try
        {
            var (position, until, from) = await ReconciliationStore.PositionAsync(db, options.Value.Margin, ct);
            return from > unlessSince - options.Value.Margin
                ? null
                : await CompareAsync(position, new ReconciliationResult(Guid.CreateVersion7(), from, until, clock.GetUtcNow()), ct);
        }
        finally
        {
            await ReconciliationStore.UnlockAsync(locked);
        }
    }

    private async Task<ReconciliationResult> CompareAsync(ReconciliationPosition position, ReconciliationResult result, CancellationToken ct)
    {
        await ReconciliationStore.SaveAsync(db, result, position, ct);
        await foreach (var page in deliveries.RunAsync(position, result.Until, ct))
        {
            position = position with { LoggedAt = page.LoggedAt, EventId = page.EventId };
            result = result with
            {
                Events = result.Events + page.Events,
                Missing = result.Missing + page.Missing,
                Surplus = result.Surplus + page.Surplus,
                Repaired = result.Repaired + page.Repaired,
            };
            await ReconciliationStore.SaveAsync(db, result, position, ct);
            Report(result.Id, 0, page.Missing, page.Surplus, page.Repaired);
        }
        try
        {
            await foreach (var page in lost.RunAsync(position.Cursor, result.Until, ct))
            {
                position = position with { Cursor = page.Cursor };
                result = result with
                {
                    Published = result.Published + page.Published,
                    Lost = result.Lost + page.Lost,
                    Repaired = result.Repaired + page.Repaired,
                };
                await ReconciliationStore.SaveAsync(db, result, position, ct);
                Report(result.Id, page.Lost, 0, 0, page.Repaired);
            }
        }
        catch (RpcException error) when (!ct.IsCancellationRequested)
        {
            LogNotHeard(error.StatusCode);
            result = result with { IsPublisherHeard = false };
            await ReconciliationStore.SaveAsync(db, result, position, ct);
        }
        return result;
    }

    private void Report(Guid id, int lostEvents, int missing, int surplus, int repaired)
    {
        if (lostEvents + missing + surplus == 0)
        {
            return;
        }
        Differences.Add(lostEvents, new KeyValuePair<string, object?>("kind", "lost"));
        Differences.Add(missing, new KeyValuePair<string, object?>("kind", "missing"));
        Differences.Add(surplus, new KeyValuePair<string, object?>("kind", "surplus"));
        LogDifference(id, lostEvents, missing, surplus, repaired);
    }

    [LoggerMessage(3301, LogLevel.Warning,
        "Reconciliation {Id} found {Lost} lost events, {Missing} missing deliveries and {Surplus} too many; {Repaired} are repaired")]
    private partial void LogDifference(Guid id, int lost, int missing, int surplus, int repaired);

    [LoggerMessage(3302, LogLevel.Warning, "needs did not list its events ({Status}); they are compared next time")]
    private partial void LogNotHeard(StatusCode status);
}
