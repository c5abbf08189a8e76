using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>Deletes outbox rows that were sent, and inbox rows that are older than any copy can be.</summary>
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
                while (await RunOnceAsync(stoppingToken) >= BatchSize)
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

    /// <returns>How many rows of the larger of the two were deleted.</returns>
    internal async Task<int> RunOnceAsync(CancellationToken ct) => Math.Max(
        await OutboxStore.DeleteOldAsync(db, OutboxRetention, BatchSize, ct),
        await Inbox.DeleteOldAsync(db, InboxRetention, BatchSize, ct));

    [LoggerMessage(1211, LogLevel.Warning, "Cleaning failed and is tried again later")]
    private partial void LogFailed(Exception error);
}
