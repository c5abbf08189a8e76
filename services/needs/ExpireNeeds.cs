using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Telemetry;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Ends needs whose time ran out, and holds with them, by the clock of the database; any number may run.</summary>
internal sealed partial class ExpireNeeds(NpgsqlDataSource db, Outbox outbox, ExpireHolds holds, ILogger<ExpireNeeds> logger) : BackgroundService
{
    internal const int BatchSize = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Those that could not be ended: set aside until the next start, so that they never hold up the others.
    private readonly HashSet<Guid> _setAside = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var isMore = await RunOnceAsync(stoppingToken) >= BatchSize;
                isMore |= await holds.RunOnceAsync(stoppingToken) >= ExpireHolds.BatchSize;
                failures = 0;
                if (!isMore)
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
                // Nothing was committed; they are due still.
                LogFailed(error);
                await Task.Delay(RelayBackoff.After(++failures), stoppingToken);
            }
        }
    }

    /// <summary>Ends one batch.</summary>
    /// <returns>How many ended.</returns>
    internal async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var due = await NeedExpiryStore.FindDueAsync(db, BatchSize, [.. _setAside], ct);
        if (due.Count == 0)
        {
            return 0;
        }
        using var activity = HubTelemetry.Source.StartActivity("expire needs");
        try
        {
            return await ExpireAsync(due, ct);
        }
        catch (Exception error) when (!FailurePolicy.IsTransient(error) && !ct.IsCancellationRequested)
        {
            return await ExpireSinglyAsync(due, ct);
        }
    }

    private async Task<int> ExpireSinglyAsync(List<Guid> due, CancellationToken ct)
    {
        var expired = 0;
        foreach (var id in due)
        {
            try
            {
                expired += await ExpireAsync([id], ct);
            }
            catch (Exception error) when (!FailurePolicy.IsTransient(error) && !ct.IsCancellationRequested)
            {
                _setAside.Add(id);
                LogSetAside(id, error);
            }
        }
        return expired;
    }

    private async Task<int> ExpireAsync(IReadOnlyList<Guid> due, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var expired = await NeedExpiryStore.ExpireAsync(transaction, due, ct);
        if (expired.Count == 0)
        {
            return 0;
        }
        await using var batch = new NpgsqlBatch(connection, transaction);
        Outbox.AddMany(batch, [.. expired.Select(need => ((object)new NeedExpired(need.Id, need.Version, need.At), System.Diagnostics.Activity.Current?.Id, (string?)null))]);
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
        return expired.Count;
    }

    [LoggerMessage(2101, LogLevel.Error, "Expiring needs failed and is tried again")]
    private partial void LogFailed(Exception error);

    [LoggerMessage(2102, LogLevel.Error, "The need {Id} could not be expired and is set aside until the next start")]
    private partial void LogSetAside(Guid id, Exception error);
}
