using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Channels.Webhooks;

/// <summary>Records what became of attempts, of all endpoints that are served just now, whatever waits in one commit.</summary>
internal sealed class AttemptWriter(NpgsqlDataSource db, ILogger<AttemptWriter> logger) : BackgroundService
{
    private const int MaxBatch = 256;

    // A record that cannot be made is its worker's to hear of: what is not recorded is sent again.
    private readonly BatchWriter<SenderStore.Attempted> _writer = new(
        (batch, ct) => SenderStore.RecordAsync(db, batch, ct), MaxBatch, waitsForDatabase: false, logger);

    /// <summary>Returns when it is committed.</summary>
    public Task WriteAsync(SenderStore.Attempted attempt) => _writer.WriteAsync(attempt, CancellationToken.None);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _writer.RunAsync(stoppingToken);
}
