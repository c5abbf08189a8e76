using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace SocialEnzyme.Hub.ServiceDefaults.Postgres;

/// <summary>Migrates before the first request is let in, and waits for a database that is not there yet.</summary>
internal sealed partial class MigrationRunner(
    NpgsqlDataSource db, IEnumerable<MigrationSource> sources, ILogger<MigrationRunner> logger) : IHostedLifecycleService
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Migrations.ApplyAsync(db, sources, cancellationToken);
                return;
            }
            catch (NpgsqlException error) when (error is not PostgresException { IsTransient: false })
            {
                LogWaiting(error.Message);
                await Task.Delay(Wait, cancellationToken);
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1101, LogLevel.Warning, "Waiting for the database: {Reason}")]
    private partial void LogWaiting(string reason);
}
