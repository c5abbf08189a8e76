using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>Deletes outbox rows that were sent, inbox rows that are older than any copy can be, and answers past their day.</summary>
internal sealed partial class Cleaner(NpgsqlDataSource db, TimeProvider clock, ILogger<Cleaner> logger) : BackgroundService
{
    /// <summary>How long a publisher lists an event after it was sent.</summary>
    public static readonly TimeSpan OutboxRetention = TimeSpan.FromDays(30);

    /// <summary>How long a second copy of a message is recognised.</summary>
    public static readonly TimeSpan InboxRetention = TimeSpan.FromDays(14);

    private const int BatchSize = 5_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Small bites: a long delete would hold its locks and its snapshot.
                while (await RunOnceAsync(stoppingToken) > 0)
                {
                }
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(error);
            }
            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    /// <returns>How many rows of the largest of the three were deleted.</returns>
    internal async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var sent = await OutboxStore.DeleteOldAsync(db, OutboxRetention, BatchSize, ct);
        var seen = await Inbox.DeleteOldAsync(db, InboxRetention, BatchSize, ct);
        var answered = await IdempotencyStore.DeleteOldAsync(db, BatchSize, ct);
        return Math.Max(sent, Math.Max(seen, answered));
    }

    [LoggerMessage(1211, LogLevel.Warning, "Cleaning failed and is tried again later")]
    private partial void LogFailed(Exception error);
}
