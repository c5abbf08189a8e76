using Microsoft.Extensions.Options;
using Npgsql;
using OpenTelemetry;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matches;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Care;

/// <summary>Tells the host of a need that somebody offered help and has had no answer for too long. Once for each match.</summary>
internal sealed partial class TellHosts(NpgsqlDataSource db, Outbox outbox, IOptions<CareOptions> options, TimeProvider clock, ILogger<TellHosts> logger) : BackgroundService
{
    private const int MaxClaim = 64;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A question that is asked every minute is no trace worth keeping.
        using var quiet = SuppressInstrumentationScope.Begin();
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await RunOnceAsync(stoppingToken) == MaxClaim)
                {
                }
                failures = 0;
                await Task.Delay(options.Value.Interval, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // Nothing was written; they are still due.
                LogFailed(error);
                await Task.Delay(RelayBackoff.After(++failures), stoppingToken);
            }
        }
    }

    /// <summary>How many hosts were told.</summary>
    internal async Task<int> RunOnceAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var waiting = await UnansweredStore.ClaimAsync(transaction, options.Value.AnswerWithin, MaxClaim, ct);
        if (waiting.Count == 0)
        {
            return 0;
        }
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var each in waiting)
        {
            var need = await MatchStore.ContentAsync(db, each.Match.NeedId, ct);
            outbox.Add(batch, new OpportunityUnanswered(each.MatchId, each.Version, each.Match, need?.ContactRole, each.Since, each.Now));
        }
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
        return waiting.Count;
    }

    [LoggerMessage(7101, LogLevel.Error, "Hosts whom somebody waits for were not told; it is tried again")]
    private partial void LogFailed(Exception error);
}
